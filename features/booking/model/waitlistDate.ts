import { type LocalDate, localDate } from '#kernel/instant.ts'

const GERMAN = /^(\d{1,2})\.\s*(\d{1,2})\.\s*(\d{4})$/
const ISO = /^(\d{4})-(\d\d)-(\d\d)$/
const LENGTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const

/** A date as people type it: 24.11.2026, or as forms and programs write it: 2026-11-24. Undefined for anything else. */
export function readDate(text: string): LocalDate | undefined {
  const typed = text.trim()
  const [, day = '', month = '', year = ''] = GERMAN.exec(typed) ?? []
  const iso = year === '' ? typed : `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  const [, y = '', m = '', d = ''] = ISO.exec(iso) ?? []
  const length = daysIn(Number(y), Number(m))
  return y >= '1900' && Number(d) >= 1 && Number(d) <= length ? localDate(iso) : undefined
}

function daysIn(year: number, month: number): number {
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  return month === 2 && leap ? 29 : (LENGTHS[month - 1] ?? 0)
}
