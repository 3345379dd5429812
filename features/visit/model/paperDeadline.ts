import { HOUR, type Instant, plus } from '#kernel/instant.ts'
import { addDays, dayOf, instantOf, timeOf, weekdayOf } from '#kernel/wallTime.ts'

/** Papers are looked at so long before the visit, so that something can still be put right. Hours. */
export const LOOKED_AT_HOURS = 24

/**
 * Until when the papers of a visit are looked at, so that its person does best to have sent them by then: a day before it,
 * and before a weekend on Friday, by the wall clock of the site.
 */
export function papersDueAt(appointmentAt: Instant, timeZone: string): Instant {
  const due = plus(appointmentAt, -LOOKED_AT_HOURS * HOUR)
  const day = dayOf(due, timeZone)
  const afterFriday = Math.max(0, weekdayOf(day) - 5)
  return afterFriday === 0 ? due : instantOf(addDays(day, -afterFriday), timeOf(due, timeZone), timeZone)
}
