import { WHOLE_DAY, type Window, windowOf } from '#features/capacity/model/asked.ts'
import { cellNotBefore, type Plan } from '#features/capacity/model/plan.ts'
import { CELL_MINUTES } from '#features/capacity/model.ts'
import type { Id } from '#kernel/id.ts'
import { type Instant, MINUTE } from '#kernel/instant.ts'
import { dayNumber, dayNumberAt, startOfDayNumbered } from '#kernel/wallTime.ts'
import type { FirstQuestion, PlanQuestion } from './times.ts'

// Where and when a question may begin: its sites, their days and the cells of each.

/** A site as the plan numbers it, with the moment from which it can be booked. */
export type Looked = {
  readonly number: number
  readonly id: Id<'site'>
  readonly zone: string
  /** Day (counted from the plan's first) and cell before which nothing begins. */
  readonly firstDay: number
  readonly firstCell: number
  /** A day, and the cell after which nothing begins on it. */
  readonly lastDay: number | undefined
  readonly lastCell: number
  readonly weekday: number | undefined
  readonly hours: readonly [from: number, until: number] | undefined
  /** The cells of these hours, by day: the same for all sites of a zone, filled as they are asked for. */
  readonly windows: Window[]
  /** Number of the plan's first day, to know a day's weekday. */
  readonly planFirst: number
  /** Days of the plan on which it is looked at, the second of each two not included. */
  readonly spans: readonly (readonly [first: number, end: number])[] | undefined
}

/** The sites of a question as the plan knows them; null where it knows no place of one. */
export function lookedSites(plan: Plan, question: FirstQuestion, fromDay: number): (Looked | null)[] {
  const windows = new Map<string, Window[]>()
  return question.sites.map((site) => {
    const ofZone = windows.get(site.timeZone) ?? []
    windows.set(site.timeZone, ofZone)
    return looked(plan, site, question, fromDay, ofZone)
  })
}

/** Those that the plan knows, in the order in which times of the same moment are told. */
export function byId(sites: readonly (Looked | null)[]): Looked[] {
  return sites.filter((site) => site !== null).sort((a, b) => (a.id < b.id ? -1 : 1))
}

function looked(
  plan: Plan,
  { id, timeZone, spans, notBefore: fromHere, lastToday }: PlanQuestion['sites'][number],
  { notBefore: fromAnywhere, weekday, hours }: Pick<PlanQuestion, 'notBefore' | 'weekday' | 'hours'>,
  fromDay: number,
  windows: Window[],
): Looked | null {
  const number = plan.siteNumbers.get(id)
  if (number === undefined) return null
  const until = lastToday === undefined ? undefined : dayNumberAt(lastToday, timeZone)
  const known = {
    lastDay: until === undefined ? undefined : until - plan.firstDay,
    lastCell: lastCellOf(lastToday, until, timeZone),
    number,
    id,
    zone: timeZone,
    weekday,
    hours,
    windows,
    planFirst: plan.firstDay,
    spans: spans?.map(
      ({ from, until }) =>
        [
          from === null ? 0 : dayNumber(from) - plan.firstDay,
          until === null ? plan.days : dayNumber(until) - plan.firstDay,
        ] as const,
    ),
  }
  const notBefore = later(fromAnywhere, fromHere)
  const today = dayNumberAt(notBefore, timeZone)
  const day = today - plan.firstDay
  if (day < fromDay) return { ...known, firstDay: fromDay, firstCell: 0 }
  const firstCell = cellNotBefore(notBefore, startOfDayNumbered(today, timeZone))
  return { ...known, firstDay: day, firstCell }
}

/** The last cell of a day that begins at an instant of it or before. */
function lastCellOf(last: Instant | undefined, day: number | undefined, zone: string): number {
  if (last === undefined || day === undefined) return Number.POSITIVE_INFINITY
  return Math.floor((last - startOfDayNumbered(day, zone)) / (CELL_MINUTES * MINUTE))
}

function later(one: Instant, other: Instant | undefined): Instant {
  return other !== undefined && other > one ? other : one
}

const CELLS_OF_HOUR = 60 / CELL_MINUTES
const CELLS_OF_DAY = 24 * CELLS_OF_HOUR

/** Between which cells of a day something may begin: hours of wall time are other cells when the clocks change. */
function askedCells({ hours, windows, planFirst, zone }: Looked, day: number): Window {
  if (hours === undefined) return WHOLE_DAY
  const known = windows[day]
  if (known) return known
  const start = startOfDayNumbered(planFirst + day, zone)
  const length = (startOfDayNumbered(planFirst + day + 1, zone) - start) / (CELL_MINUTES * MINUTE)
  // Clocks change at night, before any hour that is asked for but the first.
  const cellAt = (hour: number) => (hour === 0 ? 0 : hour * CELLS_OF_HOUR + length - CELLS_OF_DAY)
  const window = windowOf(cellAt(hours[0]), cellAt(hours[1]))
  windows[day] = window
  return window
}

/** Can a day be booked there, and was such a day asked for? Day 0 of all days was a Thursday. */
export function isAsked({ firstDay, weekday, planFirst, spans }: Looked, day: number): boolean {
  if (day < firstDay || (weekday !== undefined && ((planFirst + day + 3) % 7) + 1 !== weekday)) return false
  return spans === undefined || isWithin(spans, day)
}

/** On its own, because a function that makes a closure makes room for it on the heap whenever it is called. */
function isWithin(spans: NonNullable<Looked['spans']>, day: number): boolean {
  return spans.some(([first, end]) => first <= day && day < end)
}

/** Between which cells of a day it can begin at a site, the second not included. */
export function cellsOn(site: Looked, day: number): Window {
  const window = askedCells(site, day)
  if (day !== site.firstDay && day !== site.lastDay) return window
  return windowOf(
    day === site.firstDay ? Math.max(window.from, site.firstCell) : window.from,
    day === site.lastDay ? Math.min(window.end, site.lastCell + 1) : window.end,
  )
}
