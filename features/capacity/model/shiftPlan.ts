import type { Closure, Hours } from '#features/authority/model.ts'
import type { Id } from '#kernel/id.ts'
import { type LocalDate, type LocalTime, localTime } from '#kernel/instant.ts'
import { weekdayOf } from '#kernel/wallTime.ts'
import { type NewPlace, placesOfShifts, type Shift, type ShiftRule } from '../model.ts'

/** A shift of one date. On a date with such shifts the counter's weekly ones do not count. */
export type DayShift = Shift & { readonly day: LocalDate }

/**
 * A counter is away: on whole days, or on each of them from one wall time to another. It says of a workplace that it is
 * not there, never of a person why.
 */
export type CounterAway = {
  readonly counterId: Id<'counter'>
  readonly firstDay: LocalDate
  readonly lastDay: LocalDate
  readonly starts: LocalTime | null
  readonly ends: LocalTime | null
}

/** All that says when the counters of a site are there. */
export type ShiftPlan = {
  readonly weekly: readonly ShiftRule[]
  readonly dated: readonly DayShift[]
  readonly away: readonly CounterAway[]
}

export const EMPTY_PLAN: ShiftPlan = { weekly: [], dated: [], away: [] }

/** Where a version of a shift plan came from. */
export const PLAN_SOURCES = ['editor', 'away', 'undo', 'import'] as const
export type PlanSource = (typeof PLAN_SOURCES)[number]

/** Minutes of the wall clock since midnight. */
export function minutesOf(time: LocalTime): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3))
}

/** The wall time so many minutes after midnight, at most 24:00. */
export function timeOfMinutes(minutes: number): LocalTime {
  const within = Math.min(Math.max(Math.round(minutes), 0), 24 * 60)
  const two = (number: number) => String(number).padStart(2, '0')
  return localTime(`${two(Math.floor(within / 60))}:${two(within % 60)}`)
}

/** The shifts of a day as planned, before anybody is away: those of the date, else those of the weekday. */
export function plannedShifts(plan: ShiftPlan, day: LocalDate): readonly Shift[] {
  const weekday = weekdayOf(day)
  const dated = plan.dated.filter((shift) => shift.day === day)
  const own = new Set(dated.map((shift) => shift.counterId))
  const weekly = plan.weekly.filter((rule) => rule.weekday === weekday && !own.has(rule.counterId))
  return [...dated, ...weekly]
}

/** The absences of a counter that touch a day. */
export function awayOn(plan: ShiftPlan, counterId: Id<'counter'>, day: LocalDate): readonly CounterAway[] {
  return plan.away.filter(
    (away) => away.counterId === counterId && away.firstDay <= day && day <= away.lastDay,
  )
}

/** The shifts that are really worked on a day: what an absence covers is cut out. */
export function shiftsOn(plan: ShiftPlan, day: LocalDate): readonly Shift[] {
  return plannedShifts(plan, day).flatMap((shift) =>
    awayOn(plan, shift.counterId, day).reduce<Shift[]>(
      (parts, away) => parts.flatMap((part) => without(part, away)),
      [shift],
    ),
  )
}

/** What is left of a shift when its counter is away: nothing, one part or two. */
function without(shift: Shift, { starts, ends }: CounterAway): Shift[] {
  if (starts === null || ends === null) return []
  if (ends <= shift.starts || shift.ends <= starts) return [shift]
  return [...part(shift, shift.starts, starts), ...part(shift, ends, shift.ends)]
}

/** The part of a shift between two times; a break at its edge shortens it, so that breaks always lie inside. */
function part(shift: Shift, from: LocalTime, until: LocalTime): Shift[] {
  let [starts, ends] = [from, until]
  const { breakStarts, breakEnds } = shift
  if (breakStarts !== null && breakEnds !== null) {
    if (breakStarts <= starts && starts < breakEnds) starts = breakEnds
    if (breakStarts < ends && ends <= breakEnds) ends = breakStarts
  }
  if (starts >= ends) return []
  const inside = breakStarts !== null && breakEnds !== null && starts < breakStarts && breakEnds < ends
  return [
    {
      ...shift,
      starts,
      ends,
      breakStarts: inside ? breakStarts : null,
      breakEnds: inside ? breakEnds : null,
    },
  ]
}

/** The places that a plan gives on a day. */
export function placesOfPlan(
  plan: ShiftPlan,
  site: Hours,
  closures: readonly Closure[],
  day: LocalDate,
): NewPlace[] {
  return placesOfShifts(shiftsOn(plan, day), site, closures, day)
}

/** A plan without dates that are over: they change nothing any more. */
export function withoutPast(plan: ShiftPlan, today: LocalDate): ShiftPlan {
  return {
    ...plan,
    dated: plan.dated.filter((shift) => shift.day >= today),
    away: plan.away.filter((away) => away.lastDay >= today),
  }
}

/** How many entries of each kind came and went between two plans. */
export type PlanDifference = { readonly added: number; readonly removed: number }

/** What one plan has that the other has not, both ways. */
export function differenceOf(before: ShiftPlan, after: ShiftPlan): PlanDifference {
  const [old, now] = [written(before), written(after)]
  return {
    added: [...now].filter((entry) => !old.has(entry)).length,
    removed: [...old].filter((entry) => !now.has(entry)).length,
  }
}

/** Are these the same plan, whatever the order? */
export function isSamePlan(a: ShiftPlan, b: ShiftPlan): boolean {
  const { added, removed } = differenceOf(a, b)
  return added === 0 && removed === 0
}

function written({ weekly, dated, away }: ShiftPlan): ReadonlySet<string> {
  const times = (shift: Shift) => [
    shift.counterId,
    shift.starts,
    shift.ends,
    shift.breakStarts,
    shift.breakEnds,
    shift.mode,
    shift.durationPercent,
  ]
  return new Set([
    ...weekly.map((rule) => JSON.stringify(['weekly', rule.weekday, ...times(rule)])),
    ...dated.map((shift) => JSON.stringify(['dated', shift.day, ...times(shift)])),
    ...away.map(({ counterId, firstDay, lastDay, starts, ends }) =>
      JSON.stringify(['away', counterId, firstDay, lastDay, starts, ends]),
    ),
  ])
}

/** A plan without dates that are over and known: they are dropped in silence, new ones in the past are a fault. */
export function withoutKnownPast(plan: ShiftPlan, known: ShiftPlan, today: LocalDate): ShiftPlan {
  const old = written(known)
  const over = (one: ShiftPlan) => [...written(one)].every((entry) => old.has(entry))
  return {
    ...plan,
    dated: plan.dated.filter((shift) => shift.day >= today || !over({ ...EMPTY_PLAN, dated: [shift] })),
    away: plan.away.filter((away) => away.lastDay >= today || !over({ ...EMPTY_PLAN, away: [away] })),
  }
}

/** The part of a plan about these counters. */
export function ofCounters(plan: ShiftPlan, counters: ReadonlySet<Id<'counter'>>): ShiftPlan {
  const known = ({ counterId }: { readonly counterId: Id<'counter'> }) => counters.has(counterId)
  return {
    weekly: plan.weekly.filter(known),
    dated: plan.dated.filter(known),
    away: plan.away.filter(known),
  }
}

/**
 * The plan of one site with the weekly shifts of another for the counters that both have, told by their keys; and the
 * keys that the other has alone.
 */
export function withShiftsOf(
  plan: ShiftPlan,
  keys: ReadonlyMap<string, Id<'counter'>>,
  other: ShiftPlan,
  otherKeys: ReadonlyMap<string, Id<'counter'>>,
): { readonly plan: ShiftPlan; readonly missing: readonly string[] } {
  const target = new Map<Id<'counter'>, Id<'counter'> | undefined>(
    [...otherKeys].map(([key, id]) => [id, keys.get(key)]),
  )
  const replaced = new Set([...otherKeys.keys()].flatMap((key) => keys.get(key) ?? []))
  const brought = other.weekly.flatMap((rule) => {
    const counterId = target.get(rule.counterId)
    return counterId ? [{ ...rule, counterId }] : []
  })
  return {
    plan: {
      ...plan,
      weekly: [...plan.weekly.filter(({ counterId }) => !replaced.has(counterId)), ...brought],
    },
    missing: [...otherKeys.keys()].filter((key) => !keys.has(key)),
  }
}
