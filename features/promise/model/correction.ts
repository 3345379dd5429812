import type { Expectation } from './expectation.ts'
import { type Latest, newLatest, remember } from './latest.ts'

/** Errors are compared among people of one class who expect about as long a wait. */
export const BINS = [5, 15, 30] as const
/** So many errors are kept for each bin and class. */
const KEPT = 1_500
/** With fewer a bin says nothing yet, and all bins of the class speak for it. */
const ENOUGH = 60
/** Narrow intervals err by more than their width alone would say. Minutes. */
const FLOOR = 2

/** What is told: never a raw interval. Minutes from now, `back` at most `low`. */
export type Corrected = {
  readonly back: number
  readonly low: number
  readonly middle: number
  readonly high: number
}

/** By how much calls came outside the raw intervals, as shares of their widths. */
type Sides = { readonly below: Latest; readonly above: Latest; readonly back: Latest }

/** What was learned of the errors so far, for each class and bin. Mutable: one is kept as long as a worker lives. */
export type Correction = Map<string, Sides>

export const newCorrection = (): Correction => new Map()

/**
 * How often the call may come before the interval, after it, and before whoever comes back by the time told. Of those who
 * wait so long that going away is worth it, fewer are missed than of all: 1.7 in a hundred at 2.5, 1.3 at 2.
 */
const ALLOWED = { below: 0.05, above: 0.05, back: 0.025 } as const
/** Without any experience each side is a third wider, as intervals on real records had to be. */
const INEXPERIENCED = 0.33

/**
 * Corrects an interval by the errors of people of the same class who expected about as long a wait (split conformal
 * prediction in bins, online: prediction a.7). What nobody has experienced yet is widened.
 */
export function corrected(correction: Correction, group: string, raw: Expectation): Corrected {
  const sides = experienced(correction, group, raw.middle)
  const width = raw.high - raw.low + FLOOR
  const low = raw.low - quantile(sides?.below, 1 - ALLOWED.below) * width
  const high = raw.high + quantile(sides?.above, 1 - ALLOWED.above) * width
  const back = raw.back - quantile(sides?.back, 1 - ALLOWED.back) * width
  const least = Math.max(0, Math.min(low, high))
  return {
    low: least,
    high: Math.max(low, high, 0),
    middle: Math.min(Math.max(raw.middle, least), Math.max(low, high, 0)),
    back: Math.max(0, Math.min(back, least)),
  }
}

/** Learns from somebody's call: what was expected of it, raw, and after how many minutes it came. */
export function learnCall(correction: Correction, group: string, raw: Expectation, waited: number): void {
  if (!Number.isFinite(waited) || !Number.isFinite(raw.high)) return
  const width = raw.high - raw.low + FLOOR
  for (const name of [nameOf(group, raw.middle), group]) {
    const sides = correction.get(name) ?? newSides()
    correction.set(name, sides)
    remember(sides.below, (raw.low - waited) / width)
    remember(sides.above, (waited - raw.high) / width)
    remember(sides.back, (raw.back - waited) / width)
  }
}

/** The bin of an expected wait, by its number. */
export function binOf(minutes: number): number {
  const bin = BINS.findIndex((end) => minutes < end)
  return bin < 0 ? BINS.length : bin
}

const nameOf = (group: string, minutes: number) => `${group}|${binOf(minutes)}`

function experienced(correction: Correction, group: string, minutes: number): Sides | undefined {
  const own = correction.get(nameOf(group, minutes))
  return own && own.below.count >= ENOUGH ? own : correction.get(group)
}

function newSides(): Sides {
  return { below: newLatest(KEPT), above: newLatest(KEPT), back: newLatest(KEPT) }
}

/** The conformal quantile: of n errors the one with the number (n + 1) × share, rounded up. */
function quantile(errors: Latest | undefined, share: number): number {
  if (!errors || errors.count < ENOUGH / 2) return INEXPERIENCED
  const number = Math.ceil((errors.count + 1) * share)
  return errors.sorted[Math.min(number, errors.count) - 1] ?? INEXPERIENCED
}
