/** What a display or a feed showed of a line at a moment. Minutes since 1970 (UTC). */
export type Snapshot = {
  readonly line: number
  readonly site: string
  readonly queue: string
  /** The midnight with which its day began at the site. */
  readonly day: number
  readonly at: number
  /** The number called last; null: none yet. */
  readonly called: number | null
  readonly waiting: number
  /** Open counters; null: not known. */
  readonly open: number | null
}

/** A snapshot of a day, with numbers that only rise. */
export type Shown = {
  readonly at: number
  /** The number called last; numbers that begin again go on from where they were. */
  readonly called: number
  /** Of all numbers the last that was drawn. */
  readonly drawn: number
  readonly waiting: number
  readonly open: number
  /** Nothing is known between the one before and this. */
  readonly afterGap: boolean
  /** It has shown the same for so long that nobody believes it. */
  readonly stuck: boolean
}

/** Snapshots further apart say nothing of what was between them. Minutes. */
const GAP = 15
/** People wait, and for so long nothing has changed: the feed stands still. Minutes. */
const STUCK = 30
/** A number that falls below so much of the one before began anew; one that falls less was called again. */
const ANEW = 0.5

/** A day of one line in the order of time. */
export function shownOf(snapshots: readonly Snapshot[]): Shown[] {
  const shown: Shown[] = []
  let [base, last, changedAt] = [0, 0, Number.NEGATIVE_INFINITY]
  for (const { at, called, waiting, open } of snapshots) {
    const before = shown.at(-1)
    const number = called ?? last
    if (number < last * ANEW) base += last
    last = number < last * ANEW ? number : Math.max(number, last)
    const now = { at, called: base + last, waiting, open: open ?? 1 }
    const isSame =
      before?.called === now.called && before.waiting === waiting && before.open === now.open && waiting > 0
    if (!isSame) changedAt = at
    shown.push({
      ...now,
      drawn: Math.max(before?.drawn ?? 0, now.called + waiting),
      afterGap: before !== undefined && at - before.at > GAP,
      stuck: at - changedAt >= STUCK,
    })
  }
  return shown
}

/** When a number was drawn, as far as the snapshots up to one show it, between two of them by how many were drawn. */
export function drawnAt(shown: readonly Shown[], upTo: number, number: number): number | undefined {
  let [low, high] = [0, upTo]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((shown[middle]?.drawn ?? 0) < number) low = middle + 1
    else high = middle
  }
  return between(shown[low - 1], shown[low], number, ({ drawn }) => drawn)
}

/** When a number was called, between two snapshots by how many were called. */
export function calledBetween(before: Shown | undefined, after: Shown, number: number): number {
  return between(before, after, number, ({ called }) => called) ?? after.at
}

function between(
  before: Shown | undefined,
  after: Shown | undefined,
  number: number,
  of: (shown: Shown) => number,
): number | undefined {
  if (!after || of(after) < number) return undefined
  if (!before || of(after) === of(before)) return after.at
  const share = (number - of(before)) / (of(after) - of(before))
  return before.at + Math.max(0, share) * (after.at - before.at)
}
