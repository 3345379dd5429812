import type { ShiftsFile } from '#features/capacity/contract.ts'
import type { Counter } from '#features/capacity/model.ts'
import type { Id } from '#kernel/id.ts'
import type { Instant, LocalDate } from '#kernel/instant.ts'
import { localTime } from '#kernel/instant.ts'
import { instantOf, weekdayOf } from '#kernel/wallTime.ts'

/** A time in which somebody works at a counter. */
export type Duty = {
  readonly counter: Counter
  readonly from: Instant
  readonly to: Instant
  readonly bookable: boolean
}

/** Who works when at a site on a day: one entry before and one after the break. */
export function dutiesOf(
  shifts: ShiftsFile,
  site: { readonly key: string; readonly timeZone: string },
  counters: readonly Counter[],
  day: LocalDate,
): Duty[] {
  const weekday = weekdayOf(day)
  const at = (time: string) => instantOf(day, localTime(time), site.timeZone)
  return shifts
    .filter((shift) => shift.site === site.key && shift.weekday === weekday)
    .flatMap((shift) => {
      const counter = counters.find((each) => each.key === shift.counter)
      if (!counter) return []
      const { bookable } = shift
      const whole = { counter, from: at(shift.starts), to: at(shift.ends), bookable }
      if (shift.breakStarts === null || shift.breakEnds === null) return [whole]
      return [
        { ...whole, to: at(shift.breakStarts) },
        { ...whole, from: at(shift.breakEnds) },
      ]
    })
}

/** So many counters of a house stay free for whoever tries the demo, where the others can serve everything. */
const FREE_COUNTERS = 3

/**
 * The counters at which simulated clerks sit: all but the first ones, as far as every service that some counter can
 * serve is still served without those. At a stop of the mobile team they sit everywhere.
 */
export function robotCounters(counters: readonly Counter[]): Counter[] {
  let kept = [...counters]
  if (counters.length < 4) return kept
  for (const counter of counters) {
    if (counters.length - kept.length >= FREE_COUNTERS || kept.length * 2 <= counters.length) break
    const without = kept.filter((each) => each !== counter)
    if (covers(without, kept)) kept = without
  }
  return kept
}

/** As few counters as serve everything that all can serve, then more up to the wanted number. */
export function someCounters(counters: readonly Counter[], wanted: number): Counter[] {
  const chosen: Counter[] = []
  while (!covers(chosen, counters)) {
    const missing = (counter: Counter) => [...counter.skills].filter((skill) => !serves(chosen, skill)).length
    const best = counters.toSorted((a, b) => missing(b) - missing(a))[0]
    if (!best || missing(best) === 0) break
    chosen.push(best)
  }
  const rest = counters.filter((counter) => !chosen.includes(counter))
  return [...chosen, ...rest.slice(0, Math.max(0, wanted - chosen.length))]
}

function covers(some: readonly Counter[], all: readonly Counter[]): boolean {
  return all.every((counter) => [...counter.skills].every((skill) => serves(some, skill)))
}

function serves(counters: readonly Counter[], skill: Id<'service'>): boolean {
  return counters.some((counter) => counter.skills.has(skill))
}
