import { BINS, binOf, type Corrected } from '../correction.ts'
import { drawn, luckOf, mixed } from '../random.ts'

/** Ways to foresee a call: ours, and those it is put beside. */
export const WAYS = ['engine', 'naive', 'lastCalled', 'headOfLine'] as const
export type Way = (typeof WAYS)[number]

/** What one way says of a call: a point, and the interval that its own errors of before make of it. Minutes. */
export type Said = { readonly point: number; readonly told: Corrected }

/** A call, with what every way had said of it when the person came. Minutes. */
export type Called = {
  readonly day: number
  readonly waited: number
  /** By what the interval is judged, e.g. its class. */
  readonly margins: Readonly<Record<string, string>>
  readonly said: Readonly<Partial<Record<Way, Said>>>
}

/** What an interval costs for each minute that the call lies outside: 2 / (1 − 0.9). */
const OUTSIDE = 20
/** Whoever waits less has no time to go anywhere. Minutes. */
const WORTH_LEAVING = 5
/** Of fewer calls a margin says nothing of its own. */
export const ENOUGH_CALLS = 100

type Sums = {
  calls: number
  error: number
  within: number
  below: number
  width: number
  score: number
  away: number
  missed: number
  left: number
}

type Margin = { calls: number; within: number; notAfter: number }

/** What has been counted so far; bounded by days and margins, not by calls. Mutable. */
export type Tally = {
  calls: number
  waited: number
  readonly ways: Map<Way, Sums>
  readonly margins: Map<string, Margin>
  readonly days: Map<number, Map<Way, { calls: number; error: number }>>
}

/** The figures of one way. Minutes and shares. */
export type WayFigures = {
  readonly way: Way
  readonly calls: number
  readonly meanError: number
  /** Mean error ÷ that of the naive formula, and the interval that holds 95 of 100 times (days drawn anew). */
  readonly toNaive: { readonly ratio: number; readonly from: number; readonly to: number } | null
  readonly coverage: number
  readonly width: number
  readonly intervalScore: number
  /** Called before the lower end of the interval. */
  readonly calledBefore: number
  /** Of those who wait five minutes and more and come back by the time told: missed, and minutes left. */
  readonly missedWhenBack: number
  readonly leftWhenBack: number
}

/** How often the engine's interval holds among some. */
export type MarginFigures = {
  readonly margin: string
  readonly value: string
  readonly calls: number
  readonly coverage: number
}

export const newTally = (): Tally => ({
  calls: 0,
  waited: 0,
  ways: new Map(),
  margins: new Map(),
  days: new Map(),
})

/** Counts one call. */
export function count(tally: Tally, { day, waited, margins, said }: Called): void {
  tally.calls++
  tally.waited += waited
  const ofDay = tally.days.get(day) ?? new Map<Way, { calls: number; error: number }>()
  tally.days.set(day, ofDay)
  for (const way of WAYS) {
    const own = said[way]
    if (!own) continue
    const error = Math.abs(own.point - waited)
    const sums = tally.ways.get(way) ?? newSums()
    tally.ways.set(way, sums)
    add(sums, own.told, error, waited)
    const errors = ofDay.get(way) ?? { calls: 0, error: 0 }
    ofDay.set(way, { calls: errors.calls + 1, error: errors.error + error })
  }
  if (said.engine) countMargins(tally, { bin: nameOfBin(said.engine.point), ...margins }, said.engine, waited)
}

function add(sums: Sums, { back, low, high }: Corrected, error: number, waited: number): void {
  sums.calls++
  sums.error += error
  sums.within += waited >= low && waited <= high ? 1 : 0
  sums.below += waited < low ? 1 : 0
  sums.width += high - low
  sums.score += high - low + OUTSIDE * Math.max(0, low - waited, waited - high)
  if (waited < WORTH_LEAVING) return
  sums.away++
  sums.missed += waited < back ? 1 : 0
  sums.left += Math.max(0, waited - back)
}

function countMargins({ margins }: Tally, values: Called['margins'], { told }: Said, waited: number): void {
  for (const [margin, value] of Object.entries(values)) {
    const name = `${margin}\n${value}`
    const own = margins.get(name) ?? { calls: 0, within: 0, notAfter: 0 }
    margins.set(name, own)
    own.calls++
    own.within += waited >= told.low && waited <= told.high ? 1 : 0
    own.notAfter += waited <= told.high ? 1 : 0
  }
}

/** The bin of an expected wait in words. */
export function nameOfBin(minutes: number): string {
  const bin = binOf(minutes)
  const [from, to] = [BINS[bin - 1] ?? 0, BINS[bin]]
  return to === undefined ? `${from} min and more` : `${from} to ${to} min`
}

/** The figures of each way that has foreseen something. */
export function figuresOf(tally: Tally): WayFigures[] {
  return WAYS.flatMap((way) => {
    const sums = tally.ways.get(way)
    if (!sums) return []
    const mean = (sum: number) => sum / sums.calls
    return {
      way,
      calls: sums.calls,
      meanError: mean(sums.error),
      toNaive: way === 'naive' ? null : ratioTo(tally, way, 'naive'),
      coverage: mean(sums.within),
      width: mean(sums.width),
      intervalScore: mean(sums.score),
      calledBefore: mean(sums.below),
      missedWhenBack: sums.away ? sums.missed / sums.away : 0,
      leftWhenBack: sums.away ? sums.left / sums.away : 0,
    }
  })
}

/**
 * How often the engine's interval held, by bin, class and whatever else was counted; of fewer than a hundred calls
 * nothing is said. Below five minutes only calls after the interval count as wrong: it begins with now.
 */
export function marginsOf({ margins }: Tally, least = ENOUGH_CALLS): MarginFigures[] {
  return [...margins]
    .filter(([, { calls }]) => calls >= least)
    .map(([name, { calls, within, notAfter }]) => {
      const [margin = '', value = ''] = name.split('\n')
      const isFirst = margin === 'bin' && value === nameOfBin(0)
      return { margin, value, calls, coverage: (isFirst ? notAfter : within) / calls }
    })
    .sort((a, b) => compare(a.margin, b.margin) || compare(a.value, b.value))
}

const compare = (a: string, b: string) => a.localeCompare(b, 'en', { numeric: true })

const DRAWS = 1_000
const PURPOSE = 77

/** A ratio of mean errors over the same days, and how far it moves when the days are drawn anew (paired bootstrap). */
function ratioTo({ days }: Tally, way: Way, other: Way): WayFigures['toNaive'] {
  const all = [...days.values()].map((errors) => ({ own: errors.get(way), theirs: errors.get(other) }))
  const ratio = (chosen: typeof all) => {
    const mean = (side: 'own' | 'theirs') =>
      chosen.reduce((sum, each) => sum + (each[side]?.error ?? 0), 0) /
      chosen.reduce((sum, each) => sum + (each[side]?.calls ?? 0), 0)
    return mean('own') / mean('theirs')
  }
  const whole = ratio(all)
  if (!Number.isFinite(whole)) return null
  const drawnRatios = Array.from({ length: DRAWS }, (_, replicate) => {
    const luck = luckOf(replicate, PURPOSE)
    return ratio(all.flatMap((_, nth) => all[Math.floor(drawn(luck, mixed(nth + 1)) * all.length)] ?? []))
  })
    .filter(Number.isFinite)
    .sort((a, b) => a - b)
  const at = (share: number) => drawnRatios[Math.floor(share * (drawnRatios.length - 1))] ?? whole
  return { ratio: whole, from: at(0.025), to: at(0.975) }
}

function newSums(): Sums {
  return { calls: 0, error: 0, within: 0, below: 0, width: 0, score: 0, away: 0, missed: 0, left: 0 }
}
