import type { LocalDate } from '#kernel/instant.ts'
import type { WishRequest } from '../actions.ts'
import { DAY_PARTS, type DayPart } from '../model/waitlist.ts'
import { readDate } from '../model/waitlistDate.ts'
import { usualUntil, writtenDate } from '../model/wishUntil.ts'
import type { ChosenMatter } from './address.ts'

/** What a form about a wish says, right or wrong: everything comes back as it was typed. */
export type TypedWish = {
  readonly siteKeys: readonly string[]
  readonly weekdays: readonly number[]
  readonly parts: readonly DayPart[]
  /** The last day that suits, as typed. */
  readonly until: string
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
  return {
    siteKeys: form.getAll('site').filter((key) => KEY.test(key)),
    weekdays: form
      .getAll('weekday')
      .map(Number)
      .filter((day) => Number.isInteger(day) && day >= 1 && day <= 7),
    parts: DAY_PARTS.filter((part) => form.getAll('part').includes(part)),
    until: form.get('until') ?? '',
    dates: Object.fromEntries(
      matters.flatMap(({ service: { key, deadline } }) =>
        deadline ? [[key, form.get(dateField(key)) ?? '']] : [],
      ),
    ),
  }
}

/** The form before anybody has typed: it waits as long as is usual. */
export function emptyWish(matters: readonly ChosenMatter[], today: LocalDate): TypedWish {
  return { ...readWishForm(new URLSearchParams(), matters), until: writtenDate(usualUntil(today)) }
}

/** The services whose date was typed and cannot be read. */
export function wrongDates({ dates }: TypedWish): string[] {
  return Object.entries(dates).flatMap(([key, text]) =>
    text.trim() !== '' && readDate(text) === undefined ? [key] : [],
  )
}

/** What is asked of the list with this form, until a day that was read from it. */
export function termsOf(
  typed: TypedWish,
  untilDay: LocalDate,
): Pick<WishRequest, 'siteKeys' | 'weekdays' | 'parts' | 'untilDay' | 'statedDates'> {
  const statedDates = Object.fromEntries(
    Object.entries(typed.dates).flatMap(([key, text]) => {
      const date = readDate(text)
      return date ? [[key, date]] : []
    }),
  )
  const { siteKeys, weekdays, parts } = typed
  return { siteKeys, weekdays, parts, untilDay, statedDates }
}
