import { newDurations, tableOf } from '#features/promise/model/durations.ts'
import { expectations } from '#features/promise/model/expectation.ts'
import type { Expected, Hall, Person, Waiting } from '#features/promise/model/hall.ts'
import { askOneMore } from '#features/promise/model/intake.ts'
import { lookAhead } from '#features/promise/model/kernel.ts'
import { mixed } from '#features/promise/model/random.ts'
import { monotonic } from '#platform/time/clock.ts'
import { quantile } from '../figure.ts'
import { BREAK, makeWorld } from './world.ts'

const NOW = 100
const ROUNDS = 200
const WARM = 40

/** A hall full of people, and a day's appointments still to come. */
function fullHall(counters: number, waiting: number, expected: number): Hall {
  const { services, countersOf } = makeWorld(1, 1, 20)
  const tables = services.map(({ planned }) => tableOf(newDurations(planned)))
  const person = (nth: number): Person => {
    const service = nth % services.length
    const skilled = Array.from({ length: counters }, (_, counter) => counter).filter((counter) =>
      countersOf[service]?.includes(counter % 8),
    )
    return { seed: mixed(nth + 1), counters: skilled, durations: tables[service] ?? new Float64Array(1) }
  }
  return {
    now: NOW,
    counters: Array.from({ length: counters }, (_, nth) => ({
      serving: {
        seed: mixed(50_000 + nth),
        since: NOW - 5,
        durations: tables[nth % tables.length] ?? new Float64Array(1),
      },
      freeFrom: NOW,
      stopsAt: Number.POSITIVE_INFINITY,
      breaks: [{ from: 210 + 10 * nth, ...BREAK }],
      pace: 1,
    })),
    waiting: Array.from(
      { length: waiting },
      (_, nth): Waiting => ({ ...person(nth), key: NOW - (nth % 37), callableFrom: NOW }),
    ),
    expected: Array.from(
      { length: expected },
      (_, nth): Expected => ({
        ...person(10_000 + nth),
        appointment: NOW + (nth * 380) / expected,
        chance: 0.85,
      }),
    ),
    arrivals: {
      early: 20,
      late: 15,
      credit: 30,
      lateness: Float64Array.from({ length: 1_500 }, (_, nth) => -20 + nth / 40),
    },
    pauses: { chance: 0.04, lengths: Float64Array.of(3, 5, 6, 8, 12) },
    pace: 1,
  }
}

/** 200 who wait, 8 counters, 100 appointments to come: 200 replicates and everybody's quantiles. p99 in milliseconds. */
export function measureLook(): number {
  const hall = fullHall(8, 200, 100)
  return timed(() => expectations(lookAhead(hall, { replicates: 200 }), NOW))
}

/** Whether one more is taken, 60 who wait, 8 counters, the day's appointments to come. p99 in milliseconds. */
export function measureIntake(): number {
  const hall = fullHall(8, 60, 60)
  const [person] = fullHall(8, 1, 0).waiting
  if (!person) throw new Error('nobody waits')
  const rule = { closesAt: 480, worksUntil: hall.counters.map(() => 480), theta: 2 }
  return timed(() => askOneMore(hall, rule, 200)({ ...person, seed: mixed(99_999) }))
}

/**
 * How much of a core work takes that is done again and again, when it is warm: processor time of this thread, which says
 * the same while others use the machine. On some machines it is counted in steps of 4 ms, so that none of it is ever more
 * than has passed by the clock on the wall. p99 in milliseconds.
 */
export function timed(work: () => unknown, rounds = ROUNDS): number {
  const lags: number[] = []
  for (let round = 0; round < WARM + rounds; round++) {
    const begun = process.threadCpuUsage()
    const begunAt = monotonic()
    work()
    const passed = monotonic() - begunAt
    const { user, system } = process.threadCpuUsage(begun)
    if (round >= WARM) lags.push(Math.min((user + system) / 1_000, passed))
  }
  return quantile(lags, 0.99)
}
