import { expect, test } from 'vitest'
import { weekdayOf } from '#kernel/wallTime.ts'
import { easterSunday, publicHolidays } from './holidays.ts'

const days = (region: string, year: number) => publicHolidays(region, year).map(({ day }) => day)

test('Easter falls where the calendar says, also on its earliest and latest days', () => {
  expect([1818, 1943, 2000, 2024, 2025, 2026, 2027, 2038, 2285].map(easterSunday)).toEqual([
    '1818-03-22',
    '1943-04-25',
    '2000-04-23',
    '2024-03-31',
    '2025-04-20',
    '2026-04-05',
    '2027-03-28',
    '2038-04-25',
    '2285-03-22',
  ])
})

test('North Rhine-Westphalia has eleven holidays, in 2026 on these days', () => {
  expect(days('DE-NW', 2026)).toEqual([
    '2026-01-01',
    '2026-04-03',
    '2026-04-06',
    '2026-05-01',
    '2026-05-14',
    '2026-05-25',
    '2026-06-04',
    '2026-10-03',
    '2026-11-01',
    '2026-12-25',
    '2026-12-26',
  ])
})

test('each Land has as many holidays as its law names', () => {
  const counts = {
    'DE-BW': 12,
    'DE-BY': 12,
    'DE-BE': 10,
    'DE-BB': 12,
    'DE-HB': 10,
    'DE-HH': 10,
    'DE-HE': 10,
    'DE-MV': 11,
    'DE-NI': 10,
    'DE-NW': 11,
    'DE-RP': 11,
    'DE-SL': 12,
    'DE-SN': 11,
    'DE-ST': 11,
    'DE-SH': 10,
    'DE-TH': 11,
  }
  for (const [region, count] of Object.entries(counts)) {
    expect([region, days(region, 2027).length]).toEqual([region, count])
  }
})

test('the day of repentance is the Wednesday before the last Sunday of the church year but one', () => {
  for (let year = 2020; year < 2060; year++) {
    const day = publicHolidays('DE-SN', year).find(({ holiday }) => holiday === 'repentance')?.day
    expect(day && weekdayOf(day)).toBe(3)
    expect(day && day >= `${year}-11-16` && day <= `${year}-11-22`).toBe(true)
  }
  expect(days('DE-SN', 2026)).toContain('2026-11-18')
  expect(days('DE-SN', 2027)).toContain('2027-11-17')
})

test('of other countries none are known', () => {
  expect(days('AT-9', 2027)).toEqual([])
})
