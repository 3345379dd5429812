import type { Shift } from '../model.ts'
import { minutesOf } from './shiftPlan.ts'

/** A break is due after so much work at the latest (Arbeitszeitgesetz § 4). */
export const BREAK_AFTER_MINUTES = 6 * 60

/** So long a day may be where a city has not said otherwise: the default of the table `setting`. */
export const LONGEST_DAY_MINUTES = 600

/** Whoever works longer than six hours rests so long (Arbeitszeitgesetz § 4). */
export const BREAK_MINUTES = 30

/** Whoever works longer than nine hours rests so long (Arbeitszeitgesetz § 4). Both in minutes. */
const LONG_WORK = { after: 9 * 60, rest: 45 }

/** How long somebody may work in one go, and on a day. Minutes. */
export type WorkRules = { readonly breakAfterMinutes: number; readonly longestDayMinutes: number }

export type BrokenRule = 'break_too_late' | 'break_too_short' | 'day_too_long'

/** The rules that the work of one shift breaks. Each shift is somebody's: where two meet, one colleague follows another. */
export function brokenRules(
  { starts, ends, breakStarts, breakEnds }: Pick<Shift, 'starts' | 'ends' | 'breakStarts' | 'breakEnds'>,
  { breakAfterMinutes, longestDayMinutes }: WorkRules,
): readonly BrokenRule[] {
  const stretches =
    breakStarts === null || breakEnds === null
      ? [minutesOf(ends) - minutesOf(starts)]
      : [minutesOf(breakStarts) - minutesOf(starts), minutesOf(ends) - minutesOf(breakEnds)]
  const worked = stretches.reduce((sum, minutes) => sum + minutes, 0)
  const rested = minutesOf(ends) - minutesOf(starts) - worked
  const due = worked > LONG_WORK.after ? LONG_WORK.rest : worked > breakAfterMinutes ? BREAK_MINUTES : 0
  const tooLate = stretches.some((minutes) => minutes > breakAfterMinutes)
  return [
    ...(tooLate ? (['break_too_late'] as const) : []),
    ...(!tooLate && rested < due ? (['break_too_short'] as const) : []),
    ...(worked > longestDayMinutes ? (['day_too_long'] as const) : []),
  ]
}

/** When somebody rests at the latest, and when they go home. Minutes of the day. */
export type WorkingTime = {
  readonly breaks: readonly { readonly from: number; readonly minutes: number }[]
  readonly until: number
  /** They have to go then, whoever still waits: the longest day is over. */
  readonly longest: number
}

/**
 * The working time of a shift: its break as planned, and one that the law demands where a stretch without is too long;
 * its end; and the end of the longest day, breaks not counted.
 */
export function workingTime(
  { starts, ends, breakStarts, breakEnds }: Pick<Shift, 'starts' | 'ends' | 'breakStarts' | 'breakEnds'>,
  { breakAfterMinutes, longestDayMinutes }: WorkRules,
): WorkingTime {
  const planned =
    breakStarts === null || breakEnds === null
      ? []
      : [{ from: minutesOf(breakStarts), minutes: minutesOf(breakEnds) - minutesOf(breakStarts) }]
  const breaks: { from: number; minutes: number }[] = []
  let since = minutesOf(starts)
  const until = minutesOf(ends)
  for (const next of [...planned, { from: until, minutes: 0 }]) {
    for (; next.from - since > breakAfterMinutes; since += breakAfterMinutes + BREAK_MINUTES)
      breaks.push({ from: since + breakAfterMinutes, minutes: BREAK_MINUTES })
    if (next.minutes > 0) breaks.push(next)
    since = Math.max(since, next.from + next.minutes)
  }
  const resting = breaks.reduce((sum, { minutes }) => sum + minutes, 0)
  return { breaks, until, longest: minutesOf(starts) + longestDayMinutes + resting }
}
