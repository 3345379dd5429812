import type { DaySpan } from '#features/authority/model/relocation.ts'
import { askPlan, hasStart, startsOn } from '#features/capacity/model/asked.ts'
import type { Asker } from '#features/capacity/model/budget.ts'
import type { Split } from '#features/capacity/model/linked.ts'
import { type Asked, cellNotBefore, type Plan } from '#features/capacity/model/plan.ts'
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

/** From one cell of a day to another, the second not included. */
type Window = readonly [first: number, end: number]

/** A site as the plan numbers it, with the moment from which it can be booked. */
type Looked = {
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
  const sites = lookedSites(plan, question, fromDay).filter((site) => site !== null)
  for (let day = fromDay; day < endDay; day++) {
    const those = sites.filter((site) => isFree(plan, asked, site, day))
    if (those.length > 0) return { first: timesOfDay(plan, asked, those, day)[0] ?? null, asked }
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
  const wanted = sites
    .filter((site) => site !== null)
    .filter(({ id }) => question.siteId === undefined || id === question.siteId)
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

/** The sites of a question as the plan knows them; null where it knows no place of one. */
function lookedSites(plan: Plan, question: FirstQuestion, fromDay: number): (Looked | null)[] {
  const windows = new Map<string, Window[]>()
  return question.sites.map((site) => {
    const ofZone = windows.get(site.timeZone) ?? []
    windows.set(site.timeZone, ofZone)
    return looked(plan, site, question, fromDay, ofZone)
  })
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

const WHOLE_DAY = [0, Number.POSITIVE_INFINITY] as const
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
  const window = [cellAt(hours[0]), cellAt(hours[1])] as const
  windows[day] = window
  return window
}

/** Can a day be booked there, and was such a day asked for? Day 0 of all days was a Thursday. */
function isAsked({ firstDay, weekday, planFirst, spans }: Looked, day: number): boolean {
  if (day < firstDay || (weekday !== undefined && ((planFirst + day + 3) % 7) + 1 !== weekday)) return false
  return spans === undefined || spans.some(([first, end]) => first <= day && day < end)
}

/** Between which cells of a day it can begin at a site, the second not included. */
function cellsOn(site: Looked, day: number): Window {
  const window = askedCells(site, day)
  if (day !== site.firstDay && day !== site.lastDay) return window
  const { 0: first, 1: end } = window
  return [
    day === site.firstDay ? Math.max(first, site.firstCell) : first,
    day === site.lastDay ? Math.min(end, site.lastCell + 1) : end,
  ]
}

/** Could the question begin at a site on a day? */
function isFree(plan: Plan, asked: Asked, site: Looked, day: number): boolean {
  return isAsked(site, day) && hasStart(plan, asked, site.number, day, cellsOn(site, day))
}

/** The same at any of some sites; without a closure for each of a hundred days. */
function isFreeAnywhere(plan: Plan, asked: Asked, sites: readonly Looked[], day: number): boolean {
  for (const site of sites) if (isFree(plan, asked, site, day)) return true
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
    if (isFree(plan, asked, site, day)) return timesAt(plan, asked, site, day, 1)[0] ?? null
  }
  return null
}

/** Times of a site on a day, earliest first, so many at most. */
function timesAt(plan: Plan, asked: Asked, site: Looked, day: number, most?: number): FreeTime[] {
  return startsOn(plan, asked, site.number, day, cellsOn(site, day), most).map(({ cell, second }) => {
    const time = freeTime(plan, site, day, cell)
    if (!second) return time
    const part = asked.parts[asked.splits[second.split]?.second ?? -1]
    const { startsAt } = freeTime(plan, site, day, second.second)
    return { ...time, second: { startsAt, services: part?.part.services ?? [] } }
  })
}

function freeTime(plan: Plan, site: Looked, day: number, cell: number): FreeTime {
  const number = plan.firstDay + day
  const startsAt = plus(startOfDayNumbered(number, site.zone), cell * CELL_MINUTES * MINUTE)
  return { siteId: site.id, day: dayNumbered(number), startsAt, cell }
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
    for (const time of timesOfDay(plan, asked, sites, day)) {
      if (times.length === timeLimit) return { times, last: day }
      times.push(time)
    }
  }
  return { times, last: onlyDay === undefined && shown.length < days.length ? shown.at(-1) : undefined }
}

function timesOfDay(plan: Plan, asked: Asked, sites: readonly Looked[], day: number): FreeTime[] {
  const times: FreeTime[] = []
  for (const site of sites) {
    if (isAsked(site, day)) times.push(...timesAt(plan, asked, site, day))
  }
  return times.sort((a, b) => a.startsAt - b.startsAt || (a.siteId < b.siteId ? -1 : 1))
}

/** So many of some times (two at least), from the first to the last, as evenly as they can be; all where there are no more. */
export function spread<Time>(times: readonly Time[], count: number): Time[] {
  if (times.length <= count) return [...times]
  const last = times.length - 1
  return Array.from({ length: count }, (_, nth) => Math.round((nth * last) / (count - 1))).flatMap(
    (index) => times[index] ?? [],
  )
}
