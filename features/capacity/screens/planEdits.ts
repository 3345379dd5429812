import type { Id } from '#kernel/id.ts'
import type { LocalDate } from '#kernel/instant.ts'
import { addDays, weekdayOf } from '#kernel/wallTime.ts'
import { minutesOf, plannedShifts, type ShiftPlan, timeOfMinutes } from '../model/shiftPlan.ts'
import type { Shift } from '../model.ts'

/** Whether a change is meant for every week or for the shown dates alone. */
export type Scope = 'every' | 'once'

/** Blocks are moved by quarters of an hour; the form takes any minute. */
export const STEP = 15

const DAY_MINUTES = 24 * 60

type Counter = Id<'counter'>

/** The shifts of a counter that are seen and changed on a day, in order. */
export function shiftsAt(
  plan: ShiftPlan,
  scope: Scope,
  counterId: Counter,
  day: LocalDate,
): readonly Shift[] {
  const weekday = weekdayOf(day)
  const all =
    scope === 'every' ? plan.weekly.filter((rule) => rule.weekday === weekday) : plannedShifts(plan, day)
  return all
    .filter((shift) => shift.counterId === counterId)
    .toSorted((a, b) => (a.starts < b.starts ? -1 : 1))
}

/** Has this counter shifts of its own on this date? */
export function isDated(plan: ShiftPlan, counterId: Counter, day: LocalDate): boolean {
  return plan.dated.some((shift) => shift.counterId === counterId && shift.day === day)
}

/**
 * The plan with these shifts of a counter on a day. Of one date without any shift left the counter is away on it,
 * because without shifts of its own the date would have those of the week.
 */
export function withShifts(
  plan: ShiftPlan,
  scope: Scope,
  counterId: Counter,
  day: LocalDate,
  shifts: readonly Shift[],
): ShiftPlan {
  const weekday = weekdayOf(day)
  const bare = shifts.map(bareShift)
  if (scope === 'every') {
    const others = plan.weekly.filter((rule) => rule.counterId !== counterId || rule.weekday !== weekday)
    return { ...plan, weekly: [...others, ...bare.map((shift) => ({ ...shift, counterId, weekday }))] }
  }
  const dated = plan.dated.filter((shift) => shift.counterId !== counterId || shift.day !== day)
  const back = { ...plan, dated }
  if (isSame(shiftsAt(back, 'every', counterId, day), bare)) return back
  if (bare.length > 0) {
    return { ...plan, dated: [...dated, ...bare.map((shift) => ({ ...shift, counterId, day }))] }
  }
  return {
    ...back,
    away: [...plan.away, { counterId, firstDay: day, lastDay: day, starts: null, ends: null }],
  }
}

function bareShift(shift: Shift): Shift {
  const { counterId, starts, ends, breakStarts, breakEnds, mode, durationPercent } = shift
  return { counterId, starts, ends, breakStarts, breakEnds, mode, durationPercent }
}

function isSame(a: readonly Shift[], b: readonly Shift[]): boolean {
  return JSON.stringify(a.map(bareShift)) === JSON.stringify(b.map(bareShift))
}

/** A shift so many minutes later (or earlier), with its break, within the day. */
export function moved(shift: Shift, minutes: number): Shift {
  const [first, last] = [minutesOf(shift.starts), minutesOf(shift.ends)]
  const by = Math.min(Math.max(minutes, -first), DAY_MINUTES - last)
  const at = (time: Shift['starts']) => timeOfMinutes(minutesOf(time) + by)
  return {
    ...shift,
    starts: at(shift.starts),
    ends: at(shift.ends),
    breakStarts: shift.breakStarts && at(shift.breakStarts),
    breakEnds: shift.breakEnds && at(shift.breakEnds),
  }
}

/** A shift that begins or ends so many minutes later (or earlier); a break that no longer lies inside goes. */
export function resized(shift: Shift, edge: 'starts' | 'ends', minutes: number): Shift {
  const [first, last] = [minutesOf(shift.starts), minutesOf(shift.ends)]
  const at =
    edge === 'starts'
      ? Math.min(Math.max(first + minutes, 0), last - STEP)
      : Math.max(Math.min(last + minutes, DAY_MINUTES), first + STEP)
  const changed = { ...shift, [edge]: timeOfMinutes(at) }
  const { breakStarts, breakEnds } = changed
  const inside =
    breakStarts !== null && breakEnds !== null && changed.starts < breakStarts && breakEnds < changed.ends
  return inside ? changed : { ...changed, breakStarts: null, breakEnds: null }
}

/** The plan with the shifts of one week on the dates of another, for the days that are not over. */
export function withCopiedWeek(
  plan: ShiftPlan,
  counters: readonly Counter[],
  from: LocalDate,
  to: LocalDate,
  today: LocalDate,
): ShiftPlan {
  let copied = plan
  for (let index = 0; index < 7; index++) {
    const [source, target] = [addDays(from, index), addDays(to, index)]
    if (target < today) continue
    for (const counter of counters) {
      const shifts = shiftsAt(plan, 'once', counter, source)
      if (shifts.length > 0 || shiftsAt(copied, 'once', counter, target).length > 0) {
        copied = withShifts(copied, 'once', counter, target, shifts)
      }
    }
  }
  return copied
}

/** The Monday of a day's week. */
export function mondayOf(day: LocalDate): LocalDate {
  return addDays(day, 1 - weekdayOf(day))
}
