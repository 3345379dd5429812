import { describe, expect, it } from 'vitest'
import type { Closure, OpeningHours } from '#features/authority/model.ts'
import { asId } from '#kernel/id.ts'
import { isoInstant, localDate, localTime, parseInstant } from '#kernel/instant.ts'
import { firstMoment, type Hours, isWorkingDay, jumpFrom, nextMorning, workingDaysBefore } from './clock.ts'

const weekdays = (opens: string, closes: string): OpeningHours[] =>
  [1, 2, 3, 4, 5].map((weekday) => ({ weekday, opens: localTime(opens), closes: localTime(closes) }))

const christmas: Closure = {
  id: asId('00000000-0000-7000-8000-0000000000c1'),
  siteId: null,
  firstDay: localDate('2026-12-25'),
  lastDay: localDate('2026-12-26'),
  texts: { reason: { de: '', 'de-simple': '', en: '' } },
}

const hours: Hours = {
  timeZone: 'Europe/Berlin',
  closures: [christmas],
  sites: [
    {
      id: asId('00000000-0000-7000-8000-000000000001'),
      kind: 'permanent',
      timeZone: 'Europe/Berlin',
      hours: weekdays('07:30', '16:00'),
    },
    {
      id: asId('00000000-0000-7000-8000-000000000002'),
      kind: 'permanent',
      timeZone: 'Europe/Berlin',
      hours: weekdays('08:00', '18:00'),
    },
    {
      id: asId('00000000-0000-7000-8000-000000000003'),
      kind: 'mobile',
      timeZone: 'Europe/Berlin',
      hours: [{ weekday: 6, opens: localTime('09:00'), closes: localTime('12:00') }],
    },
  ],
}

describe('the demo clock', () => {
  it('begins at half past nine of the day if the city works, else of the next working day', () => {
    expect(isoInstant(firstMoment(hours, parseInstant('2026-11-23T20:00:00+01:00')))).toBe(
      '2026-11-23T08:30:00.000Z',
    )
    expect(isoInstant(firstMoment(hours, parseInstant('2026-11-21T02:00:00+01:00')))).toBe(
      '2026-11-23T08:30:00.000Z',
    )
  })

  it('knows closed days and takes no mobile stop for a working day', () => {
    expect(isWorkingDay(hours, localDate('2026-12-25'))).toBe(false)
    expect(isWorkingDay(hours, localDate('2026-11-21'))).toBe(false)
    expect(isWorkingDay(hours, localDate('2026-12-28'))).toBe(true)
    expect(workingDaysBefore(hours, localDate('2026-12-28'), 3)).toEqual([
      '2026-12-22',
      '2026-12-23',
      '2026-12-24',
    ])
  })

  it('runs while somebody is served, and jumps to ten minutes before the next opening after the last site closed', () => {
    expect(jumpFrom(hours, parseInstant('2026-11-23T09:41:00+01:00'))).toBeUndefined()
    expect(jumpFrom(hours, parseInstant('2026-11-23T18:10:00+01:00'))).toBeUndefined()
    const evening = jumpFrom(hours, parseInstant('2026-11-23T18:31:00+01:00'))
    expect(evening && isoInstant(evening)).toBe('2026-11-24T06:20:00.000Z')
  })

  it('skips the weekend, holidays, and the hours before dawn', () => {
    const friday = jumpFrom(hours, parseInstant('2026-11-27T19:00:00+01:00'))
    expect(friday && isoInstant(friday)).toBe('2026-11-30T06:20:00.000Z')
    expect(isoInstant(nextMorning(hours, parseInstant('2026-12-24T12:00:00+01:00')))).toBe(
      '2026-12-28T06:20:00.000Z',
    )
    const night = jumpFrom(hours, parseInstant('2026-11-24T03:00:00+01:00'))
    expect(night && isoInstant(night)).toBe('2026-11-24T06:20:00.000Z')
  })
})
