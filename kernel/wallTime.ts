import { Temporal } from 'temporal-polyfill'
import { DAY, type Instant, instant, type LocalDate, type LocalTime } from './instant.ts'

/** ISO weekday: 1 is Monday, 7 is Sunday. */
export type Weekday = 1 | 2 | 3 | 4 | 5 | 6 | 7

/**
 * The instant at which a wall time happens on a day in a zone.
 * In the hour that spring skips it moves to the same distance after the gap (02:30 → 03:30);
 * in the hour that autumn repeats it means the first (RFC 5545 and Temporal call this "compatible").
 */
export function instantOf(day: LocalDate, time: LocalTime, zone: string): Instant {
  if (time === '24:00') return startOfDay(addDays(day, 1), zone)
  const zoned = Temporal.PlainDateTime.from(`${day}T${time}`).toZonedDateTime(zone, {
    disambiguation: 'compatible',
  })
  return instant(zoned.epochMilliseconds)
}

const startsOfDay = new Map<string, Instant>()

/** The first instant of a day in a zone; not always midnight, and days have 23, 24 or 25 hours. */
export function startOfDay(day: LocalDate, zone: string): Instant {
  const key = `${zone}|${day}`
  const known = startsOfDay.get(key)
  if (known !== undefined) return known
  const start = instant(Temporal.PlainDate.from(day).toZonedDateTime(zone).startOfDay().epochMilliseconds)
  if (startsOfDay.size > 5_000) startsOfDay.clear()
  startsOfDay.set(key, start)
  return start
}

/** The calendar day that an instant falls on in a zone. */
export function dayOf(at: Instant, zone: string): LocalDate {
  return dayNumbered(dayNumberAt(at, zone))
}

/** The wall time (HH:MM, seconds cut) of an instant in a zone. */
export function timeOf(at: Instant, zone: string): LocalTime {
  return Temporal.Instant.fromEpochMilliseconds(at)
    .toZonedDateTimeISO(zone)
    .toPlainTime()
    .toString({ smallestUnit: 'minute' }) as LocalTime
}

/** The day that lies the given number of calendar days later (or earlier, if negative). */
export function addDays(day: LocalDate, days: number): LocalDate {
  return dayNumbered(dayNumber(day) + days)
}

/** Days from one day to another; negative if the second is earlier. */
export function daysBetween(from: LocalDate, to: LocalDate): number {
  return dayNumber(to) - dayNumber(from)
}

/** The weekday of a day, 1 for Monday to 7 for Sunday. */
export function weekdayOf(day: LocalDate): Weekday {
  // 1970-01-01 was a Thursday.
  return (((((dayNumber(day) + 3) % 7) + 7) % 7) + 1) as Weekday
}

/** Is this an IANA zone that the runtime knows? */
export function isZone(zone: string): boolean {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone)
    return true
  } catch {
    return false
  }
}

/** The days from 1970-01-01 to a day. */
export function dayNumber(day: LocalDate): number {
  return Date.parse(day) / DAY
}

const numberedDays = new Map<number, LocalDate>()

/** The day that lies so many days after 1970-01-01. */
export function dayNumbered(number: number): LocalDate {
  const known = numberedDays.get(number)
  if (known !== undefined) return known
  const day = new Date(number * DAY).toISOString().slice(0, 10) as LocalDate
  if (numberedDays.size > 5_000) numberedDays.clear()
  numberedDays.set(number, day)
  return day
}

const numberedStarts = new Map<string, Map<number, Instant>>()

/** The first instant of the day that lies so many days after 1970-01-01. */
export function startOfDayNumbered(number: number, zone: string): Instant {
  const ofZone = numberedStarts.get(zone) ?? new Map<number, Instant>()
  const known = ofZone.get(number)
  if (known !== undefined) return known
  const start = startOfDay(dayNumbered(number), zone)
  if (ofZone.size > 5_000) ofZone.clear()
  numberedStarts.set(zone, ofZone.set(number, start))
  return start
}

/** The number of the day that an instant falls on in a zone: no calendar work, but from starts known already. */
export function dayNumberAt(at: Instant, zone: string): number {
  let number = Math.floor(at / DAY)
  while (startOfDayNumbered(number, zone) > at) number--
  while (startOfDayNumbered(number + 1, zone) <= at) number++
  return number
}
