import { describe, expect, it } from 'vitest'
import { localDate, localTime, parseInstant } from '#kernel/instant.ts'
import {
  formatDay,
  formatDayAndTime,
  formatMoney,
  formatShortDay,
  formatTime,
  formatTimeRange,
  formatWeekday,
} from './format.ts'

const zone = 'Europe/Berlin'
/** Plain spaces are easier to read in expectations. */
const plain = (text: string) => text.replaceAll('\u00a0', ' ')

describe('days', () => {
  const day = localDate('2026-11-23')

  it('are written out with weekday and year', () => {
    expect(plain(formatDay(day, 'de'))).toBe('Montag, 23. November 2026')
    expect(plain(formatDay(day, 'de-simple'))).toBe('Montag, 23. November 2026')
    expect(plain(formatDay(day, 'en'))).toBe('Monday, 23 November 2026')
  })

  it('keep date and month on one line', () => {
    expect(formatDay(day, 'de')).toContain('23.\u00a0November')
    expect(formatDay(day, 'en')).toContain('23\u00a0November')
  })

  it('have a short form, except in Leichte Sprache', () => {
    expect(plain(formatShortDay(day, 'de'))).toBe('Mo., 23.11.')
    expect(plain(formatShortDay(localDate('2027-01-05'), 'de'))).toBe('Di., 5.1.')
    expect(plain(formatShortDay(day, 'de-simple'))).toBe('Montag, 23. November')
    expect(plain(formatShortDay(day, 'en'))).toBe('Mon 23 Nov')
  })

  it('name the weekdays from Monday to Sunday', () => {
    expect(formatWeekday(1, 'de')).toBe('Montag')
    expect(formatWeekday(7, 'en')).toBe('Sunday')
  })
})

describe('times', () => {
  it('are wall time of the site', () => {
    expect(plain(formatTime(parseInstant('2026-11-23T09:40:00Z'), zone, 'de'))).toBe('10:40 Uhr')
    expect(formatTime(parseInstant('2026-11-23T09:40:00Z'), zone, 'en')).toBe('10:40')
  })

  it('write midnight as 00:00', () => {
    expect(formatTime(parseInstant('2026-11-22T23:00:00Z'), zone, 'en')).toBe('00:00')
  })

  it('jump over the hour that spring skips', () => {
    expect(formatTime(parseInstant('2026-03-29T00:59:00Z'), zone, 'en')).toBe('01:59')
    expect(formatTime(parseInstant('2026-03-29T01:00:00Z'), zone, 'en')).toBe('03:00')
  })

  it('show the hour that autumn repeats twice', () => {
    expect(formatTime(parseInstant('2026-10-25T00:30:00Z'), zone, 'en')).toBe('02:30')
    expect(formatTime(parseInstant('2026-10-25T01:30:00Z'), zone, 'en')).toBe('02:30')
  })

  it('belong to the day of the site, not of UTC', () => {
    expect(plain(formatDayAndTime(parseInstant('2026-11-22T23:30:00Z'), zone, 'de'))).toBe(
      'Montag, 23. November 2026, 00:30 Uhr',
    )
    expect(plain(formatDayAndTime(parseInstant('2026-03-28T23:30:00Z'), zone, 'en'))).toBe(
      'Sunday, 29 March 2026, 00:30',
    )
  })

  it('are written for opening hours', () => {
    expect(plain(formatTimeRange(localTime('08:00'), localTime('12:30'), 'de'))).toBe('08:00 bis 12:30 Uhr')
    expect(plain(formatTimeRange(localTime('08:00'), localTime('12:30'), 'en'))).toBe('08:00 to 12:30')
  })
})

describe('money', () => {
  it('is written with two decimals and the sign of the language', () => {
    expect(plain(formatMoney(4600, 'de'))).toBe('46,00 €')
    expect(formatMoney(4605, 'en')).toBe('€46.05')
    expect(plain(formatMoney(0, 'de-simple'))).toBe('0,00 €')
    expect(plain(formatMoney(123456789, 'de'))).toBe('1.234.567,89 €')
    expect(formatMoney(-1250, 'en')).toBe('−€12.50')
  })

  it('refuses fractions of a cent', () => {
    expect(() => formatMoney(46.5, 'de')).toThrow(RangeError)
  })
})
