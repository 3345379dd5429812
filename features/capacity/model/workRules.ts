import type { Shift } from '../model.ts'
import { minutesOf } from './shiftPlan.ts'

/** A break is due after so much work at the latest (Arbeitszeitgesetz § 4). */
export const BREAK_AFTER_MINUTES = 6 * 60

/** So long a day may be where a city has not said otherwise: the default of the table `setting`. */
export const LONGEST_DAY_MINUTES = 600

/** How long somebody may work in one go, and on a day. Minutes. */
export type WorkRules = { readonly breakAfterMinutes: number; readonly longestDayMinutes: number }

/** The rules that the work of one shift breaks. Each shift is somebody's: where two meet, one colleague follows another. */
export function brokenRules(
  { starts, ends, breakStarts, breakEnds }: Pick<Shift, 'starts' | 'ends' | 'breakStarts' | 'breakEnds'>,
  { breakAfterMinutes, longestDayMinutes }: WorkRules,
): readonly ('break_too_late' | 'day_too_long')[] {
  const stretches =
    breakStarts === null || breakEnds === null
      ? [minutesOf(ends) - minutesOf(starts)]
      : [minutesOf(breakStarts) - minutesOf(starts), minutesOf(ends) - minutesOf(breakEnds)]
  const worked = stretches.reduce((sum, minutes) => sum + minutes, 0)
  return [
    ...(stretches.some((minutes) => minutes > breakAfterMinutes) ? (['break_too_late'] as const) : []),
    ...(worked > longestDayMinutes ? (['day_too_long'] as const) : []),
  ]
}
