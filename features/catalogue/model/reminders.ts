import {
  REMINDER_CHANNELS,
  REMINDER_HOURS_LIMIT,
  type ReminderChannel,
} from '#features/visit/model/reminder.ts'

/** When and by what people are reminded of a visit for a service; null: as everywhere in the city. */
export type ServiceReminders = {
  /** Elapsed hours before the visit, the earliest reminder first. */
  readonly hours: readonly number[] | null
  readonly channels: readonly ReminderChannel[] | null
}

/** So often somebody is reminded of one visit at most; the CHECK of `service.reminder_hours` says the same. */
export const REMINDER_TIMES_LIMIT = 4

/** A slip in the times of reminders, and at which of them. */
export type ReminderFault = {
  readonly nth: number
  readonly code: 'hours_out_of_range' | 'hours_twice' | 'many_times'
}

/** All that is wrong with the times of reminders. */
export function reminderFaults({ hours }: Pick<ServiceReminders, 'hours'>): readonly ReminderFault[] {
  return (hours ?? []).flatMap((each, nth, all): ReminderFault[] => [
    ...(Number.isInteger(each) && each >= 1 && each <= REMINDER_HOURS_LIMIT
      ? []
      : [{ nth, code: 'hours_out_of_range' as const }]),
    ...(all.indexOf(each) < nth ? [{ nth, code: 'hours_twice' as const }] : []),
    ...(nth === REMINDER_TIMES_LIMIT ? [{ nth, code: 'many_times' as const }] : []),
  ])
}

/** The same reminders in the one order in which they are kept. */
export function tidyReminders({ hours, channels }: ServiceReminders): ServiceReminders {
  return {
    hours: hours?.toSorted((one, other) => other - one) ?? null,
    channels: channels && REMINDER_CHANNELS.filter((channel) => channels.includes(channel)),
  }
}

/** Do two say the same? */
export function sameReminders(one: ServiceReminders, other: ServiceReminders): boolean {
  return JSON.stringify(tidyReminders(one)) === JSON.stringify(tidyReminders(other))
}

/** What of the city decides whether reminders can do what they should. */
export type ReminderCity = {
  readonly reminderHours: readonly number[]
  readonly reminderChannels: readonly ReminderChannel[]
  readonly smsSender: string | null
  /** So many days ahead visits can be booked. */
  readonly horizonDays: number
}

/**
 * `nobody`: nobody is reminded at all; `only_chosen`: without mail only those are who ask for it; `no_sms`: the city sends
 * none; `before_booking`: nobody can have booked so early.
 */
export type ReminderWarning = 'nobody' | 'only_chosen' | 'no_sms' | 'before_booking'

/** What somebody should know before these reminders hold, although all of it is allowed. */
export function reminderWarnings(
  reminders: ServiceReminders,
  city: ReminderCity,
): readonly ReminderWarning[] {
  const hours = reminders.hours ?? city.reminderHours
  const channels = reminders.channels ?? city.reminderChannels
  const reaching = channels.filter((channel) => channel !== 'sms' || city.smsSender !== null)
  const isNobody = hours.length === 0 || reaching.length === 0
  return [
    ...(isNobody ? ['nobody' as const] : []),
    ...(!isNobody && !channels.includes('mail') ? ['only_chosen' as const] : []),
    ...(channels.length > reaching.length ? ['no_sms' as const] : []),
    ...(hours.some((each) => each > city.horizonDays * 24) ? ['before_booking' as const] : []),
  ]
}
