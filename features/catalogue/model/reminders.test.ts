import fc from 'fast-check'
import { expect, it } from 'vitest'
import { REMINDER_CHANNELS, type Reminder } from '#features/visit/model/reminder.ts'
import { followedChoice } from '../model.ts'
import { type ReminderCity, reminderFaults, reminderWarnings, sameReminders } from './reminders.ts'

const CITY: ReminderCity = {
  reminderHours: [24, 4],
  reminderChannels: ['mail', 'sms'],
  smsSender: 'Neuwalden',
  horizonDays: 56,
}
const mail = (hours: number): Reminder => ({ channel: 'mail', hours })
const sms = (hours: number): Reminder => ({ channel: 'sms', hours })

it('says which times are none, twice or too many', () => {
  expect(reminderFaults({ hours: [24, 4] })).toEqual([])
  expect(reminderFaults({ hours: null })).toEqual([])
  expect(reminderFaults({ hours: [24, 0, 24, 337, 1.5] })).toEqual([
    { nth: 1, code: 'hours_out_of_range' },
    { nth: 2, code: 'hours_twice' },
    { nth: 3, code: 'hours_out_of_range' },
    { nth: 4, code: 'hours_out_of_range' },
    { nth: 4, code: 'many_times' },
  ])
})

it('warns of what is allowed and reaches nobody', () => {
  const city = { hours: null, channels: null }
  expect(reminderWarnings(city, CITY)).toEqual([])
  expect(reminderWarnings({ ...city, hours: [] }, CITY)).toEqual(['nobody'])
  expect(reminderWarnings({ ...city, channels: ['sms'] }, CITY)).toEqual(['only_chosen'])
  expect(reminderWarnings({ ...city, channels: ['sms'] }, { ...CITY, smsSender: null })).toEqual([
    'nobody',
    'no_sms',
  ])
  expect(reminderWarnings({ ...city, hours: [25] }, { ...CITY, horizonDays: 1 })).toEqual(['before_booking'])
})

it('says the same in whatever order', () => {
  expect(
    sameReminders(
      { hours: [4, 24], channels: ['sms', 'mail'] },
      { hours: [24, 4], channels: ['mail', 'sms'] },
    ),
  ).toBe(true)
  expect(sameReminders({ hours: null, channels: null }, { hours: [], channels: null })).toBe(false)
})

it.each([
  ['who had all gets all', [mail(24), mail(4)], [mail(24), mail(4)], [mail(48)], [mail(48)]],
  ['who had one keeps it', [mail(4)], [mail(24), mail(4)], [mail(48), mail(4)], [mail(4)]],
  ['or gets the nearest', [mail(4)], [mail(24), mail(4)], [mail(48), mail(6)], [mail(6)]],
  ['who wanted none by SMS gets none', [mail(24)], [mail(24), sms(24)], [mail(24), sms(2)], [mail(24)]],
  ['what is offered no more goes', [sms(24)], [mail(24), sms(24)], [mail(24)], []],
  ['who wanted none at all gets none', [], [mail(24)], [mail(48)], []],
])('a choice follows what is offered: %s', (_, chosen, before, after, expected) => {
  expect(followedChoice(chosen, before, after)).toEqual(expected)
})

it('whatever was chosen: only what is offered, by no other channel, and something where there was something', () => {
  const reminder = fc.record({
    channel: fc.constantFrom(...REMINDER_CHANNELS),
    hours: fc.integer({ min: 1, max: 336 }),
  })
  const reminders = fc.uniqueArray(reminder, {
    maxLength: 6,
    selector: ({ channel, hours }) => `${channel} ${hours}`,
  })
  fc.assert(
    fc.property(reminders, reminders, reminders, (chosen, before, after) => {
      const followed = followedChoice(chosen, before, after)
      expect(after).toEqual(expect.arrayContaining([...followed]))
      for (const channel of REMINDER_CHANNELS) {
        const by = (all: readonly Reminder[]) => all.some((each) => each.channel === channel)
        expect(by(followed)).toBe(by(chosen) && by(after))
      }
    }),
  )
})
