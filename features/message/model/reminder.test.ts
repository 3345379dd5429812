import fc from 'fast-check'
import { expect, it } from 'vitest'
import { REMINDER_HOURS_LIMIT } from '#features/visit/model/reminder.ts'
import { HOUR, instant, isoInstant, MINUTE, parseInstant } from '#kernel/instant.ts'
import { timeOf } from '#kernel/wallTime.ts'
import { isWorthSending } from '../model.ts'
import { remindersAhead } from './reminder.ts'

const mail = (hours: number) => ({ channel: 'mail', hours }) as const
const LONG_AGO = parseInstant('2026-01-01T00:00:00Z')

it.each([
  // The night of 28 March 2027 has no hour from two to three, the one of 31 October has it twice.
  ['2027-03-28T08:00:00Z', '2027-03-27T08:00:00.000Z', '10:00', '09:00'],
  ['2027-03-28T04:00:00Z', '2027-03-27T04:00:00.000Z', '06:00', '05:00'],
  ['2027-10-31T09:00:00Z', '2027-10-30T09:00:00.000Z', '10:00', '11:00'],
  ['2027-10-30T08:00:00Z', '2027-10-29T08:00:00.000Z', '10:00', '10:00'],
])('24 hours before %s are elapsed time, whatever the clocks on the wall did', (at, due, onWall, before) => {
  const appointmentAt = parseInstant(at)
  const [reminder] = remindersAhead(appointmentAt, [mail(24)], LONG_AGO)
  expect(reminder && isoInstant(reminder.dueAt)).toBe(due)
  expect(timeOf(appointmentAt, 'Europe/Berlin')).toBe(onWall)
  expect(reminder && timeOf(reminder.dueAt, 'Europe/Berlin')).toBe(before)
})

it('four hours before a visit after the short and after the long night cross the change', () => {
  const wall = (at: string) => {
    const [reminder] = remindersAhead(parseInstant(at), [mail(4)], LONG_AGO)
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
      const ahead = remindersAhead(appointmentAt, wanted.map(mail), instant(now))
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
