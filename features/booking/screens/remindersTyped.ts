import type { ServiceReminders } from '#features/catalogue/model/reminders.ts'
import type { ErrorCode, Output } from '#platform/http/contract.ts'
import { createUnsaved } from '#ui/console/unsaved.ts'
import type { restoreServiceRemindersRoute, serviceRemindersRoute } from '../contract/serviceReminders.ts'
import type { BookingText } from './texts.ts'

export type RemindersData = Output<typeof serviceRemindersRoute>

/** Reminders of services that are not saved. */
export const unsaved = createUnsaved<string, ServiceReminders>()

/** What the refusals mean here. */
export const REMINDER_FAILURES = {
  unknown_service: 'reminders.failure.unknown_service',
  bad_reminders: 'reminders.failure.bad_reminders',
  changed_meanwhile: 'reminders.failure.changed_meanwhile',
  nothing_changed: 'reminders.failure.nothing_changed',
  unknown_version: 'reminders.failure.unknown_version',
} as const satisfies Record<ErrorCode<typeof restoreServiceRemindersRoute>, string>

/** Times in words: "24 Stunden, 4 Stunden". */
export function timesInWords(hours: readonly number[], t: BookingText): string {
  return hours.length === 0
    ? t('reminders.noTimes')
    : hours.map((each) => t('reminders.hoursBefore', { hours: each })).join(', ')
}

/** Ways in words: "E-Mail, SMS". */
export function channelsInWords(channels: NonNullable<ServiceReminders['channels']>, t: BookingText): string {
  return channels.length === 0
    ? t('reminders.noTimes')
    : channels.map((each) => t(`reminders.${each}`)).join(', ')
}
