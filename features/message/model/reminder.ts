import type { MessageChannel } from '#features/visit/model/channel.ts'
import type { Reminder } from '#features/visit/model/reminder.ts'
import {
  DAY,
  HOUR,
  type Instant,
  type LocalTime,
  localDate,
  localTime,
  MINUTE,
  plus,
} from '#kernel/instant.ts'
import { addDays, dayOf, daysBetween, instantOf, timeOf } from '#kernel/wallTime.ts'

/**
 * Nearer to a visit nobody is reminded any more: they are on the way, and an attempt may take ten minutes, so that none
 * ends after the visit has begun.
 */
export const REMINDED_LATEST = 30 * MINUTE

/**
 * When reminders of a visit are due; those whose time has come already are left out, because whoever books or moves
 * later than that knows. Hours are elapsed time: across a change of the clocks they stay hours. A mail is read when its
 * reader wants to, so no hour is too late for it; what makes a phone sound at night goes out in the evening before, once.
 * `timeZone`: of the site.
 */
export function remindersAhead(
  appointmentAt: Instant,
  reminders: readonly Reminder[],
  now: Instant,
  timeZone: string,
): readonly (Reminder & { readonly dueAt: Instant })[] {
  const due = reminders.map((reminder) => {
    const dueAt = plus(appointmentAt, -reminder.hours * HOUR)
    return {
      ...reminder,
      dueAt: soundsAtNight(reminder.channel, dueAt, timeZone) ? eveningBefore(dueAt, timeZone) : dueAt,
    }
  })
  return due.filter(
    ({ channel, dueAt }, index) =>
      dueAt > now && !due.slice(0, index).some((other) => other.channel === channel && other.dueAt === dueAt),
  )
}

/** From nine in the evening to seven in the morning, on the clock of the site, no phone sounds for a reminder. */
const NIGHT_BEGINS = localTime('21:00')
const NIGHT_ENDS = localTime('07:00')
/** What would be due at night goes out then, before it. */
const EVENING = localTime('19:00')

/** Would a reminder by this channel make a phone sound at night? Mails are silent. */
export function soundsAtNight(channel: MessageChannel, at: Instant, timeZone: string): boolean {
  return (channel === 'sms' || channel === 'push') && isNight(at, timeZone)
}

/** Is it between nine in the evening and seven in the morning there? */
export function isNight(at: Instant, timeZone: string): boolean {
  const onWall = timeOf(at, timeZone)
  return onWall >= NIGHT_BEGINS || onWall < NIGHT_ENDS
}

/** Seven in the evening before the night in which an instant lies. */
function eveningBefore(at: Instant, timeZone: string): Instant {
  const day = dayOf(at, timeZone)
  return instantOf(timeOf(at, timeZone) < NIGHT_ENDS ? addDays(day, -1) : day, EVENING, timeZone)
}

/** The end of the night in which an instant lies. */
export function morningAfter(at: Instant, timeZone: string): Instant {
  const day = dayOf(at, timeZone)
  return instantOf(timeOf(at, timeZone) < NIGHT_ENDS ? day : addDays(day, 1), NIGHT_ENDS, timeZone)
}

/** A day without a change of the clocks near it, for examples. */
const EXAMPLE_DAY = localDate('2027-06-16')

/** When reminders of a visit leave, as an example: on the visit's day (0) or so many days before it, at a wall time. */
export type ReminderExample = Reminder & { readonly daysBefore: number; readonly at: LocalTime }

/** When each of these reminders of a visit leaves that begins at a wall time on an ordinary day. */
export function reminderExamples(
  begins: LocalTime,
  reminders: readonly Reminder[],
  timeZone: string,
): readonly ReminderExample[] {
  const appointmentAt = instantOf(EXAMPLE_DAY, begins, timeZone)
  const longBefore = plus(appointmentAt, -100 * DAY)
  return remindersAhead(appointmentAt, reminders, longBefore, timeZone).map(({ channel, hours, dueAt }) => ({
    ...{ channel, hours },
    daysBefore: daysBetween(dayOf(dueAt, timeZone), EXAMPLE_DAY),
    at: timeOf(dueAt, timeZone),
  }))
}
