import { boardOf, houseLines, houseMaySpeak, lineAt } from '#features/hall/model.ts'
import type { Language } from '#kernel/language.ts'
import type { View } from './connection.ts'

/** Draws what the house says beside the calls, or in their place while nobody is called. */
export function makeHouse(root: HTMLElement, language: Language, second: Language | undefined) {
  const house = root.querySelector<HTMLElement>('[data-house]')
  const main = root.querySelector<HTMLElement>('[data-main]')
  const serving = root.querySelector<HTMLElement>('[data-serving]')
  const whole = root.classList.contains('display--house')
  let drawn = ''
  return {
    /** `isNew`: a call has just come; `now` in milliseconds of a clock that never jumps. */
    show(view: View, isNew: boolean, now: number): void {
      const calls = boardOf(view.calls).current.length
      const speaks = houseMaySpeak({ calls, isNew, whole })
      const line = lineAt(houseLines(view.house), now)
      if (main) main.hidden = whole && speaks
      if (!house) return
      house.hidden = !speaks || (!whole && line === undefined)
      write(house, '[data-house-main]', line?.[language] ?? '')
      write(house, '[data-house-second]', (second && line?.[second]) ?? '')
      if (serving) drawServing(serving, view)
    },
  }

  function drawServing(list: HTMLElement, view: View): void {
    const now = JSON.stringify(view.serving)
    if (now === drawn) return
    drawn = now
    list.replaceChildren(
      ...view.serving.map(({ ticketNumber, counter }) => {
        const row = document.createElement('li')
        row.className = 'display-serving'
        row.append(piece(ticketNumber), piece(counter[language]))
        return row
      }),
    )
  }
}

function piece(text: string): HTMLElement {
  const made = document.createElement('span')
  made.textContent = text
  return made
}

function write(house: Element, selector: string, text: string): void {
  const element = house.querySelector(selector)
  if (element && element.textContent !== text) element.textContent = text
}
