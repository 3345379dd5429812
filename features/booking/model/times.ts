import type { DaySpan } from '#features/authority/model/relocation.ts'
import { askPlan, hasStart, type Start, startsOn } from '#features/capacity/model/asked.ts'
import type { Asker } from '#features/capacity/model/budget.ts'
import type { Split } from '#features/capacity/model/linked.ts'
import type { Asked, Plan } from '#features/capacity/model/plan.ts'
import { CELL_MINUTES } from '#features/capacity/model.ts'
import type { Id } from '#kernel/id.ts'
import { type Instant, type LocalDate, MINUTE, plus } from '#kernel/instant.ts'
import { dayNumber, dayNumbered, startOfDayNumbered } from '#kernel/wallTime.ts'
import type { FreeTime } from '../model.ts'
import { byId, cellsOn, isAsked, type Looked, lookedSites } from './lookedSites.ts'

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
    /** Nothing there that begins before this instant. */
    readonly notBefore?: Instant | undefined
    /** Nothing there of the day of this instant that begins after it. */
    readonly lastToday?: Instant | undefined
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
  /** What was looked at: as long as it does not change, nor does this. */
  readonly asked: Asked
}

/** What firsts are asked for: whichever day and site it is. */
export type FirstQuestion = Omit<PlanQuestion, 'siteId' | 'day' | 'dayLimit' | 'timeLimit'>

/** The first time of each site, in the order of the sites asked for: what findTimes says of them, and nothing else. */
export function earliestTimes(plan: Plan, question: FirstQuestion): Pick<PlanTimes, 'earliest' | 'asked'> {
  const asked = askPlan(plan, question)
  const [fromDay, endDay] = daysOf(plan, question)
  const sites = lookedSites(plan, question, fromDay)
  return { earliest: sites.map((site) => site && earliestOf(plan, asked, site, fromDay, endDay)), asked }
}

/** The first time of all sites: on the first day on which any has one. Looks at no later day. */
export function firstTime(
  plan: Plan,
  question: FirstQuestion,
): { readonly first: FreeTime | null; readonly asked: Asked } {
  const asked = askPlan(plan, question)
  const [fromDay, endDay] = daysOf(plan, question)
  const sites = byId(lookedSites(plan, question, fromDay))
  for (let day = fromDay; day < endDay; day++) {
    const those = sites.filter((site) => isFree(plan, asked, site, day))
    if (those.length === 0) continue
    const times: FreeTime[] = []
    addTimesOfDay(times, plan, asked, those, day, 1)
    return { first: times[0] ?? null, asked }
  }
  return { first: null, asked }
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
  const asked = askPlan(plan, question)
  const [fromDay, endDay] = daysOf(plan, question)
  const sites = lookedSites(plan, question, fromDay)
  const wanted = byId(sites).filter(({ id }) => question.siteId === undefined || id === question.siteId)
  const days: number[] = []
  for (let day = fromDay; day < endDay; day++) {
    if (isFreeAnywhere(plan, asked, wanted, day)) days.push(day)
  }
  const { times, last } = timesOf(plan, asked, wanted, days, question)
  // No site is free before the first day on which any is.
  const since = question.siteId === undefined ? (days[0] ?? endDay) : fromDay
  const earliest = sites.map((site) => site && earliestOf(plan, asked, site, since, endDay))
  return {
    earliest,
    days: days.map((day) => dayNumbered(plan.firstDay + day)),
    times,
    to: last === undefined ? question.to : dayNumbered(plan.firstDay + last),
    asked,
  }
}

/** Could the question begin at a site on a day? */
function isFree(plan: Plan, asked: Asked, site: Looked, day: number): boolean {
  return isAsked(site, day) && hasStart(plan, asked, site.number, day, cellsOn(site, day))
}

/** The same at any of some sites; without a closure for each of a hundred days. */
function isFreeAnywhere(plan: Plan, asked: Asked, sites: readonly Looked[], day: number): boolean {
  for (let index = 0; index < sites.length; index++) {
    const site = sites[index]
    if (site && isFree(plan, asked, site, day)) return true
  }
  return false
}

function earliestOf(
  plan: Plan,
  asked: Asked,
  site: Looked,
  fromDay: number,
  endDay: number,
): FreeTime | null {
  for (let day = Math.max(fromDay, site.firstDay); day < endDay; day++) {
    if (isFree(plan, asked, site, day)) return takeNext(rowOf(plan, asked, site, day, 1), asked) ?? null
  }
  return null
}

/** Starts of a site on a day that are not yet told, and how they are told. */
type Row = {
  readonly site: Looked
  readonly day: LocalDate
  readonly dayStart: Instant
  readonly starts: readonly Start[]
  next: number
}

function rowOf(plan: Plan, asked: Asked, site: Looked, day: number, most?: number): Row {
  const number = plan.firstDay + day
  return {
    site,
    day: dayNumbered(number),
    dayStart: startOfDayNumbered(number, site.zone),
    starts: startsOn(plan, asked, site.number, day, cellsOn(site, day), most),
    next: 0,
  }
}

const startOf = ({ dayStart }: Row, cell: number) => plus(dayStart, cell * CELL_MINUTES * MINUTE)

/** The next time of a row; undefined where none is left. */
function takeNext(row: Row, asked: Asked): FreeTime | undefined {
  const start = row.starts[row.next++]
  if (!start) return undefined
  const { cell, second } = start
  const time = { siteId: row.site.id, day: row.day, startsAt: startOf(row, cell), cell }
  if (!second) return time
  const part = asked.parts[asked.splits[second.split]?.second ?? -1]
  return { ...time, second: { startsAt: startOf(row, second.second), services: part?.services ?? [] } }
}

/** Times of the first days, and the day with which they end; undefined if nothing is left out. */
function timesOf(
  plan: Plan,
  asked: Asked,
  sites: readonly Looked[],
  days: readonly number[],
  { day: only, dayLimit, timeLimit }: PlanQuestion,
): { times: FreeTime[]; last: number | undefined } {
  const onlyDay = only === undefined ? undefined : dayNumber(only) - plan.firstDay
  const shown = onlyDay === undefined ? days.slice(0, dayLimit) : days.filter((day) => day === onlyDay)
  const times: FreeTime[] = []
  for (const day of shown) {
    // With one more than are shown it is seen that this day has more.
    addTimesOfDay(times, plan, asked, sites, day, timeLimit + 1)
    if (times.length > timeLimit) {
      times.length = timeLimit
      return { times, last: day }
    }
  }
  return { times, last: onlyDay === undefined && shown.length < days.length ? shown.at(-1) : undefined }
}

/**
 * Adds the times of a day, earliest first, then by site, until there are so many. The rows of the sites are merged, so
 * that only what is shown becomes an object: a day of sixty sites has thousands of times.
 */
function addTimesOfDay(
  times: FreeTime[],
  plan: Plan,
  asked: Asked,
  sites: readonly Looked[],
  day: number,
  most: number,
): void {
  const rows: Row[] = []
  for (const site of sites) {
    if (isAsked(site, day)) rows.push(rowOf(plan, asked, site, day, most - times.length))
  }
  while (times.length < most) {
    const row = earliestRow(rows)
    const time = row && takeNext(row, asked)
    if (!time) return
    times.push(time)
  }
}

/** The row whose next time is the earliest, the first of several. */
function earliestRow(rows: readonly Row[]): Row | undefined {
  let earliest: Row | undefined
  let startsAt = Number.POSITIVE_INFINITY
  for (let index = 0; index < rows.length; index++) {
    const row = rows[index]
    const start = row?.starts[row.next]
    if (!row || !start) continue
    const at = row.dayStart + start.cell * CELL_MINUTES * MINUTE
    if (at >= startsAt) continue
    startsAt = at
    earliest = row
  }
  return earliest
}

/** So many of some times (two at least), from the first to the last, as evenly as they can be; all where there are no more. */
export function spread<Time>(times: readonly Time[], count: number): Time[] {
  if (times.length <= count) return [...times]
  const last = times.length - 1
  return Array.from({ length: count }, (_, nth) => Math.round((nth * last) / (count - 1))).flatMap(
    (index) => times[index] ?? [],
  )
}
