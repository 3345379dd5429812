import type { LocalTime } from '#kernel/instant.ts'
import type { OpeningHours } from '../model.ts'

// The opening hours of a week, as they are checked wherever they come from. Apart, because screens read it, too.

/** Hours begin and end on the grid of the cells in which time is booked. Minutes. */
export const HOURS_STEP_MINUTES = 5

/** What keeps the hours of a weekday from holding. */
export const HOURS_FAULTS = ['order', 'overlap', 'step'] as const

/** A wrong span: the `nth` of its weekday, from 0, in the order in which they were written. */
export type HoursFault = {
  readonly code: (typeof HOURS_FAULTS)[number]
  readonly weekday: number
  readonly nth: number
}

/**
 * Everything wrong with the hours of a week. A span ends on the day on which it begins, 24:00 at the latest: who is open
 * past midnight writes what is left to the next weekday, from 00:00 on. Spans of a weekday may touch, not overlap.
 */
export function weekFaults(hours: readonly OpeningHours[]): HoursFault[] {
  return [...Map.groupBy(hours, ({ weekday }) => weekday)].flatMap(([weekday, spans]) =>
    spans.flatMap((span, nth) => {
      const fault = (code: HoursFault['code']): HoursFault => ({ code, weekday, nth })
      const others = spans.slice(0, nth)
      return [
        ...(span.opens < span.closes ? [] : [fault('order')]),
        ...(isOnStep(span.opens) && isOnStep(span.closes) ? [] : [fault('step')]),
        ...(others.some((one) => one.opens < span.closes && span.opens < one.closes)
          ? [fault('overlap')]
          : []),
      ]
    }),
  )
}

/** Does a cell begin at this wall time, or the day end? */
export function isOnStep(time: LocalTime): boolean {
  return Number(time.slice(3)) % HOURS_STEP_MINUTES === 0
}

/** The hours of a week in order, each with nothing but its own fields. */
export function hoursInOrder(hours: readonly OpeningHours[]): OpeningHours[] {
  const nameOf = ({ weekday, opens, closes }: OpeningHours) => `${weekday} ${opens} ${closes}`
  return hours
    .map(({ weekday, opens, closes }) => ({ weekday, opens, closes }))
    .sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1))
}

/** The weekdays on which two weeks have other hours, in order. */
export function changedWeekdays(
  before: readonly OpeningHours[],
  after: readonly OpeningHours[],
): readonly number[] {
  const on = (hours: readonly OpeningHours[], weekday: number) =>
    JSON.stringify(hoursInOrder(hours.filter((one) => one.weekday === weekday)))
  return [1, 2, 3, 4, 5, 6, 7].filter((weekday) => on(before, weekday) !== on(after, weekday))
}

/** The hours of some weekdays. */
export function hoursOfDays(
  hours: readonly OpeningHours[],
  weekdays: readonly number[],
): readonly OpeningHours[] {
  return hoursInOrder(hours).filter(({ weekday }) => weekdays.includes(weekday))
}

/** A week in which some weekdays have the hours that they have in another. */
export function withDaysOf(
  hours: readonly OpeningHours[],
  weekdays: readonly number[],
  other: readonly OpeningHours[],
): OpeningHours[] {
  return hoursInOrder([
    ...hours.filter(({ weekday }) => !weekdays.includes(weekday)),
    ...hoursOfDays(other, weekdays),
  ])
}
