import { instant, type LocalDate, type LocalTime, localDate, localTime, MINUTE } from '#kernel/instant.ts'
import {
  dayNumber,
  dayNumberAt,
  dayNumbered,
  instantOf,
  startOfDayNumbered,
  timeOf,
} from '#kernel/wallTime.ts'

/** A moment as a file writes it: minutes since 1970, and the midnight of its day at the site, in minutes, too. */
export type ReadMoment = { readonly at: number; readonly day: number }

/** What a cell is that should hold a time. */
export type TimeReading =
  | { readonly kind: 'moment'; readonly moment: ReadMoment }
  | { readonly kind: 'empty' }
  | { readonly kind: 'fault'; readonly fault: string }

const TIME = String.raw`(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:[.,](\d{1,6}))?)?(?:\s*Uhr)?`
const ZONE = String.raw`\s*(Z|[+-]\d{2}:?\d{2})?`
const ISO = new RegExp(String.raw`^(\d{4})-(\d{2})-(\d{2})[T ]\s*${TIME}${ZONE}$`, 'i')
const GERMAN = new RegExp(String.raw`^(\d{1,2})\.(\d{1,2})\.(\d{4}|\d{2}),?\s+${TIME}$`, 'i')
const ALONE = new RegExp(`^${TIME}$`, 'i')
/** What records write where there was no such moment. */
const NOTHING = /^(|-|–|null|n\/a|nan|none|0000-00-00.*|00\.00\.0000.*)$/i

/** Whether a cell says that there is nothing. */
export const isEmpty = (text: string) => NOTHING.test(text)

/**
 * Reads a moment: 2026-03-02 08:15 (with T, seconds, fractions), the same with Z or +01:00, 02.03.2026 08:15 (two digits
 * of a year are those of 2000 to 2099), or 08:15 alone, which lies on a day that is known from elsewhere. Without offset
 * it is a wall time of the zone; the hour that autumn repeats is the first one, the one that spring skips is none.
 */
export function readMoment(text: string, zone: string, onDay?: number): TimeReading {
  if (isEmpty(text)) return { kind: 'empty' }
  const iso = ISO.exec(text)
  if (iso) {
    const [, year = '', month = '', day = '', ...rest] = iso
    return withDay(text, `${year}-${month}-${day}`, rest.slice(0, 4), zone, rest[4])
  }
  const german = GERMAN.exec(text)
  if (german) {
    const [, day = '', month = '', year = '', ...rest] = german
    const whole = year.length === 2 ? `20${year}` : year
    return withDay(text, `${whole}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`, rest, zone)
  }
  const alone = ALONE.exec(text)
  if (alone && onDay !== undefined) {
    const day = dayNumberAt(instant(onDay * MINUTE), zone)
    return onWall(text, day, minutesOf(alone.slice(1)), zone)
  }
  if (alone) return faulty(`"${shown(text)}" has no day`)
  return faulty(`"${shown(text)}" is no time that is read here`)
}

/** Reads a day alone: 2026-03-02 or 02.03.2026. Its midnight, in minutes since 1970; undefined: none. */
export function readDay(text: string, zone: string): number | undefined {
  const german = /^(\d{1,2})\.(\d{1,2})\.(\d{4}|\d{2})$/.exec(text)
  const [, day = '', month = '', year = ''] = german ?? []
  const written = german
    ? `${year.length === 2 ? `20${year}` : year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
    : text
  const local = dayFrom(written)
  return local && startOfDayNumbered(dayNumber(local), zone) / MINUTE
}

function withDay(
  text: string,
  written: string,
  parts: readonly (string | undefined)[],
  zone: string,
  offset?: string,
): TimeReading {
  const day = dayFrom(written)
  const minutes = minutesOf(parts)
  if (!day) return faulty(`"${shown(text)}": there is no such day`)
  if (Number.isNaN(minutes)) return faulty(`"${shown(text)}": there is no such time`)
  if (!offset) return onWall(text, dayNumber(day), minutes, zone)
  const at = dayNumber(day) * DAY_MINUTES + minutes - offsetMinutes(offset)
  return moment(at, dayNumberAt(instant(at * MINUTE), zone), zone)
}

const DAY_MINUTES = 1_440

function onWall(text: string, day: number, minutes: number, zone: string): TimeReading {
  if (Number.isNaN(minutes)) return faulty(`"${shown(text)}": there is no such time`)
  const begins = startOfDayNumbered(day, zone) / MINUTE
  const isUsual = startOfDayNumbered(day + 1, zone) / MINUTE - begins === DAY_MINUTES
  if (isUsual || minutes >= DAY_MINUTES) return moment(begins + minutes, day, zone)
  const whole = Math.floor(minutes)
  const wall = clockTime(whole)
  const at = instantOf(dayNumbered(day), wall, zone)
  if (timeOf(at, zone) !== wall) return faulty(`"${shown(text)}": the clock skipped this time`)
  return moment(at / MINUTE + minutes - whole, day, zone)
}

function moment(at: number, day: number, zone: string): TimeReading {
  const beginsAt = startOfDayNumbered(day, zone) / MINUTE
  const isNext = at >= startOfDayNumbered(day + 1, zone) / MINUTE
  return {
    kind: 'moment',
    moment: { at, day: isNext ? startOfDayNumbered(day + 1, zone) / MINUTE : beginsAt },
  }
}

/** Minutes since midnight; NaN: no time of a day. 24:00 is the end of it. */
function minutesOf([hours, minutes, seconds = '0', fraction = '']: readonly (string | undefined)[]): number {
  const [hour, minute, second] = [Number(hours), Number(minutes), Number(seconds)]
  if (hour > 24 || minute > 59 || second > 59 || (hour === 24 && minute + second > 0)) return Number.NaN
  return hour * 60 + minute + (second + Number(`0.${fraction || '0'}`)) / 60
}

function offsetMinutes(offset: string): number {
  if (/^z$/i.test(offset)) return 0
  const [, sign, hours, minutes] = /^([+-])(\d{2}):?(\d{2})$/.exec(offset) ?? []
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes))
}

const clockTime = (minutes: number): LocalTime =>
  localTime(`${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`)

function dayFrom(text: string): LocalDate | undefined {
  try {
    const day = localDate(text)
    return day >= '1990-01-01' && day < '2100-01-01' ? day : undefined
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}

const faulty = (fault: string): TimeReading => ({ kind: 'fault', fault })

/** A cell as it may stand in a message. */
export function shown(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text
}
