import type { Id } from '#kernel/id.ts'
import type { LocalDate } from '#kernel/instant.ts'
import type { Shift, ShiftRule } from '../model.ts'
import type { HourTimes } from './bookable.ts'
import type { CounterAway, DayShift, ShiftPlan } from './shiftPlan.ts'

/** The shifts of a counter on a weekday, or on a date, that two plans do not have in common. */
export type ShiftChange = {
  readonly counterId: Id<'counter'>
  /** One of the two. */
  readonly weekday: number | null
  readonly day: LocalDate | null
  readonly before: readonly Shift[]
  readonly after: readonly Shift[]
}

/** An absence that only one of two plans has. */
export type AwayChange = { readonly away: CounterAway; readonly added: boolean }

/** What one plan has that the other has not: shifts by counter and day, and absences. */
export type PlanChanges = { readonly shifts: readonly ShiftChange[]; readonly away: readonly AwayChange[] }

/** What was changed from one plan to another, weekdays before dates, each in their order. */
export function changesBetween(before: ShiftPlan, after: ShiftPlan): PlanChanges {
  const weekly = (plan: ShiftPlan) =>
    Map.groupBy(plan.weekly, ({ counterId, weekday }) => `${weekday} ${counterId}`)
  const dated = (plan: ShiftPlan) => Map.groupBy(plan.dated, ({ counterId, day }) => `${day} ${counterId}`)
  return {
    shifts: [
      ...shiftChanges(weekly(before), weekly(after), ({ weekday }) => ({ weekday, day: null })),
      ...shiftChanges(dated(before), dated(after), ({ day }) => ({ weekday: null, day })),
    ],
    away: [
      ...missingIn(before.away, after.away).map((away) => ({ away, added: false })),
      ...missingIn(after.away, before.away).map((away) => ({ away, added: true })),
    ],
  }
}

function shiftChanges<S extends ShiftRule | DayShift>(
  before: ReadonlyMap<string, readonly S[]>,
  after: ReadonlyMap<string, readonly S[]>,
  when: (shift: S) => Pick<ShiftChange, 'weekday' | 'day'>,
): ShiftChange[] {
  return [...new Set([...before.keys(), ...after.keys()])].toSorted().flatMap((key) => {
    const [old, now] = [before.get(key) ?? [], after.get(key) ?? []]
    const [gone, come] = [missingIn(old, now), missingIn(now, old)]
    const any = gone[0] ?? come[0]
    if (!any) return []
    return [{ ...when(any), counterId: any.counterId, before: gone.map(bare), after: come.map(bare) }]
  })
}

function bare({ counterId, starts, ends, breakStarts, breakEnds, mode, durationPercent }: Shift): Shift {
  return { counterId, starts, ends, breakStarts, breakEnds, mode, durationPercent }
}

function missingIn<T extends object>(these: readonly T[], those: readonly T[]): T[] {
  const known = new Set(those.map(written))
  return these.filter((one) => !known.has(written(one)))
}

/** The same whatever the order of the properties. */
function written(entry: object): string {
  return JSON.stringify(Object.entries(entry).toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

/** Times of 15 minutes that a day wins in some hours, and loses in others. */
export type DayTimes = { readonly day: LocalDate; readonly won: number; readonly lost: number }

/** Hour by hour: what the morning wins does not hide what the afternoon loses. */
export function timesWon(
  day: LocalDate,
  before: readonly HourTimes[],
  after: readonly HourTimes[],
): DayTimes {
  const freeOf = (hours: readonly HourTimes[], hour: string) =>
    hours.filter(({ from }) => from === hour).reduce((sum, { free }) => sum + free, 0)
  const hours = new Set([...before, ...after].map(({ from }) => from))
  const more = [...hours].map((hour) => freeOf(after, hour) - freeOf(before, hour))
  const sum = (times: readonly number[]) => times.reduce((all, one) => all + one, 0)
  return { day, won: sum(more.filter((times) => times > 0)), lost: -sum(more.filter((times) => times < 0)) }
}
