import type { Reminder } from '#features/visit/model/reminder.ts'
import { HOUR, type Instant, MINUTE, plus } from '#kernel/instant.ts'

/**
 * Nearer to a visit nobody is reminded any more: they are on the way, and an attempt may take ten minutes, so that none
 * ends after the visit has begun.
 */
export const REMINDED_LATEST = 30 * MINUTE

/**
 * When reminders of a visit are due; those whose time has come already are left out, because whoever books or moves
 * later than that knows. Hours are elapsed time: across a change of the clocks they stay hours. A mail is read when its
 * reader wants to, so no hour is too late for it.
 */
export function remindersAhead(
  appointmentAt: Instant,
  reminders: readonly Reminder[],
  now: Instant,
): readonly (Reminder & { readonly dueAt: Instant })[] {
  return reminders
    .map((reminder) => ({ ...reminder, dueAt: plus(appointmentAt, -reminder.hours * HOUR) }))
    .filter(({ dueAt }) => dueAt > now)
}
