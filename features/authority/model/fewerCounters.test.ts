import { expect, it } from 'vitest'
import { asId } from '#kernel/id.ts'
import { type Instant, localDate, localTime, parseInstant } from '#kernel/instant.ts'
import type { Closure } from '../model.ts'
import { type CountersAway, fewerCounters } from './fewerCounters.ts'

const id = asId<'site'>('01930000-0000-7000-8000-000000000001')
const site = {
  id,
  timeZone: 'Europe/Berlin',
  hours: [{ weekday: 1 as const, opens: localTime('08:00'), closes: localTime('16:00') }],
  specialHours: [],
  stops: [],
}
const MONDAY = localDate('2027-03-01')
const at = (time: string) => parseInstant(`2027-03-01T${time}:00+01:00`)
const away = (
  firstDay: string,
  lastDay: string,
  hours?: readonly [string, string],
  siteId = id,
): CountersAway => ({
  siteId,
  firstDay: localDate(firstDay),
  lastDay: localDate(lastDay),
  starts: hours ? localTime(hours[0]) : null,
  ends: hours ? localTime(hours[1]) : null,
})
const said = (rows: readonly CountersAway[], now: Instant = at('09:00'), closures: readonly Closure[] = []) =>
  fewerCounters(site, rows, closures, now)

it('is said today, until the last day of those that are away all day', () => {
  expect(said([away('2027-03-01', '2027-03-01')])).toEqual({ lastDay: MONDAY })
  expect(
    said([
      away('2027-02-20', '2027-03-05'),
      away('2027-03-01', '2027-03-01'),
      away('2027-03-01', '2027-03-01', ['10:00', '12:00']),
    ]),
  ).toEqual({ lastDay: '2027-03-05' })
})

it('for some hours it is said before they begin and not after they ended, the first of several', () => {
  const rows = [
    away('2027-03-01', '2027-03-02', ['14:00', '15:00']),
    away('2027-03-01', '2027-03-02', ['10:00', '12:00']),
  ]
  expect(said(rows)).toEqual({ starts: '10:00', ends: '12:00' })
  expect(said(rows, at('11:59'))).toEqual({ starts: '10:00', ends: '12:00' })
  expect(said(rows, at('12:00'))).toEqual({ starts: '14:00', ends: '15:00' })
  expect(said(rows, at('15:00'))).toBeUndefined()
})

it('is not said of another day or site, nor when the site does not open any more', () => {
  const other = asId<'site'>('01930000-0000-7000-8000-000000000002')
  expect(
    said([
      away('2027-02-20', '2027-02-28'),
      away('2027-03-02', '2027-03-05'),
      away('2027-03-01', '2027-03-01', undefined, other),
    ]),
  ).toBeUndefined()
  const today = [away('2027-03-01', '2027-03-01')]
  expect(said(today, at('07:00'))).toBeDefined()
  expect(said(today, at('16:00'))).toBeUndefined()
  const closure = {
    id: null,
    siteId: id,
    firstDay: MONDAY,
    lastDay: MONDAY,
    texts: { reason: { de: '', 'de-simple': '', en: '' } },
  }
  expect(said(today, at('09:00'), [closure])).toBeUndefined()
})
