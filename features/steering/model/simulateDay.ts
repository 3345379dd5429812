import { arrival } from '#features/hall/model.ts'
import { meanOf } from '#features/promise/model/durations.ts'
import { quantileOf } from '#features/promise/model/expectation.ts'
import type { Counter, Hall, Waiting } from '#features/promise/model/hall.ts'
import { lookAhead } from '#features/promise/model/kernel.ts'
import { mixed } from '#features/promise/model/random.ts'
import { instant, MINUTE } from '#kernel/instant.ts'
import type { Comer, HallDay } from './hallDay.ts'
import type { WorkedCounter } from './siteDay.ts'
import { type DayTally, tallyOf } from './tally.ts'

const NEVER = Number.POSITIVE_INFINITY

/** How days are played. */
export type Play = {
  readonly replicates: number
  /** Another seed is other luck. */
  readonly seed: number
}

/** The share of nine in ten of a normal distribution, in deviations. */
const SURE = 1.2816
/** How much visits differ from each other, as a share of their mean. */
const VARIATION = 0.6

/** The people of a day laid out for the kernel, in the order of the comers. */
type Laid = {
  readonly hall: Hall
  /** What their waits count from. */
  readonly referenceOf: Float64Array
}

/**
 * Plays a whole day from the empty hall on, everybody coming, until the last one is served, so many times with the call
 * order's own kernel, and says what came of it.
 */
export function simulateDay(day: HallDay, { replicates, seed }: Play): DayTally {
  const waits = { booked: [] as number[], walk_in: [] as number[] }
  let [refused, unserved, overtime] = [0, 0, 0]
  for (let replicate = 0; replicate < replicates; replicate++) {
    const { accepted, referenceOf, starts, finished } = playOnce(day, mixed(seed * 1_000 + replicate))
    refused += day.comers.length - accepted.length
    overtime += overtimeOf(day.counters, finished)
    for (const [nth, { appointment }] of accepted.entries()) {
      const start = starts[nth] ?? NEVER
      const group = appointment === null ? waits.walk_in : waits.booked
      if (start === NEVER) unserved++
      else group.push(Math.max(0, start - (referenceOf[nth] ?? 0)))
    }
  }
  const weight = 1 / replicates
  return {
    waits: { booked: tallyOf(waits.booked, weight), walk_in: tallyOf(waits.walk_in, weight) },
    served: (waits.booked.length + waits.walk_in.length) * weight,
    refused: refused * weight,
    unserved: unserved * weight,
    overtime: overtime * weight,
    staffed: day.counters.reduce((sum, counter) => sum + staffedOf(counter), 0),
  }
}

/**
 * Plays a day by one luck. Numbers are refused as intake refuses them by the first half of its rule (prediction b): whoever
 * would not be done before closing nine times in ten. When they would be called is what the day itself says, how sure
 * that was when they came is worked out from their wait. Later comers are refused first, half of those in doubt at a time,
 * so that nobody is refused for the sake of somebody who comes after them.
 */
function playOnce(day: HallDay, seed: number) {
  let accepted = day.comers
  for (;;) {
    const { hall, referenceOf } = layOutDay(day, accepted, seed)
    const { starts, finished } = lookAhead(hall, { replicates: 1, toTheEnd: true })
    const late = accepted.filter(
      (comer, nth) =>
        comer.appointment === null &&
        surelyDone(comer, starts[nth] ?? NEVER, hall.waiting[nth]?.counters.length ?? 0) > day.closes,
    )
    if (late.length === 0 || !day.rules.refuses) return { accepted, referenceOf, starts, finished }
    const refused = new Set(late.slice(Math.floor(late.length / 2)))
    accepted = accepted.filter((comer) => !refused.has(comer))
  }
}

/**
 * When somebody who is called then would be done nine times in ten, seen from their coming: the visits before them differ
 * as all visits do, and so does their own.
 */
function surelyDone({ arrival: came, durations }: Comer, start: number, counters: number): number {
  if (start === NEVER) return NEVER
  const { mean, sure } = spreadOf(durations)
  const before = VARIATION * Math.sqrt((Math.max(0, start - came) * mean) / Math.max(counters, 1))
  return start + mean + Math.hypot(sure - mean, SURE * before)
}

type Spread = { readonly mean: number; readonly sure: number }
const spreads = new WeakMap<Float64Array, Spread>()

function spreadOf(durations: Float64Array): Spread {
  const known = spreads.get(durations)
  if (known) return known
  const made = { mean: meanOf(durations), sure: quantileOf(durations, 0.9) }
  spreads.set(durations, made)
  return made
}

function layOutDay(
  { counters, closes, rules, pauses }: HallDay,
  comers: readonly Comer[],
  seed: number,
): Laid {
  const ableFor = ableCounters(counters)
  const referenceOf = new Float64Array(comers.length)
  const waiting = comers.map((comer, nth): Waiting => {
    const appointment = comer.appointment === null ? null : instant(comer.appointment * MINUTE)
    const order = arrival(instant(comer.arrival * MINUTE), appointment, rules, comer.credits)
    referenceOf[nth] = order.referenceAt / MINUTE
    return {
      seed: mixed(comer.seed ^ seed),
      counters: ableFor(comer.services),
      durations: comer.durations,
      key: order.dueAt / MINUTE,
      callableFrom: order.callableFrom / MINUTE,
    }
  })
  // Before the first of them nothing happens.
  const now = Math.min(0, ...waiting.map(({ callableFrom }) => callableFrom - 1))
  const hall = {
    now,
    counters: counters.map((counter) => kernelCounter(counter, closes)),
    waiting,
    expected: [],
    arrivals: { early: 0, late: 0, credit: 0, lateness: new Float64Array(1) },
    pauses,
    pace: 1,
  }
  return { hall, referenceOf }
}

/** Whoever works to closing time stays until everybody is served; others go at the end of their shift. */
function kernelCounter({ from, until, breaks, pace }: WorkedCounter, closes: number): Counter {
  return {
    serving: null,
    freeFrom: from,
    stopsAt: until >= closes ? NEVER : until,
    breaks: breaks.map((one) => ({
      from: one.from,
      shortest: one.until - one.from,
      longest: one.until - one.from,
    })),
    pace,
  }
}

function ableCounters(counters: readonly WorkedCounter[]) {
  const known = new Map<string, readonly number[]>()
  const skills = counters.map(({ services }) => (services === null ? null : new Set<string>(services)))
  return (services: Comer['services']): readonly number[] => {
    const name = services.join()
    const found =
      known.get(name) ??
      skills.flatMap((able, index) =>
        able === null || services.every((service) => able.has(service)) ? [index] : [],
      )
    known.set(name, found)
    return found
  }
}

/** Minutes that all counters together work beyond their time. */
function overtimeOf(counters: readonly WorkedCounter[], finished: Float32Array): number {
  return counters.reduce((sum, { until }, counter) => sum + Math.max(0, (finished[counter] ?? 0) - until), 0)
}

function staffedOf({ from, until, breaks }: WorkedCounter): number {
  return until - from - breaks.reduce((sum, one) => sum + one.until - one.from, 0)
}
