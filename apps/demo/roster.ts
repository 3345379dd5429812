import { modeOfShift, type ShiftsFile } from '#features/capacity/contract.ts'
import type { Counter } from '#features/capacity/model.ts'
import type { Instant, LocalDate } from '#kernel/instant.ts'
import { localTime } from '#kernel/instant.ts'
import { instantOf, weekdayOf } from '#kernel/wallTime.ts'

/** A time in which somebody works at a counter. */
export type Duty = {
  readonly counter: Counter
  readonly from: Instant
  readonly to: Instant
  /** Nobody comes with an appointment. */
  readonly walkInOnly: boolean
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
      const whole = {
        counter,
        from: at(shift.starts),
        to: at(shift.ends),
        walkInOnly: modeOfShift(shift) === 'walk_in',
      }
      if (shift.breakStarts === null || shift.breakEnds === null) return [whole]
      return [
        { ...whole, to: at(shift.breakStarts) },
        { ...whole, from: at(shift.breakEnds) },
      ]
    })
}

/** This part of a house's counters stays free for whoever tries the demo. */
const FREE = 0.3

/** A smaller house (a stop of the mobile team) has none to spare. */
const SMALL = 4

/** Can colleagues at these counters serve every visit that this counter can? */
function isReplaced(counter: Counter, by: readonly Counter[]): boolean {
  return by.some(
    (other) => other !== counter && [...counter.skills].every((skill) => other.skills.has(skill)),
  )
}

const byVersatility = (counters: readonly Counter[]) =>
  counters.toSorted((a, b) => b.skills.size - a.skills.size)

/** The counters without those that may go, as long as what they serve is served without them. */
function without(counters: readonly Counter[], may: readonly Counter[], limit = may.length): Counter[] {
  let kept = [...counters]
  for (const counter of may) {
    if (counters.length - kept.length >= limit) break
    if (isReplaced(counter, kept)) kept = kept.filter((each) => each !== counter)
  }
  return kept
}

/**
 * The counters at which simulated clerks sit. The most versatile ones stay free for people, as far as somebody else
 * can serve each visit that they could.
 */
export function robotCounters(counters: readonly Counter[]): Counter[] {
  if (counters.length < SMALL) return [...counters]
  return without(counters, byVersatility(counters), Math.floor(counters.length * FREE))
}

/** The counters without those whose clerk is absent today; nobody is absent who cannot be replaced. */
export function presentCounters(
  counters: readonly Counter[],
  isAbsent: (counter: Counter) => boolean,
): Counter[] {
  return without(counters, counters.filter(isAbsent))
}

/** As few counters as serve every visit that all can serve, then more up to the wanted number. */
export function someCounters(counters: readonly Counter[], wanted: number): Counter[] {
  const chosen: Counter[] = []
  for (const counter of byVersatility(counters)) if (!isReplaced(counter, chosen)) chosen.push(counter)
  const rest = counters.filter((counter) => !chosen.includes(counter))
  return [...chosen, ...rest.slice(0, Math.max(0, wanted - chosen.length))]
}
