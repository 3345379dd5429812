import { arrival } from '#features/hall/model.ts'
import type { Counter, Hall, Waiting } from '#features/promise/model/hall.ts'
import { lookAhead } from '#features/promise/model/kernel.ts'
import { mixed } from '#features/promise/model/random.ts'
import { instant, MINUTE } from '#kernel/instant.ts'
import type { Comer, HallDay } from './hallDay.ts'
import { type Asked, intakeOfDay } from './intakeOfDay.ts'
import type { WorkedCounter } from './siteDay.ts'
import { type DayTally, tallyOf } from './tally.ts'

const NEVER = Number.POSITIVE_INFINITY

/** How days are played. */
export type Play = {
  readonly replicates: number
  /** Another seed is other luck. */
  readonly seed: number
}

/** The people of a day laid out for the kernel, in the order of the comers. */
type Laid = {
  readonly hall: Hall
  readonly absent: Asked['absent']
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
    const { refusedOnes, referenceOf, starts, finished } = playOnce(day, mixed(seed * 1_000 + replicate))
    refused += refusedOnes.size
    overtime += overtimeOf(day.counters, finished)
    for (const [nth, { appointment }] of day.comers.entries()) {
      if (refusedOnes.has(nth)) continue
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

/** Plays a day by one luck. Where the hall refuses, each who comes without appointment is asked of when they come. */
function playOnce(day: HallDay, seed: number) {
  const { hall, referenceOf, absent } = layOutDay(day, seed)
  const look = { replicates: 1, toTheEnd: true }
  if (!day.rules.refuses) return { ...lookAhead(hall, look), referenceOf, refusedOnes: new Set<number>() }
  const { admits, refused } = intakeOfDay({ day, comers: day.comers, hall, absent })
  const { starts, finished } = lookAhead(hall, { ...look, admits })
  return { starts, finished, referenceOf, refusedOnes: refused() }
}

/** Lays a day out for the kernel, by one luck. */
export function layOutDay(
  { counters, closes, rules, pauses, comers, absent, arrivals }: HallDay,
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
    arrivals: {
      early: rules.earlyMinutes,
      late: rules.lateMinutes,
      credit: rules.appointmentCreditMinutes,
      lateness: arrivals.lateness,
    },
    pauses,
    pace: 1,
  }
  const missing = absent.map(({ seed: own, services, durations, appointment }) => ({
    ...{ seed: mixed(own ^ seed), counters: ableFor(services), durations, appointment },
  }))
  return { hall, referenceOf, absent: missing }
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
