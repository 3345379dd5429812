import fc from 'fast-check'
import { expect, it } from 'vitest'
import { REMINDER_CHANNELS, REMINDER_HOURS_LIMIT } from '#features/visit/model/reminder.ts'
import { HOUR, instant, isoInstant, localTime, MINUTE, parseInstant } from '#kernel/instant.ts'
import { addDays, dayOf, timeOf } from '#kernel/wallTime.ts'
import { isWorthSending } from '../model.ts'
import { morningAfter, reminderExamples, remindersAhead, soundsAtNight } from './reminder.ts'

const mail = (hours: number) => ({ channel: 'mail', hours }) as const
const BERLIN = 'Europe/Berlin'
const LONG_AGO = parseInstant('2026-01-01T00:00:00Z')

it.each([
  // The night of 28 March 2027 has no hour from two to three, the one of 31 October has it twice.
  ['2027-03-28T08:00:00Z', '2027-03-27T08:00:00.000Z', '10:00', '09:00'],
  ['2027-03-28T04:00:00Z', '2027-03-27T04:00:00.000Z', '06:00', '05:00'],
  ['2027-10-31T09:00:00Z', '2027-10-30T09:00:00.000Z', '10:00', '11:00'],
  ['2027-10-30T08:00:00Z', '2027-10-29T08:00:00.000Z', '10:00', '10:00'],
])('24 hours before %s are elapsed time, whatever the clocks on the wall did', (at, due, onWall, before) => {
  const appointmentAt = parseInstant(at)
  const [reminder] = remindersAhead(appointmentAt, [mail(24)], LONG_AGO, BERLIN)
  expect(reminder && isoInstant(reminder.dueAt)).toBe(due)
  expect(timeOf(appointmentAt, 'Europe/Berlin')).toBe(onWall)
  expect(reminder && timeOf(reminder.dueAt, 'Europe/Berlin')).toBe(before)
})

it('four hours before a visit after the short and after the long night cross the change', () => {
  const wall = (at: string) => {
    const [reminder] = remindersAhead(parseInstant(at), [mail(4)], LONG_AGO, BERLIN)
    return reminder && timeOf(reminder.dueAt, 'Europe/Berlin')
  }
  expect(wall('2027-03-28T03:00:00Z')).toBe('00:00')
  expect(wall('2027-10-31T04:00:00Z')).toBe('02:00')
})

it('none is due in the past, none after the visit, and each keeps its hours', () => {
  const moment = fc.integer({ min: LONG_AGO, max: parseInstant('2029-01-01T00:00:00Z') })
  const hours = fc.uniqueArray(fc.integer({ min: 1, max: REMINDER_HOURS_LIMIT }), { maxLength: 4 })
  fc.assert(
    fc.property(moment, moment, hours, (visit, now, wanted) => {
      const appointmentAt = instant(visit)
      const ahead = remindersAhead(appointmentAt, wanted.map(mail), instant(now), BERLIN)
      for (const { dueAt, hours: before } of ahead) {
        expect(dueAt).toBeGreaterThan(now)
        expect(appointmentAt - dueAt).toBe(before * HOUR)
      }
      expect(ahead.length).toBe(wanted.filter((each) => visit - each * HOUR > now).length)
    }),
  )
})

it('is worth sending only of the time that stands, to whoever may still have to set out', () => {
  const at = parseInstant('2027-03-29T08:00:00Z')
  const told = { kind: 'reminder', state: 'booked', appointmentAt: at, heldUntil: null, aboutAt: at } as const
  const before = (minutes: number) => instant(at - minutes * MINUTE)
  expect(isWorthSending(told, before(240))).toBe(true)
  expect(isWorthSending(told, before(30))).toBe(true)
  expect(isWorthSending(told, before(29))).toBe(false)
  expect(isWorthSending({ ...told, aboutAt: instant(at - HOUR) }, before(240))).toBe(false)
  expect(isWorthSending({ ...told, unplaced: true }, before(240))).toBe(false)
  for (const state of ['waiting', 'cancelled', 'done', 'no_show'] as const)
    expect(isWorthSending({ ...told, state }, before(240))).toBe(false)
})

it.each([
  // Winter, the short night, summer, the long night, winter: always seven in the evening on the wall.
  ['2027-03-27T07:00:00Z', 4, '2027-03-26T18:00:00.000Z'],
  ['2027-03-28T06:30:00Z', 4, '2027-03-27T18:00:00.000Z'],
  ['2027-03-29T06:30:00Z', 4, '2027-03-28T17:00:00.000Z'],
  ['2027-10-30T06:30:00Z', 4, '2027-10-29T17:00:00.000Z'],
  ['2027-10-31T07:30:00Z', 4, '2027-10-30T17:00:00.000Z'],
  ['2027-11-01T07:30:00Z', 4, '2027-10-31T18:00:00.000Z'],
  // 21:00 is night, seven in the morning is none.
  ['2027-03-03T23:59:00Z', 4, '2027-03-03T19:59:00.000Z'],
  ['2027-03-04T00:00:00Z', 4, '2027-03-03T18:00:00.000Z'],
  ['2027-03-04T10:00:00Z', 4, '2027-03-04T06:00:00.000Z'],
  ['2027-03-04T09:59:00Z', 4, '2027-03-03T18:00:00.000Z'],
])('a phone that would sound at night for %s, %i hours before, does so in the evening', (at, hours, due) => {
  const appointmentAt = parseInstant(at)
  for (const channel of ['sms', 'push'] as const)
    expect(
      remindersAhead(appointmentAt, [{ channel, hours }], LONG_AGO, BERLIN).map(({ dueAt }) =>
        isoInstant(dueAt),
      ),
    ).toEqual([due])
  const [silent] = remindersAhead(appointmentAt, [mail(hours)], LONG_AGO, BERLIN)
  expect(silent?.dueAt).toBe(appointmentAt - hours * HOUR)
})

it('what would sound twice in one evening sounds once, and not at all when that evening is over', () => {
  const at = parseInstant('2027-03-04T07:00:00Z')
  const sms = [5, 4].map((hours) => ({ channel: 'sms', hours }) as const)
  expect(remindersAhead(at, sms, LONG_AGO, BERLIN).map(({ hours }) => hours)).toEqual([5])
  expect(remindersAhead(at, sms, parseInstant('2027-03-03T18:30:00Z'), BERLIN)).toEqual([])
})

it('no phone sounds for a reminder at night, in no zone and on no day, and none later than asked', () => {
  const moment = fc.integer({ min: LONG_AGO, max: parseInstant('2029-01-01T00:00:00Z') })
  const hours = fc.integer({ min: 1, max: REMINDER_HOURS_LIMIT })
  const zone = fc.constantFrom(BERLIN, 'America/New_York', 'Pacific/Auckland', 'UTC')
  fc.assert(
    fc.property(
      moment,
      hours,
      zone,
      fc.constantFrom(...REMINDER_CHANNELS),
      (visit, before, timeZone, channel) => {
        const [ahead] = remindersAhead(instant(visit), [{ channel, hours: before }], instant(0), timeZone)
        const wanted = instant(visit - before * HOUR)
        expect(ahead && soundsAtNight(channel, ahead.dueAt, timeZone)).toBe(false)
        expect(ahead?.dueAt).toBeLessThanOrEqual(wanted)
        if (!soundsAtNight(channel, wanted, timeZone)) {
          expect(ahead?.dueAt).toBe(wanted)
          return
        }
        expect(ahead && timeOf(ahead.dueAt, timeZone)).toBe('19:00')
        const morning = morningAfter(wanted, timeZone)
        expect(timeOf(morning, timeZone)).toBe('07:00')
        expect(ahead && addDays(dayOf(ahead.dueAt, timeZone), 1)).toBe(dayOf(morning, timeZone))
      },
    ),
  )
})

it('an example says when each leaves: a mail at its time, what sounds at night the evening before it, once', () => {
  const both = (['mail', 'sms'] as const).flatMap((channel) => [
    { channel, hours: 24 },
    { channel, hours: 4 },
  ])
  expect(reminderExamples(localTime('08:00'), both, BERLIN)).toEqual([
    { channel: 'mail', hours: 24, daysBefore: 1, at: '08:00' },
    { channel: 'mail', hours: 4, daysBefore: 0, at: '04:00' },
    { channel: 'sms', hours: 24, daysBefore: 1, at: '08:00' },
    { channel: 'sms', hours: 4, daysBefore: 1, at: '19:00' },
  ])
  expect(reminderExamples(localTime('12:00'), both, BERLIN).at(-1)).toMatchObject({
    daysBefore: 0,
    at: '08:00',
  })
})
