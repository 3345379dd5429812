import { type LocalDate, localDate, localTime } from '#kernel/instant.ts'
import type { StaffLanguage } from '#kernel/language.ts'
import { weekdayOf } from '#kernel/wallTime.ts'
import { formatTimeRange } from '#platform/time/format.ts'
import { readTime } from '#platform/time/readTime.ts'
import type { WrittenHours } from '../contract.ts'
import { capacityTexts, type PublishedPlan } from './texts.ts'

/** The form for other hours on one date, as typed. */
export type TypedHours = {
  readonly day: string
  readonly opens: string
  readonly closes: string
  readonly opensAgain: string
  readonly closesAgain: string
}

/** The hours that hold on a day, closures not counted: those of the date, else those of its weekday. */
export function openHours({ hours, specialHours }: PublishedPlan, day: LocalDate) {
  const special = specialHours.filter((one) => one.day === day)
  return special.length > 0 ? special : hours.filter(({ weekday }) => weekday === weekdayOf(day))
}

/** The form for a day, with the hours that hold on it now. */
export function hoursOn(published: PublishedPlan, day: string): TypedHours {
  const [first, second] = day === '' ? [] : openHours(published, localDate(day))
  return {
    day,
    opens: first?.opens ?? '',
    closes: first?.closes ?? '',
    opensAgain: second?.opens ?? '',
    closesAgain: second?.closes ?? '',
  }
}

/** The form as the API wants it, or what is still wrong. */
export function hoursTyped(typed: TypedHours): WrittenHours | 'time' | 'order' | 'day' {
  if (typed.day === '') return 'day'
  const [opens, closes] = [readTime(typed.opens), readTime(typed.closes)]
  const [opensAgain, closesAgain] = [readTime(typed.opensAgain), readTime(typed.closesAgain)]
  if (!opens || !closes || opensAgain === undefined || closesAgain === undefined) return 'time'
  if ((opensAgain === null) !== (closesAgain === null)) return 'time'
  if (opens >= closes) return 'order'
  if (opensAgain === null || closesAgain === null) return { day: typed.day, hours: [{ opens, closes }] }
  if (opensAgain < closes || opensAgain >= closesAgain) return 'order'
  return {
    day: typed.day,
    hours: [
      { opens, closes },
      { opens: opensAgain, closes: closesAgain },
    ],
  }
}

/** Hours of a date, e.g. "08:00 bis 12:00 Uhr und 13:00 bis 20:00 Uhr". */
export function hoursInWords(
  hours: readonly { readonly opens: string; readonly closes: string }[],
  language: StaffLanguage,
): string {
  const and = (first: string, second: string) => capacityTexts(language)('hoursOf.and', { first, second })
  return hours
    .map(({ opens, closes }) => formatTimeRange(localTime(opens), localTime(closes), language))
    .reduce(and)
}
