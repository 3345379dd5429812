/** Calls that are over and stay in sight on a display. */
const BEFORE_SHOWN = 5
/** With more calls at once the rows of a display become smaller, so that all of them stay in sight. */
const FEW = 4

/** What a display shows of the newest calls: who is being called, and who was before. */
export type Board<Call> = {
  readonly current: readonly Call[]
  readonly before: readonly Call[]
  readonly isCrowded: boolean
}

/** Sorts the newest calls for a display. */
export function boardOf<Call extends { readonly current: boolean }>(calls: readonly Call[]): Board<Call> {
  const current = calls.filter((call) => call.current)
  const before = calls.filter((call) => !call.current).slice(0, BEFORE_SHOWN)
  return { current, before, isCrowded: current.length > FEW }
}
