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
  readonly breaks: readonly PlannedRest[]
  readonly until: number
  /** They have to go then, whoever still waits: the longest day is over. */
  readonly longest: number
}

/** A time of rest. Minutes of the day, and how many. */
export type RestTime = { readonly from: number; readonly minutes: number }

/** A break to come. Not begun in time it is owed until it would be too late for it. */
export type PlannedRest = RestTime & { readonly owedUntil: number }

/** A break that began so long before a planned one, or later, and took so much of its length, was that one. Minutes, and a share. */
const SAME_BREAK = { near: 90, share: 2 / 3 } as const

/**
 * The working time of a shift: its break as planned, and one that the law demands where a stretch without is too long;
 * its end; and the end of the longest day, breaks not counted. Whoever works through the time of their planned break owes
 * it until the law's latest start of a break, as far as it still ends before the shift does. `rests`: breaks of the day
 * that are over: what was planned and has been taken, earlier or later, is not taken again, and the law's next one counts
 * from the last.
 */
export function workingTime(
  { starts, ends, breakStarts, breakEnds }: Pick<Shift, 'starts' | 'ends' | 'breakStarts' | 'breakEnds'>,
  { breakAfterMinutes, longestDayMinutes }: WorkRules,
  rests: readonly RestTime[] = [],
): WorkingTime {
  const planned =
    breakStarts === null || breakEnds === null
      ? []
      : [{ from: minutesOf(breakStarts), minutes: minutesOf(breakEnds) - minutesOf(breakStarts) }]
  const breaks: PlannedRest[] = []
  const until = minutesOf(ends)
  let since = rests.reduce((last, { from, minutes }) => Math.max(last, from + minutes), minutesOf(starts))
  const toCome = planned.filter((one) => !rests.some((rest) => isTaken(one, rest)))
  for (const next of [...toCome, { from: until, minutes: 0 }]) {
    for (; next.from - since > breakAfterMinutes; since += breakAfterMinutes + BREAK_MINUTES)
      breaks.push(owed({ from: since + breakAfterMinutes, minutes: BREAK_MINUTES }))
    if (next.minutes > 0) breaks.push(owed(next, Math.min(since + breakAfterMinutes, until - next.minutes)))
    since = Math.max(since, next.from + next.minutes)
  }
  const resting = [...breaks, ...rests].reduce((sum, { minutes }) => sum + minutes, 0)
  return { breaks, until, longest: minutesOf(starts) + longestDayMinutes + resting }
}

function owed(rest: RestTime, latest = rest.from): PlannedRest {
  return { ...rest, owedUntil: Math.max(latest, rest.from + rest.minutes) }
}

function isTaken(planned: RestTime, rest: RestTime): boolean {
  return planned.from - rest.from <= SAME_BREAK.near && rest.minutes >= planned.minutes * SAME_BREAK.share
}
