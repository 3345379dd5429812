import { boardOf } from '#features/hall/model.ts'
import type { View } from './connection.ts'

type Call = View['calls'][number]

/** Draws a view into the page that the server sent. Rows are kept and changed in place, so nothing flickers or grows. */
export function makeBoard(root: ParentNode) {
  const current = root.querySelector<HTMLElement>('[data-calls="current"]')
  const before = root.querySelector<HTMLElement>('[data-calls="before"]')
  const empty = root.querySelector<HTMLElement>('[data-empty]')
  return {
    /** `isNew` tells which calls are to stand out. */
    show(view: View, isNew: (call: Call) => boolean): void {
      const calls = boardOf(view.calls)
      if (current) {
        fill(current, calls.current, isNew)
        current.classList.toggle('display-calls--many', calls.isCrowded)
      }
      if (before) fill(before, calls.before, () => false)
      if (empty) empty.hidden = calls.current.length > 0
    },
  }
}

function fill(list: HTMLElement, calls: readonly Call[], isNew: (call: Call) => boolean): void {
  while (list.children.length > calls.length) list.lastElementChild?.remove()
  calls.forEach((call, position) => {
    const row = list.children[position] ?? list.appendChild(emptyRow())
    setText(row, '.display-call__number', call.ticketNumber)
    setText(row, '.display-call__label', call.counter.de)
    setText(row, '.display-call__level :first-child', call.level?.de ?? '')
    const english = call.level ? `${call.counter.en}, ${call.level.en}` : call.counter.en
    setText(row, '.display-call__level :last-child', english)
    row.classList.toggle('display-call--new', isNew(call))
  })
}

function setText(row: Element, selector: string, text: string): void {
  const element = row.querySelector(selector)
  if (element && element.textContent !== text) element.textContent = text
}

function emptyRow(): HTMLElement {
  const row = element('li', 'display-call')
  const counter = element('span', 'display-call__counter')
  const level = element('span', 'display-call__level')
  const english = element('span')
  english.lang = 'en'
  level.append(element('span'), english)
  counter.append(element('span', 'display-call__label'), level)
  const arrow = element('span', 'display-call__arrow')
  arrow.setAttribute('aria-hidden', 'true')
  arrow.textContent = '→'
  row.append(element('span', 'display-call__number'), arrow, counter)
  return row
}

function element(tag: string, className = ''): HTMLElement {
  const made = document.createElement(tag)
  made.className = className
  return made
}
