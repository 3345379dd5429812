import { type HoursFault, weekFaults } from '#features/authority/model/weekHours.ts'
import type { OpeningHours } from '#features/authority/model.ts'
import type { Weekday } from '#kernel/wallTime.ts'
import { readTime } from '#platform/time/readTime.ts'
import type { WrittenWeek } from '../contract.ts'

export const WEEKDAYS: readonly Weekday[] = [1, 2, 3, 4, 5, 6, 7]

/** So many spans of a weekday can be typed. */
export const MOST_SPANS = 6

export type TypedSpan = { readonly opens: string; readonly closes: string }
/** The week as typed: the spans of every weekday, Monday first; a day without any is closed. */
export type TypedWeek = readonly (readonly TypedSpan[])[]

/** What is wrong with a span: it is no time, or what the rules of a week say. */
export type TypedFault = Pick<HoursFault, 'weekday' | 'nth'> & {
  readonly code: HoursFault['code'] | 'time'
}

/** A week in the form. */
export function typedWeek(hours: WrittenWeek): TypedWeek {
  return WEEKDAYS.map((weekday) =>
    hours
      .filter((one) => one.weekday === weekday)
      .map(({ opens, closes }) => ({ opens, closes }))
      .sort((a, b) => (a.opens < b.opens ? -1 : 1)),
  )
}

/** The spans of a weekday, 1 to 7. */
export function spansOn(week: TypedWeek, weekday: number): readonly TypedSpan[] {
  return week[weekday - 1] ?? []
}

/** The week with other spans on one weekday. */
export function withSpans(week: TypedWeek, weekday: number, spans: readonly TypedSpan[]): TypedWeek {
  return week.map((standing, index) => (index === weekday - 1 ? spans : standing))
}

/** The week with the spans of one weekday on others, too. */
export function copiedDay(week: TypedWeek, from: number, to: readonly number[]): TypedWeek {
  return to.reduce((copied, weekday) => withSpans(copied, weekday, spansOn(week, from)), week)
}

/** The form as the API wants it, and everything wrong with it by weekday; what is no time is not judged further. */
export function readWeek(week: TypedWeek): {
  readonly hours: readonly OpeningHours[]
  readonly faults: readonly TypedFault[]
} {
  const read = WEEKDAYS.flatMap((weekday) =>
    spansOn(week, weekday).map((span, nth) => {
      const [opens, closes] = [readTime(span.opens), readTime(span.closes)]
      return { weekday, nth, hours: opens && closes ? { weekday, opens, closes } : undefined }
    }),
  )
  const unread = new Set<number>(read.flatMap(({ weekday, hours }) => (hours ? [] : [weekday])))
  const hours = read.flatMap((one) => one.hours ?? [])
  return {
    hours,
    faults: [
      ...read.flatMap(({ weekday, nth, hours: known }) =>
        known ? [] : [{ weekday, nth, code: 'time' as const }],
      ),
      ...weekFaults(hours).filter(({ weekday }) => !unread.has(weekday)),
    ].sort((a, b) => a.weekday - b.weekday || a.nth - b.nth),
  }
}
