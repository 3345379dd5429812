import { arrowTo, boardOf, wayTo } from '#features/hall/model.ts'
import { type Language, languageTag } from '#kernel/language.ts'
import type { View } from './connection.ts'

type Call = View['calls'][number]

/**
 * Draws a view into the page that the server sent, in its language with the second one beside it. Nothing flickers and
 * nothing grows.
 */
export function makeBoard(root: ParentNode, language: Language, second: Language | undefined) {
  const fill = filler(language, second)
  const current = root.querySelector<HTMLElement>('[data-calls="current"]')
  const before = root.querySelector<HTMLElement>('[data-calls="before"]')
  const empty = root.querySelector<HTMLElement>('[data-empty]')
  const closed = root.querySelector<HTMLElement>('[data-closed]')
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
      if (!closed) return
      closed.hidden = view.closed === null
      setText(closed, '[data-closed-main]', view.closed?.[language] ?? '')
      setText(closed, '[data-closed-second]', (second && view.closed?.[second]) ?? '')
    },
  }
}

// A row belongs to its call: it moves down without being drawn anew, and only the new one begins to stand out.
const filler =
  (language: Language, second: Language | undefined) =>
  (list: HTMLElement, calls: readonly Call[], isNew: (call: Call) => boolean): void => {
    const known = new Map(Array.from(list.children, (row) => [row.getAttribute('data-call'), row]))
    calls.forEach((call, position) => {
      const key = String(call.call)
      const row = known.get(key) ?? emptyRow(key, second)
      known.delete(key)
      if (list.children[position] !== row) list.insertBefore(row, list.children[position] ?? null)
      setText(row, '.display-call__number', call.ticketNumber)
      setText(row, '.display-call__label', call.counter[language])
      setText(row, '.display-call__arrow', arrowTo(call.direction))
      setText(row, '.display-call__level :first-child', wayTo(call, language))
      const beside = second ? [call.counter[second], wayTo(call, second)].filter(Boolean).join(', ') : ''
      setText(row, '.display-call__level :last-child', beside)
      row.setAttribute('data-line', call.direction?.line ?? '')
      row.classList.toggle('display-call--new', isNew(call))
    })
    for (const row of known.values()) row.remove()
  }

function setText(row: Element, selector: string, text: string): void {
  const element = row.querySelector(selector)
  if (element && element.textContent !== text) element.textContent = text
}

function emptyRow(call: string, second: Language | undefined): HTMLElement {
  const row = element('li', 'display-call')
  row.setAttribute('data-call', call)
  const counter = element('span', 'display-call__counter')
  const level = element('span', 'display-call__level')
  const beside = element('span')
  if (second) beside.lang = languageTag(second)
  level.append(element('span'), beside)
  counter.append(element('span', 'display-call__label'), level)
  const arrow = element('span', 'display-call__arrow')
  arrow.setAttribute('aria-hidden', 'true')
  row.append(element('span', 'display-call__number'), arrow, counter)
  return row
}

function element(tag: string, className = ''): HTMLElement {
  const made = document.createElement(tag)
  made.className = className
  return made
}
