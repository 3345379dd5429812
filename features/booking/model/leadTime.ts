import { DAY, HOUR, type Instant, instant, type LocalDate, MINUTE } from '#kernel/instant.ts'
import { addDays, daysBetween } from '#kernel/wallTime.ts'

// Lead time (Vorlauf) is told in two figures that are never mixed: the offered one, from a look to the first free time,
// and the chosen one, from a booking to the time that was taken. Who chooses a late date on purpose makes the second
// longer, so that it alone says nothing about the office.

/** Fewer bookings than this are not told: somebody could know who they were. */
export const LEAST_GROUP = 5

/** Within so many days a time is wanted by most. */
export const FORTNIGHT_MINUTES = (14 * DAY) / MINUTE

/** The hour in which an instant lies: one look for each. */
export function hourOf(at: Instant): Instant {
  return instant(Math.floor(at / HOUR) * HOUR)
}

/** Minutes from one instant to a later one, elapsed time; null where there is no later one. */
export function leadMinutes(from: Instant, to: Instant | null): number | null {
  return to === null ? null : Math.max(0, Math.round((to - from) / MINUTE))
}

/** What bookings of a day say together. */
export type ChosenLead = {
  readonly bookings: number
  readonly medianMinutes: number
  readonly withinFortnight: number
}

/** The chosen lead of a day's bookings; undefined where they are too few to be told. */
export function chosenLead(minutes: readonly number[]): ChosenLead | undefined {
  if (minutes.length < LEAST_GROUP) return undefined
  const sorted = minutes.toSorted((a, b) => a - b)
  return {
    bookings: sorted.length,
    // The lower of the two in the middle: a lead that somebody really had.
    medianMinutes: sorted[Math.floor((sorted.length - 1) / 2)] ?? 0,
    withinFortnight: sorted.filter((each) => each <= FORTNIGHT_MINUTES).length,
  }
}

/** Minutes as days with one decimal, as people count lead times. */
export function inDays(minutes: number): number {
  return Math.round((minutes * MINUTE * 10) / DAY) / 10
}

/** Days of all services in one answer, and of a single one. */
export const RANGE_DAYS = 31
export const SERVICE_RANGE_DAYS = 366

/** Days of the history, both included. */
export type LeadRange = {
  readonly from: LocalDate
  readonly to: LocalDate
  readonly service?: string | undefined
}

/**
 * The days that are asked for: the last ones up to today where nothing is said. Undefined where the end lies before the
 * beginning, or where they are more than one answer holds.
 */
export function askedRange(
  today: LocalDate,
  { from, to, service }: { readonly [Name in keyof LeadRange]?: LeadRange[Name] | undefined },
): LeadRange | undefined {
  const last = to ?? (from === undefined ? today : addDays(from, RANGE_DAYS - 1))
  const first = from ?? addDays(last, 1 - RANGE_DAYS)
  const days = daysBetween(first, last) + 1
  if (days < 1 || days > (service === undefined ? RANGE_DAYS : SERVICE_RANGE_DAYS)) return undefined
  return { from: first, to: last, service }
}
