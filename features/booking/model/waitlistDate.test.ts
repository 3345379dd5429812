import { expect, it } from 'vitest'
import { readDate } from './waitlistDate.ts'

it.each([
  ['24.11.2026', '2026-11-24'],
  [' 4. 1. 2027 ', '2027-01-04'],
  ['2026-02-28', '2026-02-28'],
  ['29.2.2028', '2028-02-29'],
  ['31.12.2026', '2026-12-31'],
])('reads %s', (text, day) => {
  expect(readDate(text)).toBe(day)
})

it.each([
  '',
  'morgen',
  '31.2.2027',
  '29.2.2027',
  '0.1.2027',
  '1.13.2027',
  '2027-13-01',
  '24.11.26',
  '24.11.0999',
])('takes %j for no date', (text) => {
  expect(readDate(text)).toBeUndefined()
})
