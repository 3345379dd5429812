import { remindersFor, type Service } from '#features/catalogue/model.ts'
import { remindersAhead } from '#features/message/model/reminder.ts'
import type { Reminder } from '#features/visit/model/reminder.ts'
import type { Instant } from '#kernel/instant.ts'

/** What says which reminders somebody can choose. */
export type Reminded = {
  readonly services: readonly Pick<Service, 'reminderHours' | 'reminderChannels'>[]
  readonly settings: Parameters<typeof remindersFor>[1]
  readonly startsAt: Instant
  readonly timeZone: string
}

/**
 * The reminders that somebody can still choose before a visit. Those to a phone that was asked are none of them: the phone
 * asks for them itself.
 */
export function offeredReminders(
  { services, settings, startsAt, timeZone }: Reminded,
  now: Instant,
): readonly Reminder[] {
  return remindersAhead(startsAt, remindersFor(services, settings), now, timeZone)
    .filter(({ channel }) => channel !== 'push')
    .map(({ channel, hours }) => ({ channel, hours }))
}
