import type { Instant, LocalDate, LocalTime } from '#kernel/instant.ts'
import { type Language, languageTag } from '#kernel/language.ts'
import type { Weekday } from '#kernel/wallTime.ts'

// The one place where days, times and money become text for people. Everything is put together here
// from names and numbers, so that a new version of the runtime's locale data changes no letter or mail.

const NBSP = '\u00a0'

/** A whole day, e.g. "Montag, 23. November 2026" or "Monday, 23 November 2026". */
export function formatDay(day: LocalDate, language: Language): string {
  const { year, date } = partsOf(day)
  return language === 'en'
    ? `${weekdayName(day, language)}, ${date}${NBSP}${monthName(day, language)} ${year}`
    : `${weekdayName(day, language)}, ${date}.${NBSP}${monthName(day, language)} ${year}`
}

/**
 * A day where space is short, without the year, e.g. "Mo., 23.11." or "Mon 23 Nov".
 * Leichte Sprache has no short forms: "Montag, 23. November".
 */
export function formatShortDay(day: LocalDate, language: Language): string {
  const { month, date } = partsOf(day)
  if (language === 'de-simple') {
    return `${weekdayName(day, language)}, ${date}.${NBSP}${monthName(day, language)}`
  }
  if (language === 'en') {
    return `${weekdayName(day, language).slice(0, 3)}${NBSP}${date}${NBSP}${monthName(day, language).slice(0, 3)}`
  }
  return `${weekdayName(day, language).slice(0, 2)}.,${NBSP}${date}.${month}.`
}

/** A date within a sentence, without weekday and year, e.g. "3. Dezember" or "3 December". */
export function formatDate(day: LocalDate, language: Language): string {
  const { date } = partsOf(day)
  return `${date}${language === 'en' ? '' : '.'}${NBSP}${monthName(day, language)}`
}

/** The time of an instant on a site's clock, e.g. "10:40 Uhr" or, in English, "10:40" (24 hours). */
export function formatTime(at: Instant, zone: string, language: Language): string {
  return withClockWord(localPartsOf(at, zone).time, language)
}

/** From one wall time to another, e.g. "08:00 bis 12:00 Uhr" or "08:00 to 12:00". */
export function formatTimeRange(from: LocalTime, to: LocalTime, language: Language): string {
  return language === 'en' ? `${from} to${NBSP}${to}` : `${from} bis${NBSP}${withClockWord(to, language)}`
}

/** Day and time of an instant on a site's clock, e.g. "Montag, 23. November 2026, 10:40 Uhr". */
export function formatDayAndTime(at: Instant, zone: string, language: Language): string {
  return `${formatDay(localPartsOf(at, zone).day, language)}, ${formatTime(at, zone, language)}`
}

/** The full name of a weekday, e.g. "Montag" or "Monday". */
export function formatWeekday(weekday: Weekday, language: Language): string {
  // 1 January 2024 was a Monday.
  return weekdayName(`2024-01-0${weekday}` as LocalDate, language)
}

/**
 * An amount of money from whole euro cents, e.g. "46,00 €" or "€46.00". Throws on fractions of a cent.
 */
export function formatMoney(cents: number, language: Language): string {
  if (!Number.isSafeInteger(cents)) throw new RangeError(`not whole cents: ${cents}`)
  const sign = cents < 0 ? '−' : ''
  const euros = Math.trunc(Math.abs(cents) / 100)
  const rest = String(Math.abs(cents) % 100).padStart(2, '0')
  const grouped = String(euros).replaceAll(/\B(?=(\d{3})+$)/g, language === 'en' ? ',' : '.')
  return language === 'en' ? `${sign}€${grouped}.${rest}` : `${sign}${grouped},${rest}${NBSP}€`
}

/** A distance from kilometres, to half a kilometre, at least that, e.g. "2,5" or "2.5". */
export function kilometres(km: number, language: Language): string {
  const text = String(Math.max(0.5, Math.round(km * 2) / 2))
  return language === 'en' ? text : text.replace('.', ',')
}

function withClockWord(time: string, language: Language): string {
  return language === 'en' ? time : `${time}${NBSP}Uhr`
}

function partsOf(day: LocalDate): { year: string; month: string; date: number } {
  return { year: day.slice(0, 4), month: String(Number(day.slice(5, 7))), date: Number(day.slice(8, 10)) }
}

function weekdayName(day: LocalDate, language: Language): string {
  return formatter(`weekday ${languageTag(language)}`, () => [
    languageTag(language),
    { weekday: 'long', timeZone: 'UTC' },
  ]).format(noon(day))
}

function monthName(day: LocalDate, language: Language): string {
  return formatter(`month ${languageTag(language)}`, () => [
    languageTag(language),
    { month: 'long', timeZone: 'UTC' },
  ]).format(noon(day))
}

/** Intl only, no Temporal: this module also runs on displays and kiosks, where every kilobyte is loaded. */
function localPartsOf(at: Instant, zone: string): { day: LocalDate; time: LocalTime } {
  const parts = formatter(`zone ${zone}`, () => [
    'en-GB',
    {
      timeZone: zone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    },
  ]).formatToParts(new Date(at))
  const part = (type: string) => parts.find((candidate) => candidate.type === type)?.value ?? ''
  return {
    day: `${part('year')}-${part('month')}-${part('day')}` as LocalDate,
    time: `${part('hour')}:${part('minute')}` as LocalTime,
  }
}

const formatters = new Map<string, Intl.DateTimeFormat>()

/** Making a formatter costs about a thousand times as much as using one. */
function formatter(key: string, options: () => [string, Intl.DateTimeFormatOptions]): Intl.DateTimeFormat {
  const known = formatters.get(key)
  if (known) return known
  const made = new Intl.DateTimeFormat(...options())
  formatters.set(key, made)
  return made
}

function noon(day: LocalDate): Date {
  return new Date(`${day}T12:00:00Z`)
}
