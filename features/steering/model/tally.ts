import type { Group } from '#features/promise/model/happened.ts'

/** Waits are counted by the minute; what is longer than this counts as this. */
const LONGEST = 480
/** The service standard's limit. Minutes. */
const LONG = 15

export type WaitTally = {
  readonly count: number
  readonly sum: number
  /** Longer than 15 minutes. */
  readonly long: number
  /** How many of each minute, up to the longest wait. */
  readonly bins: Float64Array
}

/** What came of a day, as the mean of its replicates. */
export type DayTally = {
  readonly waits: Readonly<Record<Group, WaitTally>>
  readonly served: number
  /** Without appointment, and told that it is not managed today. */
  readonly refused: number
  /** Came, and no counter that could was there any more. */
  readonly unserved: number
  /** Minutes of counters beyond the end of their work. */
  readonly overtime: number
  /** Minutes for which counters were there, breaks not counted. */
  readonly staffed: number
}

export const NO_WAITS: WaitTally = { count: 0, sum: 0, long: 0, bins: new Float64Array(0) }
export const NOTHING: DayTally = {
  waits: { booked: NO_WAITS, walk_in: NO_WAITS },
  served: 0,
  refused: 0,
  unserved: 0,
  overtime: 0,
  staffed: 0,
}

/** Counts some waits (minutes), each with so much weight. */
export function tallyOf(waits: readonly number[], weight: number): WaitTally {
  const most = waits.reduce((longest, wait) => Math.max(longest, wait), 0)
  const bins = new Float64Array(Math.min(Math.floor(most), LONGEST) + 1)
  let [sum, long] = [0, 0]
  for (const wait of waits) {
    sum += wait
    if (wait > LONG) long++
    const bin = Math.min(Math.floor(wait), LONGEST)
    bins[bin] = (bins[bin] ?? 0) + weight
  }
  return { count: waits.length * weight, sum: sum * weight, long: long * weight, bins }
}

/** Several halls of one day, or days, together. */
export function together(tallies: readonly DayTally[]): DayTally {
  return summed(tallies, () => 1)
}

/** Tallies added up, each so many times as its weight says. */
export function summed(tallies: readonly DayTally[], weightOf: (nth: number) => number): DayTally {
  const add = (of: (tally: DayTally) => number) =>
    tallies.reduce((sum, tally, nth) => sum + weightOf(nth) * of(tally), 0)
  return {
    waits: {
      booked: summedWaits(
        tallies.map(({ waits }) => waits.booked),
        weightOf,
      ),
      walk_in: summedWaits(
        tallies.map(({ waits }) => waits.walk_in),
        weightOf,
      ),
    },
    served: add(({ served }) => served),
    refused: add(({ refused }) => refused),
    unserved: add(({ unserved }) => unserved),
    overtime: add(({ overtime }) => overtime),
    staffed: add(({ staffed }) => staffed),
  }
}

function summedWaits(tallies: readonly WaitTally[], weightOf: (nth: number) => number): WaitTally {
  const bins = new Float64Array(tallies.reduce((most, tally) => Math.max(most, tally.bins.length), 0))
  let [count, sum, long] = [0, 0, 0]
  for (const [nth, tally] of tallies.entries()) {
    const weight = weightOf(nth)
    if (weight === 0) continue
    count += weight * tally.count
    sum += weight * tally.sum
    long += weight * tally.long
    for (let bin = 0; bin < tally.bins.length; bin++)
      bins[bin] = (bins[bin] ?? 0) + weight * (tally.bins[bin] ?? 0)
  }
  return { count, sum, long, bins }
}

/** What a planner reads. A wait of nobody is null. */
export const FIGURES = [
  'bookedMean',
  'bookedNinety',
  'bookedLong',
  'walkInMean',
  'walkInNinety',
  'walkInLong',
  'overtime',
  'refused',
  'unserved',
  'served',
  'staffed',
] as const
export type FigureName = (typeof FIGURES)[number]
export type Figures = Readonly<Record<FigureName, number | null>>

/**
 * The figures of so many days together: waits in minutes (mean, nine in ten wait at most, share above 15 minutes), the
 * rest per day: overtime in minutes, people refused, not served and served, hours of counters.
 */
export function figuresOf({ waits, ...tally }: DayTally, days: number): Figures {
  const { booked, walk_in: walkIn } = waits
  const mean = (value: number, of: WaitTally) => (of.count > 0 ? value / of.count : null)
  return {
    bookedMean: mean(booked.sum, booked),
    bookedNinety: ninety(booked),
    bookedLong: mean(booked.long, booked),
    walkInMean: mean(walkIn.sum, walkIn),
    walkInNinety: ninety(walkIn),
    walkInLong: mean(walkIn.long, walkIn),
    overtime: tally.overtime / days,
    refused: tally.refused / days,
    unserved: tally.unserved / days,
    served: tally.served / days,
    staffed: tally.staffed / days / 60,
  }
}

/** Nine in ten wait at most so long: within its minute by the share that lies in it. */
function ninety({ count, bins }: WaitTally): number | null {
  if (count <= 0) return null
  let left = 0.9 * count
  for (let bin = 0; bin < bins.length; bin++) {
    const here = bins[bin] ?? 0
    if (here >= left && here > 0) return bin + left / here
    left -= here
  }
  return bins.length
}
