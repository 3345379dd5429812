import { IsDate } from 'typebox/format'
import { type LocalDate, localDate } from '#kernel/instant.ts'
import { addDays } from '#kernel/wallTime.ts'
import type { WishRequest } from '../actions.ts'
import { DAY_PARTS, type DayPart } from '../model/waitlist.ts'
import type { ChosenMatter } from './address.ts'

/** How long a wish stays on the list, in weeks. */
export const WEEKS = [2, 4, 8, 12, 24] as const

/** What a form about a wish says, right or wrong: everything comes back as it was typed. */
export type TypedWish = {
  readonly siteKeys: readonly string[]
  readonly weekdays: readonly number[]
  readonly parts: readonly DayPart[]
  readonly weeks: number
  /** By service key, as typed. */
  readonly dates: Readonly<Record<string, string>>
}

const KEY = /^[a-z0-9-]{2,40}$/

/** The name of the field that asks for a service's date. */
export function dateField(serviceKey: string): string {
  return `date-${serviceKey}`
}

/** Reads the form; what cannot be read wishes nothing special. */
export function readWishForm(form: URLSearchParams, matters: readonly ChosenMatter[]): TypedWish {
  const weeks = Number(form.get('weeks'))
  return {
    siteKeys: form.getAll('site').filter((key) => KEY.test(key)),
    weekdays: form
      .getAll('weekday')
      .map(Number)
      .filter((day) => Number.isInteger(day) && day >= 1 && day <= 7),
    parts: DAY_PARTS.filter((part) => form.getAll('part').includes(part)),
    weeks: WEEKS.find((each) => each === weeks) ?? 8,
    dates: Object.fromEntries(
      matters.flatMap(({ service: { key, deadline } }) =>
        deadline ? [[key, form.get(dateField(key)) ?? '']] : [],
      ),
    ),
  }
}

/** A date as people type it: 24.11.2026, or as forms and programs write it: 2026-11-24. Undefined for anything else. */
export function readDate(text: string): LocalDate | undefined {
  const typed = text.trim()
  const [, day = '', month = '', year = ''] = /^(\d{1,2})\.\s*(\d{1,2})\.\s*(\d{4})$/.exec(typed) ?? []
  const iso = year === '' ? typed : `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  return IsDate(iso) ? localDate(iso) : undefined
}

/** The services whose date was typed and cannot be read. */
export function wrongDates({ dates }: TypedWish): string[] {
  return Object.entries(dates).flatMap(([key, text]) =>
    text.trim() !== '' && readDate(text) === undefined ? [key] : [],
  )
}

/** What is asked of the list with this form. */
export function termsOf(
  typed: TypedWish,
  today: LocalDate,
): Pick<WishRequest, 'siteKeys' | 'weekdays' | 'parts' | 'untilDay' | 'statedDates'> {
  const statedDates = Object.fromEntries(
    Object.entries(typed.dates).flatMap(([key, text]) => {
      const date = readDate(text)
      return date ? [[key, date]] : []
    }),
  )
  const { siteKeys, weekdays, parts, weeks } = typed
  return { siteKeys, weekdays, parts, untilDay: addDays(today, weeks * 7), statedDates }
}
