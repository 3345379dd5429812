import { changedWeekdays, withDaysOf } from '#features/authority/model/weekHours.ts'
import type { OpeningHours } from '#features/authority/model.ts'
import type { LocalDate } from '#kernel/instant.ts'
import { weekdayOf } from '#kernel/wallTime.ts'
import type { Shift } from '../model.ts'
import { type PlanContext, type PlanFaultCode, planFaults } from './shiftFaults.ts'
import type { ShiftPlan } from './shiftPlan.ts'

// What other opening hours mean for a plan, and how they are taken back.

/** What other hours can make of a published shift: cut at the closing, on a closed day, or without any hours. */
export const HOURS_SHIFT_FAULTS = [
  'across_closing',
  'closed_day',
  'stands_outside_hours',
] as const satisfies readonly PlanFaultCode[]

/** A published shift of a weekday or a date that other hours would leave with less, or nothing. */
export type ShiftBeyond = Pick<Shift, 'counterId' | 'starts' | 'ends'> & {
  readonly weekday: number | null
  readonly day: LocalDate | null
  readonly fault: (typeof HOURS_SHIFT_FAULTS)[number]
}

/**
 * Published shifts of the weekdays that get other hours and would not lie within these: those that are cut at an earlier
 * closing, and those that would give nothing any more and do now.
 */
export function shiftsBeyond(
  plan: ShiftPlan,
  context: PlanContext,
  hours: readonly OpeningHours[],
): ShiftBeyond[] {
  const known = { ...context, standing: plan }
  const changed = changedWeekdays(context.site.hours, hours)
  const before = new Set(faultsOfHours(plan, known).map(nameOf))
  return faultsOfHours(plan, { ...known, site: { ...context.site, hours } }).filter((one) => {
    const weekday = one.day === null ? one.weekday : weekdayOf(one.day)
    if (weekday === null || !changed.includes(weekday)) return false
    const isCutMore =
      one.fault === 'across_closing' && lastClosing(hours, weekday) < lastClosing(context.site.hours, weekday)
    return isCutMore || !before.has(nameOf(one))
  })
}

function lastClosing(hours: readonly OpeningHours[], weekday: number): string {
  const closings = hours.filter((one) => one.weekday === weekday).map(({ closes }) => closes)
  return closings.sort().at(-1) ?? ''
}

const nameOf = ({ fault, counterId, weekday, day, starts }: ShiftBeyond) =>
  [fault, counterId, weekday, day, starts].join(' ')

function faultsOfHours(plan: ShiftPlan, context: PlanContext): ShiftBeyond[] {
  return planFaults(plan, context).flatMap(({ code, counterId, weekday, day, starts }) => {
    const fault = HOURS_SHIFT_FAULTS.find((one) => one === code)
    const shift = [
      ...plan.weekly.filter((rule) => rule.weekday === weekday),
      ...plan.dated.filter((one) => one.day === day),
    ].find((one) => one.counterId === counterId && one.starts === starts)
    return fault && shift ? [{ counterId, weekday, day, fault, starts: shift.starts, ends: shift.ends }] : []
  })
}

/** What a change of hours says of weekdays: those that are named before or after it changed. */
export type WeekChange = {
  readonly before: readonly OpeningHours[]
  readonly after: readonly OpeningHours[]
}

/** A change between two weeks: the hours of the weekdays that differ. */
export function weekChange(before: readonly OpeningHours[], after: readonly OpeningHours[]): WeekChange {
  const weekdays = changedWeekdays(before, after)
  return { before: withDaysOf([], weekdays, before), after: withDaysOf([], weekdays, after) }
}

/** The week before a change, as it would be now: whatever weekdays it left alone stay as they are. */
export function weekBefore(now: readonly OpeningHours[], { before, after }: WeekChange): OpeningHours[] {
  return withDaysOf(now, changedWeekdays(before, after), before)
}
