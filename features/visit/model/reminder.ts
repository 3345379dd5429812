import type { MessageChannel } from './channel.ts'

/** Through what somebody can be reminded of their visit. */
export const REMINDER_CHANNELS = ['mail', 'sms', 'push'] as const satisfies readonly MessageChannel[]
export type ReminderChannel = (typeof REMINDER_CHANNELS)[number]

/** A reminder: so many elapsed hours before the visit, and through what. */
export type Reminder = { readonly channel: ReminderChannel; readonly hours: number }

/** The longest time before a visit at which somebody is reminded, in hours: two weeks. */
export const REMINDER_HOURS_LIMIT = 336

/** A reminder as forms and rows hold it: `mail 24`. */
export function writeReminder({ channel, hours }: Reminder): string {
  return `${channel} ${hours}`
}

/** A reminder from what a form or a row holds; undefined for anything else. */
export function readReminder(written: string): Reminder | undefined {
  const [name, number, rest] = written.split(' ')
  const channel = REMINDER_CHANNELS.find((one) => one === name)
  const hours = Number(number)
  if (channel === undefined || rest !== undefined || !/^[1-9]\d{0,2}$/.test(number ?? '')) return undefined
  return hours <= REMINDER_HOURS_LIMIT ? { channel, hours } : undefined
}
