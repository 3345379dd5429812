import { listClosures, listSites } from '#features/authority/actions.ts'
import { type Closure, openSpans, type Site } from '#features/authority/model.ts'
import { type Instant, type LocalDate, type LocalTime, localTime, MINUTE, plus } from '#kernel/instant.ts'
import { addDays, dayOf, instantOf } from '#kernel/wallTime.ts'
import type { Tx } from '#platform/db/transaction.ts'

/** The wall time at which a newly made demo city begins to live. */
export const FIRST_MOMENT: LocalTime = localTime('09:30')

/** So long before the first site opens, a new demo day begins. */
const BEFORE_OPENING = 10 * MINUTE

/** So long after the last site has closed, the demo day is over: the last people are served by then. */
const AFTER_CLOSING = 30 * MINUTE

/** How far ahead a working day is looked for. */
const LOOK_AHEAD_DAYS = 30

/** What the demo clock needs to know of a city: its sites with their hours, and when they are closed. */
export type Hours = {
  readonly timeZone: string
  readonly sites: readonly Pick<Site, 'id' | 'timeZone' | 'hours' | 'kind'>[]
  readonly closures: readonly Closure[]
}

/** Reads the hours of an authority from a day on. */
export async function readHours(tx: Tx, timeZone: string, fromDay: LocalDate): Promise<Hours> {
  return { timeZone, sites: await listSites(tx), closures: await listClosures(tx, fromDay) }
}

/** Is this a day on which at least half of the houses (mobile stops do not count) are open? */
export function isWorkingDay({ sites, closures }: Hours, day: LocalDate): boolean {
  const houses = sites.filter((site) => site.kind !== 'mobile')
  const open = houses.filter((site) => openSpans(site, closures, day).length > 0)
  return open.length > 0 && open.length * 2 >= houses.length
}

/** The first working day on or after a day; throws if there is none within a month. */
export function workingDayFrom(hours: Hours, from: LocalDate): LocalDate {
  for (let day = from, tries = 0; tries < LOOK_AHEAD_DAYS; day = addDays(day, 1), tries++) {
    if (isWorkingDay(hours, day)) return day
  }
  throw new Error('the demo city is never open')
}

/** So many working days before a day, the earliest first. */
export function workingDaysBefore(hours: Hours, before: LocalDate, count: number): LocalDate[] {
  const days: LocalDate[] = []
  for (let day = addDays(before, -1), tries = 0; days.length < count && tries < count * 10; tries++) {
    if (isWorkingDay(hours, day)) days.unshift(day)
    day = addDays(day, -1)
  }
  return days
}

/** The moment at which a city made now begins: half past nine of today, or of the next day on which it works. */
export function firstMoment(hours: Hours, now: Instant): Instant {
  const day = workingDayFrom(hours, dayOf(now, hours.timeZone))
  return instantOf(day, FIRST_MOMENT, hours.timeZone)
}

/** From shortly before the first site opens until shortly after the last one has closed. */
export function dayBounds(hours: Hours, day: LocalDate): { begins: Instant; ends: Instant } | undefined {
  const spans = hours.sites.flatMap((site) => openSpans(site, hours.closures, day))
  if (spans.length === 0) return undefined
  return {
    begins: plus(Math.min(...spans.map((span) => span.opens)) as Instant, -BEFORE_OPENING),
    ends: plus(Math.max(...spans.map((span) => span.closes)) as Instant, AFTER_CLOSING),
  }
}

/** The beginning of the next demo day after this moment. */
export function nextMorning(hours: Hours, now: Instant): Instant {
  const today = dayOf(now, hours.timeZone)
  const bounds = isWorkingDay(hours, today) ? dayBounds(hours, today) : undefined
  if (bounds && now < bounds.begins) return bounds.begins
  const day = workingDayFrom(hours, addDays(today, 1))
  return dayBounds(hours, day)?.begins ?? instantOf(day, FIRST_MOMENT, hours.timeZone)
}

/** Where the demo clock must jump to at this moment, because nothing happens any more today; undefined while it runs. */
export function jumpFrom(hours: Hours, now: Instant): Instant | undefined {
  const today = dayOf(now, hours.timeZone)
  const bounds = isWorkingDay(hours, today) ? dayBounds(hours, today) : undefined
  if (bounds && now >= bounds.begins && now < bounds.ends) return undefined
  return nextMorning(hours, now)
}
