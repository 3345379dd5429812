import { type Closure, type Hours, openSpans, wallHoursOn } from '#features/authority/model.ts'
import type { Id } from '#kernel/id.ts'
import { DAY, type LocalDate, type LocalTime, MINUTE } from '#kernel/instant.ts'
import { addDays, instantOf, startOfDay, timeOf } from '#kernel/wallTime.ts'
import type { Counter, Shift } from '../model.ts'
import { minutesOf, type ShiftPlan } from './shiftPlan.ts'
import { brokenRules, type WorkRules } from './workRules.ts'

/** What makes a plan unworkable, or would break the law or the staff agreement: it is not published. */
export const PLAN_ERRORS = [
  'unknown_counter',
  'negative_length',
  'break_outside',
  'overlapping',
  'outside_hours',
  'past_day',
  'too_far',
  'away_negative',
  'break_too_late',
  'break_too_short',
  'day_too_long',
] as const

/** What is worth a look before publishing: it may be meant so. */
export const PLAN_WARNINGS = [
  'across_closing',
  'no_skill',
  'stands_without_break',
  'stands_short_break',
  'stands_too_long',
  'stands_outside_hours',
  'closed_day',
  'clock_change',
  'away_without_shift',
] as const

export type PlanFaultCode = (typeof PLAN_ERRORS)[number] | (typeof PLAN_WARNINGS)[number]

/** Something wrong with a plan, and where. A weekly shift has a weekday, anything else a day. */
export type PlanFault = {
  readonly code: PlanFaultCode
  readonly counterId: Id<'counter'>
  readonly weekday: number | null
  readonly day: LocalDate | null
  readonly starts: LocalTime | null
}

/** What a plan is checked against. */
export type PlanContext = WorkRules & {
  readonly site: Hours
  readonly closures: readonly Closure[]
  readonly counters: readonly Pick<Counter, 'id' | 'skills'>[]
  readonly today: LocalDate
  /** No date after this one can be planned. */
  readonly lastDay: LocalDate
  /**
   * What was published before. Working hours that stand and break a rule on breaks or the longest day are shown, but
   * they do not keep anybody from changing the rest; new ones like them are refused.
   */
  readonly standing: ShiftPlan
}

/** Is the plan unworkable because of this? */
export function isError({ code }: Pick<PlanFault, 'code'>): boolean {
  return PLAN_ERRORS.some((error) => error === code)
}

type Where = { readonly weekday: number | null; readonly day: LocalDate | null }

/** Everything wrong with a plan, errors first. Empty for one that can be published as it is. */
export function planFaults(plan: ShiftPlan, context: PlanContext): PlanFault[] {
  const faults = [
    ...plan.weekly.flatMap((rule) => shiftFaults(rule, { weekday: rule.weekday, day: null }, context)),
    ...plan.dated.flatMap((shift) => [
      ...shiftFaults(shift, { weekday: null, day: shift.day }, context),
      ...dateFaults(shift, shift.day, context),
      ...clockFaults(shift, shift.day, context),
    ]),
    ...counterDays(plan).flatMap((day) => dayFaults(day.shifts, day.where, context)),
    ...plan.away.flatMap((away) => awayFaults(away, plan, context)),
    ...skillFaults(plan, context),
  ]
  return faults.sort((a, b) => Number(isError(b)) - Number(isError(a)))
}

function fault(code: PlanFaultCode, shift: Shift, where: Where): PlanFault {
  return { code, counterId: shift.counterId, ...where, starts: shift.starts }
}

function shiftFaults(shift: Shift, where: Where, context: PlanContext): PlanFault[] {
  const { starts, ends, breakStarts, breakEnds } = shift
  const found: PlanFaultCode[] = []
  if (!context.counters.some(({ id }) => id === shift.counterId)) found.push('unknown_counter')
  if (starts >= ends) found.push('negative_length')
  if ((breakStarts === null) !== (breakEnds === null)) found.push('break_outside')
  if (breakStarts !== null && breakEnds !== null) {
    const inside = starts < breakStarts && breakStarts < breakEnds && breakEnds < ends
    if (!inside) found.push('break_outside')
  }
  if (starts < ends) found.push(...hoursFaults(shift, where, context))
  return found.map((code) => fault(code, shift, where))
}

/** Outside the hours nobody can come; a shift that begins before or ends after them is cut. */
function hoursFaults(shift: Shift, where: Where, context: PlanContext): PlanFaultCode[] {
  const { starts, ends } = shift
  const { weekday, day } = where
  if (day !== null && openSpans(context.site, context.closures, day).length === 0) return ['closed_day']
  const hours =
    day === null
      ? context.site.hours.filter((one) => one.weekday === weekday)
      : wallHoursOn(context.site, day)
  const met = hours.filter(({ opens, closes }) => starts < closes && opens < ends)
  if (met.length === 0) return [stands(shift, where, context) ? 'stands_outside_hours' : 'outside_hours']
  return met.some(({ closes }) => starts < closes && ends <= closes) ? [] : ['across_closing']
}

/**
 * A date or a weekday lost its hours after its shifts were published: they give nothing and keep nobody from other
 * changes.
 */
function stands(shift: Shift, { weekday, day }: Where, { standing }: PlanContext): boolean {
  const known: readonly Shift[] =
    day === null
      ? standing.weekly.filter((rule) => rule.weekday === weekday)
      : standing.dated.filter((one) => one.day === day)
  return known.some((one) => liesWithin(shift, one))
}

function dateFaults(shift: Shift, day: LocalDate, { today, lastDay }: PlanContext): PlanFault[] {
  const where = { weekday: null, day }
  return [
    ...(day < today ? [fault('past_day', shift, where)] : []),
    ...(day > lastDay ? [fault('too_far', shift, where)] : []),
  ]
}

/** A time in the hour that spring skips or autumn repeats: shown, because the clock on the wall says it otherwise. */
function clockFaults(shift: Shift, day: LocalDate, { site }: PlanContext): PlanFault[] {
  const length = startOfDay(addDays(day, 1), site.timeZone) - startOfDay(day, site.timeZone)
  if (length === DAY) return []
  const edges = [shift.starts, shift.ends].filter((time) => time !== '24:00')
  const moved = edges.some((time) => timeOf(instantOf(day, time, site.timeZone), site.timeZone) !== time)
  const spans =
    minutesOf(shift.ends) - minutesOf(shift.starts) !==
    (instantOf(day, shift.ends, site.timeZone) - instantOf(day, shift.starts, site.timeZone)) / MINUTE
  return moved || spans ? [fault('clock_change', shift, { weekday: null, day })] : []
}

/** The shifts of one counter on one weekday or date, in order. */
function counterDays(plan: ShiftPlan): { readonly where: Where; readonly shifts: readonly Shift[] }[] {
  const inOrder = (a: Shift, b: Shift) => (a.starts < b.starts ? -1 : 1)
  const weekly = Map.groupBy(plan.weekly, ({ counterId, weekday }) => `${counterId} ${weekday}`)
  const dated = Map.groupBy(plan.dated, ({ counterId, day }) => `${counterId} ${day}`)
  return [
    ...[...weekly.values()].map((shifts) => ({
      where: { weekday: shifts[0]?.weekday ?? null, day: null },
      shifts: shifts.toSorted(inOrder),
    })),
    ...[...dated.values()].map((shifts) => ({
      where: { weekday: null, day: shifts[0]?.day ?? null },
      shifts: shifts.toSorted(inOrder),
    })),
  ]
}

function dayFaults(shifts: readonly Shift[], where: Where, context: PlanContext): PlanFault[] {
  const overlapping = shifts.filter((shift, index) => {
    const before = shifts[index - 1]
    return before !== undefined && shift.starts < before.ends
  })
  return [
    ...overlapping.map((shift) => fault('overlapping', shift, where)),
    ...shifts.flatMap((shift) => lengthFaults(shift, context).map((code) => fault(code, shift, where))),
  ]
}

/** What stands already is only shown. */
const STANDS = {
  break_too_late: 'stands_without_break',
  break_too_short: 'stands_short_break',
  day_too_long: 'stands_too_long',
} as const

function lengthFaults(shift: Shift, context: PlanContext): PlanFaultCode[] {
  const { weekly, dated } = context.standing
  const stands = [...weekly, ...dated].some((known) => liesWithin(shift, known))
  return brokenRules(shift, context).map((code) => (stands ? STANDS[code] : code))
}

/** The same workplace and break, and no longer than before, on whatever day: less work is not a new fault. */
function liesWithin(shift: Shift, known: Shift): boolean {
  return (
    shift.counterId === known.counterId &&
    known.starts <= shift.starts &&
    shift.ends <= known.ends &&
    shift.breakStarts === known.breakStarts &&
    shift.breakEnds === known.breakEnds
  )
}

function awayFaults(away: ShiftPlan['away'][number], plan: ShiftPlan, context: PlanContext): PlanFault[] {
  const { counterId, firstDay, lastDay, starts, ends } = away
  const of = (code: PlanFaultCode) => ({ code, counterId, weekday: null, day: firstDay, starts })
  const found: PlanFault[] = []
  if (!context.counters.some(({ id }) => id === counterId)) found.push(of('unknown_counter'))
  const timeless = (starts === null) === (ends === null)
  if (lastDay < firstDay || !timeless || (starts !== null && ends !== null && starts >= ends)) {
    found.push(of('away_negative'))
  }
  if (lastDay < context.today) found.push(of('past_day'))
  if (firstDay > context.lastDay) found.push(of('too_far'))
  const works =
    plan.weekly.some((rule) => rule.counterId === counterId) ||
    plan.dated.some((shift) => shift.counterId === counterId && firstDay <= shift.day && shift.day <= lastDay)
  if (!works) found.push(of('away_without_shift'))
  return found
}

/** A shift that is to take appointments at a counter that can serve nothing gives no times. */
function skillFaults(plan: ShiftPlan, { counters }: PlanContext): PlanFault[] {
  const unable = new Set(counters.filter(({ skills }) => skills.size === 0).map(({ id }) => id))
  const idle = new Map<Id<'counter'>, PlanFault>()
  for (const shift of [...plan.weekly, ...plan.dated]) {
    if (shift.mode === 'walk_in' || !unable.has(shift.counterId) || idle.has(shift.counterId)) continue
    idle.set(shift.counterId, fault('no_skill', shift, { weekday: null, day: null }))
  }
  return [...idle.values()]
}
