import { naiveWait } from './baselines.ts'
import { calledBetween, drawnAt, type Shown, type Snapshot, shownOf } from './queue.ts'
import { fitRidge, learnRidge, newRidge, type Ridge, weighed } from './ridge.ts'
import { type Corrections, type Expected, learnSaid, newCorrections, pointOf, saidOf } from './said.ts'
import { count, type Tally } from './tally.ts'
import type { Learning } from './walk.ts'

/** What could have been foreseen and was not, or could not be counted. */
export type UncountedWaits = {
  learnedFrom: number
  /** Nobody waited: of the wait of a newcomer the feed shows nothing. */
  nobodyWaited: number
  closed: number
  /** The feed stood still, or was silent, before the number was called. */
  stuck: number
  silent: number
  /** The line ran empty before the number was drawn. */
  ranEmpty: number
  /** The day ended before. */
  dayEnded: number
}

export const nothingUncountedWaits = (): UncountedWaits => ({
  ...{ learnedFrom: 0, nobodyWaited: 0, closed: 0, stuck: 0, silent: 0, ranEmpty: 0, dayEnded: 0 },
})

/** Snapshots come each minute or oftener; whoever looks each five minutes has seen all there is. Minutes. */
const EVERY = 5
/** How fast a line moves now is seen from what was called lately. Minutes, and calls. */
const LATELY = 60
const FEWEST_CALLS = 3
/** Before anything is known, a visit is believed to take so long. Minutes. */
const FIRST_MINUTES = 10
/** So many minutes of work are behind that belief. */
const FIRST_WEIGHT = 60
/** Raw ends of the interval as shares of the point: only their proportion matters, they are corrected. */
const SPREAD = { back: 0.5, low: 0.65, high: 1.5 } as const
const INPUTS = 9
const NOON = 720

type Pending = {
  readonly number: number
  readonly inputs: readonly number[]
  readonly expected: Expected
  readonly said: ReturnType<typeof saidOf>
  readonly counts: boolean
}

type Walk = {
  readonly name: { readonly site: string; readonly queue: string }
  readonly ridge: Ridge
  readonly corrections: Corrections
  readonly tally: Tally
  readonly uncounted: UncountedWaits
  /** Counter minutes with people waiting, and calls in them. */
  work: number
  calls: number
  weights: readonly number[]
}

/**
 * Walks through the days of one line of which only snapshots are known: number called, people waiting, open counters.
 * Foresees when somebody would be called who drew the next number now; the truth is when that number was called. Our way
 * here is a regression on the logarithm of the wait, refitted each night, which needs no more than snapshots show.
 */
export function* walkQueue(
  days: readonly (readonly Snapshot[])[],
  { learned, silent }: Learning,
  tally: Tally,
  uncounted: UncountedWaits,
): Generator<number> {
  const { site = '', queue = '' } = days[0]?.[0] ?? {}
  const walk: Walk = {
    ...{ name: { site, queue }, ridge: newRidge(INPUTS), corrections: newCorrections(), tally, uncounted },
    ...{ work: FIRST_WEIGHT, calls: FIRST_WEIGHT / FIRST_MINUTES, weights: [] },
  }
  for (const [nth, snapshots] of days.entries()) {
    walk.weights = nth > 0 ? fitRidge(walk.ridge) : []
    walkDay(walk, snapshots[0]?.day ?? 0, shownOf(snapshots), {
      counts: nth >= learned,
      foresees: nth >= silent,
    })
    yield snapshots.length
  }
}

type Mode = { readonly counts: boolean; readonly foresees: boolean }

function walkDay(walk: Walk, day: number, shown: readonly Shown[], { counts, foresees }: Mode): void {
  const { uncounted } = walk
  let pending: Pending[] = []
  let askedAt = Number.NEGATIVE_INFINITY
  const drop = (why: keyof UncountedWaits, isMeant: (one: Pending) => boolean = () => true) => {
    uncounted[why] += pending.filter((one) => one.counts && isMeant(one)).length
    pending = pending.filter((one) => !isMeant(one))
  }
  for (const [nth, now] of shown.entries()) {
    const before = shown[nth - 1]
    if (now.afterGap) drop('silent')
    if (now.stuck) drop('stuck')
    pending = pending.filter((one) => !settle(walk, day, one, before, now))
    // The number is drawn by whoever comes next; if the line runs empty before, that was later.
    if (now.waiting === 0) drop('ranEmpty', ({ number }) => number > now.called)
    if (before && !now.afterGap && !now.stuck) learnRate(walk, before, now)
    if (now.at - askedAt < EVERY) continue
    askedAt = now.at
    if (now.open === 0) uncounted.closed++
    else if (now.stuck) uncounted.stuck++
    else if (now.waiting === 0) uncounted.nobodyWaited++
    else pending.push(ask(walk, day, shown, nth, counts && foresees))
  }
  drop('dayEnded')
}

/** The number has been called: counts and learns. */
function settle(walk: Walk, day: number, one: Pending, before: Shown | undefined, now: Shown): boolean {
  if (now.called < one.number) return false
  const { corrections, tally, uncounted, ridge, name } = walk
  const waited = Math.max(0, calledBetween(before, now, one.number) - one.expected.at)
  if (one.counts) count(tally, { day, waited, margins: name, said: one.said })
  else uncounted.learnedFrom++
  learnSaid(corrections, one.expected, waited)
  learnRidge(ridge, one.inputs, Math.log1p(waited))
  return true
}

function learnRate(walk: Walk, before: Shown, now: Shown): void {
  if (before.waiting === 0 || before.open === 0) return
  walk.work += before.open * (now.at - before.at)
  walk.calls += now.called - before.called
}

/** What each way says of whoever draws the next number now. */
function ask(walk: Walk, day: number, shown: readonly Shown[], nth: number, counts: boolean): Pending {
  const now = shown[nth] ?? { at: 0, called: 0, drawn: 0, waiting: 0, open: 1, afterGap: false, stuck: false }
  const naive = naiveWait(now.waiting, walk.work / walk.calls, now.open, false)
  const first = shown.findIndex(({ called }) => called === now.called)
  const lastCalled = (shown[first]?.at ?? now.at) - (drawnAt(shown, nth, now.called) ?? now.at)
  const headOfLine = now.at - (drawnAt(shown, nth, now.called + 1) ?? now.at)
  const time = (now.at - day - NOON) / NOON
  const logs = [rate(shown, nth) ?? naive, naive, lastCalled, headOfLine, now.waiting, now.open]
  const inputs = [1, ...logs.map((value) => Math.log1p(Math.max(0, value))), time, time * time]
  const own = walk.weights.length ? Math.max(0, Math.expm1(weighed(walk.weights, inputs))) : naive
  const { back, low, high } = SPREAD
  const expected: Expected = {
    at: now.at,
    group: 'all',
    engine: { back: back * own, low: low * own, middle: own, high: high * own },
    naive: pointOf(naive),
    lastCalled: pointOf(Math.max(0, lastCalled)),
    headOfLine: pointOf(Math.max(0, headOfLine)),
  }
  const said = saidOf(walk.corrections, expected)
  return { number: now.called + now.waiting + 1, inputs, counts, expected, said }
}

/** Who waits, by how fast the line moved lately. Minutes. */
function rate(shown: readonly Shown[], nth: number): number | undefined {
  const now = shown[nth]
  if (!now) return undefined
  let from = nth
  while (from > 0 && now.at - (shown[from - 1]?.at ?? 0) <= LATELY && !shown[from]?.afterGap) from--
  const then = shown[from]
  if (!then || now.called - then.called < FEWEST_CALLS) return undefined
  return ((now.waiting + 1) * (now.at - then.at)) / (now.called - then.called)
}
