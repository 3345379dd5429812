import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { describe, expect, it } from 'vitest'
import {
  DAY,
  HOUR,
  instant,
  isoInstant,
  localDate,
  localTime,
  MINUTE,
  parseInstant,
  plus,
} from './instant.ts'
import {
  addDays,
  dayNumber,
  dayNumberAt,
  dayNumbered,
  dayOf,
  daysBetween,
  instantOf,
  isZone,
  startOfDay,
  startOfDayNumbered,
  timeOf,
  weekdayOf,
} from './wallTime.ts'

const BERLIN = 'Europe/Berlin'
const at = (day: string, time: string) => isoInstant(instantOf(localDate(day), localTime(time), BERLIN))

describe('a wall time becomes an instant', () => {
  it('in winter and in summer', () => {
    expect(at('2027-01-15', '10:00')).toBe('2027-01-15T09:00:00.000Z')
    expect(at('2027-07-15', '10:00')).toBe('2027-07-15T08:00:00.000Z')
  })

  it('in the hour that spring skips moves to the same distance after the gap', () => {
    expect(at('2027-03-28', '02:30')).toBe('2027-03-28T01:30:00.000Z')
    expect(timeOf(parseInstant('2027-03-28T01:30:00Z'), BERLIN)).toBe('03:30')
  })

  it('in the hour that autumn repeats means the first', () => {
    expect(at('2027-10-31', '02:30')).toBe('2027-10-31T00:30:00.000Z')
    expect(timeOf(parseInstant('2027-10-31T01:30:00Z'), BERLIN)).toBe('02:30')
  })

  it('24:00 is the start of the next day', () => {
    expect(at('2027-03-28', '24:00')).toBe(at('2027-03-29', '00:00'))
  })

  it('does not depend on the zone of the machine', () => {
    const before = process.env.TZ
    try {
      for (const zone of ['UTC', 'America/New_York', 'Pacific/Auckland']) {
        process.env.TZ = zone
        expect(at('2027-03-28', '09:00')).toBe('2027-03-28T07:00:00.000Z')
      }
    } finally {
      process.env.TZ = before
    }
  })
})

describe('days', () => {
  const length = (day: string) =>
    (startOfDay(addDays(localDate(day), 1), BERLIN) - startOfDay(localDate(day), BERLIN)) / HOUR

  it('have 23, 24 or 25 hours', () => {
    expect(length('2027-03-28')).toBe(23)
    expect(length('2027-03-29')).toBe(24)
    expect(length('2027-10-31')).toBe(25)
  })

  it('may begin after midnight where the clock changes there', () => {
    expect(timeOf(startOfDay(localDate('2018-11-04'), 'America/Sao_Paulo'), 'America/Sao_Paulo')).toBe(
      '01:00',
    )
  })

  it('every instant lies in its own day', () => {
    const instants = fc.integer({ min: Date.UTC(2026, 0, 1) / MINUTE, max: Date.UTC(2030, 0, 1) / MINUTE })
    fc.assert(
      fc.property(
        instants,
        fc.constantFrom(BERLIN, 'UTC', 'America/New_York', 'Pacific/Auckland'),
        (minute, zone) => {
          const moment = plus(parseInstant('1970-01-01T00:00:00Z'), minute * MINUTE)
          const day = dayOf(moment, zone)
          expect(startOfDay(day, zone)).toBeLessThanOrEqual(moment)
          expect(startOfDay(addDays(day, 1), zone)).toBeGreaterThan(moment)
          expect(dayNumberAt(moment, zone)).toBe(dayNumber(day))
        },
      ),
      { numRuns: 200 },
    )
  })

  it('count over month ends and leap days', () => {
    expect(addDays(localDate('2028-02-28'), 1)).toBe('2028-02-29')
    expect(daysBetween(localDate('2027-12-31'), localDate('2028-03-01'))).toBe(61)
    expect(dayNumber(localDate('2028-03-01')) - dayNumber(localDate('2027-12-31'))).toBe(61)
    const leap = localDate('2028-02-29')
    expect(dayNumbered(dayNumber(leap))).toBe(leap)
    expect(startOfDayNumbered(dayNumber(leap), BERLIN)).toBe(startOfDay(leap, BERLIN))
    expect(weekdayOf(localDate('2026-11-23'))).toBe(1)
    expect(weekdayOf(localDate('2026-11-22'))).toBe(7)
  })
})

it('days are counted as the calendar of Temporal counts them', () => {
  const days = fc.integer({ min: -20_000, max: 60_000 })
  fc.assert(
    fc.property(
      days,
      fc.integer({ min: -800, max: 800 }),
      fc.nat({ max: 86_399_999 }),
      (number, more, rest) => {
        const day = dayNumbered(number)
        const plain = Temporal.PlainDate.from(day)
        expect(addDays(day, more)).toBe(plain.add({ days: more }).toString())
        expect(weekdayOf(day)).toBe(plain.dayOfWeek)
        const other = dayNumbered(number + more)
        expect(daysBetween(day, other)).toBe(plain.until(other, { largestUnit: 'days' }).days)
        const moment = instant(number * DAY + rest)
        for (const zone of [BERLIN, 'Pacific/Apia', 'America/Sao_Paulo'])
          expect(dayOf(moment, zone)).toBe(
            Temporal.Instant.fromEpochMilliseconds(moment).toZonedDateTimeISO(zone).toPlainDate().toString(),
          )
      },
    ),
    { numRuns: 100 },
  )
})

describe('texts that are no time', () => {
  it.each(['2027-02-29', '2027-13-01', '27-01-01', '2027-1-1', ''])('%s is no day', (text) => {
    expect(() => localDate(text)).toThrow(RangeError)
  })

  it.each(['24:01', '9:00', '09:60', '0900', ''])('%s is no wall time', (text) => {
    expect(() => localTime(text)).toThrow(RangeError)
  })

  it.each(['2027-01-01T10:00:00', '2027-01-01', 'now', '2027-01-01 10:00:00Z'])(
    '%s is no instant',
    (text) => {
      expect(() => parseInstant(text)).toThrow(RangeError)
    },
  )

  it('knows zones', () => {
    expect(isZone(BERLIN)).toBe(true)
    expect(isZone('Europe/Neuwalden')).toBe(false)
  })
})
