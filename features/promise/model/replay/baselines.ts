/** Somebody in a line, as the simple ways to foresee see them. */
export type InLine = { readonly arrival: number; readonly key: number; readonly group: string }

/**
 * The naive formula: everybody who comes before one, times the mean duration, by the counters that work; nothing where
 * nobody is before one and a counter that can is idle. Minutes.
 */
export function naiveWait(before: number, meanMinutes: number, open: number, isIdle: boolean): number {
  return before === 0 && isIdle ? 0 : (before * meanMinutes) / Math.max(open, 1)
}

/** What the first in line of a class has waited already; nobody there: no time (head of line). Minutes. */
export function headOfLine(waiting: readonly InLine[], group: string, now: number): number {
  let first: InLine | undefined
  for (const person of waiting)
    if (person.group === group && (!first || person.key < first.key)) first = person
  return first ? now - first.arrival : 0
}
