import type { DaySpan } from '#features/authority/model/relocation.ts'
import type { Asker } from '#features/capacity/model/budget.ts'
import {
  type AskedSplit,
  findPairs,
  hasPlaceForAll,
  type Part,
  type Split,
} from '#features/capacity/model/linked.ts'
import {
  type Asked,
  askPlan,
  cellNotBefore,
  firstStart,
  type Plan,
  startCells,
} from '#features/capacity/model/plan.ts'
import { CELL_MINUTES } from '#features/capacity/model.ts'
import type { Id } from '#kernel/id.ts'
import { type Instant, type LocalDate, MINUTE, plus } from '#kernel/instant.ts'
import { dayNumber, dayNumberAt, dayNumbered, startOfDayNumbered } from '#kernel/wallTime.ts'
import type { FreeTime } from '../model.ts'

/** What is wanted of the plan. */
export type PlanQuestion = {
  readonly services: readonly Id<'service'>[]
  readonly minutes: number
  readonly asker: Asker
  /** Sites that offer all services, and the days on which they are looked at; all days if missing. */
  readonly sites: readonly {
    readonly id: Id<'site'>
    readonly timeZone: string
    readonly spans?: readonly DaySpan[] | undefined
  }[]
  /** The one site whose days and times are asked for; all of them if missing. */
  readonly siteId?: Id<'site'> | undefined
  /** First and last day that may be booked, both included. */
  readonly from: LocalDate
  readonly to: LocalDate
  /** The only day whose times are asked for. */
  readonly day?: LocalDate | undefined
  /** Only this weekday, 1 is Monday, and only from one hour of wall time to another, the second not included. */
  readonly weekday?: number | undefined
  readonly hours?: readonly [from: number, until: number] | undefined
  /** Nothing that begins before this instant. */
  readonly notBefore: Instant
  /** Times of so many days at most, and so many times at most. */
  readonly dayLimit: number
  readonly timeLimit: number
  /** How it can be divided into two linked visits, where no single place can do it. */
  readonly splits?: readonly Split[]
  /** Only linked visits: two that are linked stay two when they move. */
  readonly onlyLinked?: boolean
}

/** What the plan has found so far for a question as one visit, and for its parts. */
type Search = {
  readonly asked: Asked
  readonly splits: readonly Split[]
  readonly askedSplits: readonly AskedSplit[]
  readonly onlyLinked: boolean
  /** Linked visits were looked for: the answer depends on more than `asked`. */
  dependsOnParts: boolean
}

/** What the plan says. */
export type PlanTimes = {
  /** The first time of each site, in the order of the sites asked for. */
  readonly earliest: readonly (FreeTime | null)[]
  /** All days with a time at the wanted sites. */
  readonly days: readonly LocalDate[]
  /** Times of the first such days, earliest first, then by site. */
  readonly times: readonly FreeTime[]
  /** The day up to which `times` goes; the last day that may be booked if it leaves nothing out. */
  readonly to: LocalDate
  /** Linked visits were looked for, so that any change of the plan may change the answer. */
  readonly dependsOnParts: boolean
}

/** A site as the plan numbers it, with the moment from which it can be booked. */
type Looked = {
  readonly number: number
  readonly id: Id<'site'>
  readonly zone: string
  /** Day (counted from the plan's first) and cell before which nothing begins. */
  readonly firstDay: number
  readonly firstCell: number
  readonly weekday: number | undefined
  readonly hours: readonly [from: number, until: number] | undefined
  /** Number of the plan's first day, to know a day's weekday. */
  readonly planFirst: number
  /** Days of the plan on which it is looked at, the second of each two not included. */
  readonly spans: readonly (readonly [first: number, end: number])[] | undefined
}

/** The first time of each site, in the order of the sites asked for: what findTimes says of them, and nothing else. */
export function earliestTimes(
  plan: Plan,
  question: Omit<PlanQuestion, 'siteId' | 'day' | 'dayLimit' | 'timeLimit'>,
): readonly (FreeTime | null)[] {
  const search = searchFor(plan, question)
  const [fromDay, endDay] = daysOf(plan, question)
  return question.sites.map((one) => {
    const site = looked(plan, one, question, fromDay)
    return site ? earliestOf(plan, search, site, fromDay, endDay) : null
  })
}

/** First day of a question in the plan, and the day after its last. */
function daysOf(plan: Plan, { from, to }: Pick<PlanQuestion, 'from' | 'to'>): readonly [number, number] {
  return [
    Math.max(0, dayNumber(from) - plan.firstDay),
    Math.min(dayNumber(to) - plan.firstDay + 1, plan.days),
  ]
}

/** Answers a question from the plan: the same times as the straightforward search of every place and cell gives. */
export function findTimes(plan: Plan, question: PlanQuestion): PlanTimes {
  const search = searchFor(plan, question)
  const [fromDay, endDay] = daysOf(plan, question)
  const sites = question.sites.map((site) => looked(plan, site, question, fromDay))
  const wanted = sites
    .filter((site) => site !== undefined)
    .filter(({ id }) => question.siteId === undefined || id === question.siteId)
  const days: number[] = []
  for (let day = fromDay; day < endDay; day++) {
    if (wanted.some((site) => firstOn(plan, search, site, day, true) >= 0)) days.push(day)
  }
  const { times, last } = timesOf(plan, search, wanted, days, question)
  // No site is free before the first day on which any is.
  const since = question.siteId === undefined ? (days[0] ?? endDay) : fromDay
  const earliest = sites.map((site) => (site ? earliestOf(plan, search, site, since, endDay) : null))
  return {
    earliest,
    days: days.map((day) => dayNumbered(plan.firstDay + day)),
    times,
    to: last === undefined ? question.to : dayNumbered(plan.firstDay + last),
    dependsOnParts: search.dependsOnParts,
  }
}

function searchFor(
  plan: Plan,
  {
    services,
    minutes,
    asker,
    splits = [],
    onlyLinked = false,
  }: Pick<PlanQuestion, 'services' | 'minutes' | 'asker' | 'splits' | 'onlyLinked'>,
): Search {
  const ask = (part: Part) => askPlan(plan, part.services, part.minutes, asker)
  return {
    asked: ask({ services, minutes }),
    splits,
    askedSplits: splits.map(({ first, second }) => ({ first: ask(first), second: ask(second) })),
    onlyLinked,
    dependsOnParts: false,
  }
}

/** Are two linked visits looked for at a site on a day, because no place there can do all? */
function isLinked(plan: Plan, search: Search, site: Looked, day: number): boolean {
  if (search.splits.length === 0) return false
  if (search.onlyLinked) search.dependsOnParts = true
  else if (hasPlaceForAll(plan, search.asked, site.number, day)) return false
  else search.dependsOnParts = true
  return true
}

function looked(
  plan: Plan,
  { id, timeZone, spans }: PlanQuestion['sites'][number],
  { notBefore, weekday, hours }: Pick<PlanQuestion, 'notBefore' | 'weekday' | 'hours'>,
  fromDay: number,
): Looked | undefined {
  const number = plan.siteNumbers.get(id)
  if (number === undefined) return undefined
  const known = {
    number,
    id,
    zone: timeZone,
    weekday,
    hours,
    planFirst: plan.firstDay,
    spans: spans?.map(
      ({ from, until }) =>
        [
          from === null ? 0 : dayNumber(from) - plan.firstDay,
          until === null ? plan.days : dayNumber(until) - plan.firstDay,
        ] as const,
    ),
  }
  const today = dayNumberAt(notBefore, timeZone)
  const day = today - plan.firstDay
  if (day < fromDay) return { ...known, firstDay: fromDay, firstCell: 0 }
  const firstCell = cellNotBefore(notBefore, startOfDayNumbered(today, timeZone))
  return { ...known, firstDay: day, firstCell }
}

const WHOLE_DAY = [0, Number.POSITIVE_INFINITY] as const
const CELLS_OF_HOUR = 60 / CELL_MINUTES
const CELLS_OF_DAY = 24 * CELLS_OF_HOUR

/** Between which cells of a day something may begin: hours of wall time are other cells when the clocks change. */
function askedCells({ hours, planFirst, zone }: Looked, day: number): readonly [first: number, end: number] {
  if (hours === undefined) return WHOLE_DAY
  const start = startOfDayNumbered(planFirst + day, zone)
  const length = (startOfDayNumbered(planFirst + day + 1, zone) - start) / (CELL_MINUTES * MINUTE)
  // Clocks change at night, before any hour that is asked for but the first.
  const cellAt = (hour: number) => (hour === 0 ? 0 : hour * CELLS_OF_HOUR + length - CELLS_OF_DAY)
  return [cellAt(hours[0]), cellAt(hours[1])]
}

/** Can a day be booked there, and was such a day asked for? Day 0 of all days was a Thursday. */
function isAsked({ firstDay, weekday, planFirst, spans }: Looked, day: number): boolean {
  if (day < firstDay || (weekday !== undefined && ((planFirst + day + 3) % 7) + 1 !== weekday)) return false
  return spans === undefined || spans.some(([first, end]) => first <= day && day < end)
}

/** Between which cells of a day it can begin at a site, the second not included. */
function cellsOn(site: Looked, day: number): readonly [first: number, end: number] {
  const [first, end] = askedCells(site, day)
  return [day === site.firstDay ? Math.max(first, site.firstCell) : first, end]
}

/** The first cell at which the question could begin at a site on a day, or any (`any`); -1 if there is none. */
function firstOn(plan: Plan, search: Search, site: Looked, day: number, any = false): number {
  if (!isAsked(site, day)) return -1
  const cells = cellsOn(site, day)
  const alone = search.onlyLinked ? -1 : firstStart(plan, search.asked, site.number, day, cells[0])
  if (alone >= 0) return alone < cells[1] ? alone : -1
  if (!isLinked(plan, search, site, day)) return -1
  return findPairs(plan, search.askedSplits, site.number, day, cells, any)[0]?.first ?? -1
}

function earliestOf(
  plan: Plan,
  search: Search,
  site: Looked,
  fromDay: number,
  endDay: number,
): FreeTime | null {
  for (let day = Math.max(fromDay, site.firstDay); day < endDay; day++) {
    if (firstOn(plan, search, site, day, true) < 0) continue
    const [first] = timesAt(plan, search, site, day, 1)
    if (first) return first
  }
  return null
}

/** Times of a site on a day, earliest first, so many at most. */
function timesAt(plan: Plan, search: Search, site: Looked, day: number, most?: number): FreeTime[] {
  const { asked, askedSplits, splits } = search
  const [from, end] = cellsOn(site, day)
  if (most === 1 && !search.onlyLinked) {
    const cell = firstStart(plan, asked, site.number, day, from)
    if (cell >= 0) return cell < end ? [freeTime(plan, site, day, cell)] : []
  }
  const alone = search.onlyLinked ? [] : startCells(plan, asked, site.number, day, from)
  if (alone.length > 0 || !isLinked(plan, search, site, day))
    return alone.filter((cell) => cell < end).map((cell) => freeTime(plan, site, day, cell))
  return findPairs(plan, askedSplits, site.number, day, [from, end]).map(({ first, second, split }) => ({
    ...freeTime(plan, site, day, first),
    second: {
      startsAt: freeTime(plan, site, day, second).startsAt,
      services: splits[split]?.second.services ?? [],
    },
  }))
}

function freeTime(plan: Plan, site: Looked, day: number, cell: number): FreeTime {
  const number = plan.firstDay + day
  const startsAt = plus(startOfDayNumbered(number, site.zone), cell * CELL_MINUTES * MINUTE)
  return { siteId: site.id, day: dayNumbered(number), startsAt, cell }
}

/** Times of the first days, and the day with which they end; undefined if nothing is left out. */
function timesOf(
  plan: Plan,
  search: Search,
  sites: readonly Looked[],
  days: readonly number[],
  { day: only, dayLimit, timeLimit }: PlanQuestion,
): { times: FreeTime[]; last: number | undefined } {
  const onlyDay = only === undefined ? undefined : dayNumber(only) - plan.firstDay
  const shown = onlyDay === undefined ? days.slice(0, dayLimit) : days.filter((day) => day === onlyDay)
  const times: FreeTime[] = []
  for (const day of shown) {
    for (const time of timesOfDay(plan, search, sites, day)) {
      if (times.length === timeLimit) return { times, last: day }
      times.push(time)
    }
  }
  return { times, last: onlyDay === undefined && shown.length < days.length ? shown.at(-1) : undefined }
}

function timesOfDay(plan: Plan, search: Search, sites: readonly Looked[], day: number): FreeTime[] {
  const times: FreeTime[] = []
  for (const site of sites) {
    if (isAsked(site, day)) times.push(...timesAt(plan, search, site, day))
  }
  return times.sort((a, b) => a.startsAt - b.startsAt || (a.siteId < b.siteId ? -1 : 1))
}
