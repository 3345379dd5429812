import { minutesOf } from '#features/capacity/model/shiftPlan.ts'
import { isNight, morningAfter } from '#features/message/model/reminder.ts'
import type { Id } from '#kernel/id.ts'
import { DAY, HOUR, type Instant, instant, type LocalDate, type LocalTime, plus } from '#kernel/instant.ts'
import { dayNumber, startOfDayNumbered } from '#kernel/wallTime.ts'
import type { FreeTime } from '../model.ts'

/** What became of somebody whom a closing concerns. `none`: no time was found. */
export const REPLACEMENT_STATES = ['open', 'none', 'accepted', 'lapsed', 'withdrawn'] as const
export type ReplacementState = (typeof REPLACEMENT_STATES)[number]

/** How long a new time is kept at most. */
const HELD_FOR = 3 * DAY
/** A new time begins so long from now at the earliest: its person has to hear of it, answer, and get there. */
export const REPLACEMENT_NOTICE = HOUR
/** Other days are looked for so many days around the booked one. */
export const DAYS_AROUND = 14

/** A time that cannot be kept. */
export type LostTime = {
  readonly siteId: Id<'site'>
  readonly day: LocalDate
  readonly startsAt: Instant
  /** Zone of its site. */
  readonly timeZone: string
  /** No new time begins before. */
  readonly soonest: Instant
  /** How far its person would go. */
  readonly reachKm: number
}

/** The kilometres from the booked site to another; undefined for one that does not serve the matters. */
export type Distances = ReadonlyMap<Id<'site'>, number>

/**
 * The free times that may stand in for a lost one, the best first: the same day before any other, the nearer day before
 * the farther; on a day the booked site before others, the nearer site before the farther; then the nearest hour, and
 * of two equally near the earlier. No site beyond the person's reach, nothing that begins too soon, and never the lost
 * time itself.
 */
export function rankReplacements(
  lost: LostTime,
  distances: Distances,
  times: readonly FreeTime[],
): readonly FreeTime[] {
  const farOf = ({ siteId }: FreeTime) => (siteId === lost.siteId ? 0 : distances.get(siteId))
  const daysOf = ({ day }: FreeTime) => Math.abs(dayNumber(day) - dayNumber(lost.day))
  return times
    .flatMap((time) => {
      const far = farOf(time)
      const isLost = time.siteId === lost.siteId && time.startsAt === lost.startsAt
      if (far === undefined || isLost || time.startsAt < lost.soonest) return []
      if (time.siteId !== lost.siteId && (lost.reachKm === 0 || far > lost.reachKm)) return []
      if (daysOf(time) > DAYS_AROUND) return []
      const other = time.siteId === lost.siteId ? 0 : 1
      const order = [daysOf(time), other, far, hoursApart(time, lost), time.startsAt]
      return [{ time, order }]
    })
    .sort((a, b) => compare(a.order, b.order) || (a.time.siteId < b.time.siteId ? -1 : 1))
    .map(({ time }) => time)
}

/** How far apart the hours of the day are on the clock, whatever the day. */
function hoursApart(time: FreeTime, lost: LostTime): number {
  return Math.abs(untilMidnight(time, lost.timeZone) - untilMidnight(lost, lost.timeZone))
}

/** Counted to the end of the day: where clocks change, they do it before anybody is served. */
function untilMidnight({ startsAt, day }: Pick<FreeTime, 'startsAt' | 'day'>, zone: string): number {
  return startOfDayNumbered(dayNumber(day) + 1, zone) - startsAt
}

function compare(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((value, index) => value !== b[index])
  return at < 0 ? 0 : (a[at] ?? 0) - (b[at] ?? 0)
}

/** Whoever wakes up to a new time has so long to answer, unless it begins too soon for that. */
const MORNING = 2 * HOUR

/**
 * Until when a new time is kept: half of what is left until it begins, at most three days. It outlives the night: nobody
 * reads a mail or is called then, so it does not end before `MORNING` of the day has gone by, if that leaves its person
 * `REPLACEMENT_NOTICE` to come. `timeZone`: of its site.
 */
export function replacementUntil(now: Instant, startsAt: Instant, timeZone: string): Instant {
  const until = plus(now, Math.min(HELD_FOR, Math.floor((startsAt - now) / 2)))
  const asleep = [until, plus(until, -MORNING)].find((at) => isNight(at, timeZone))
  if (asleep === undefined) return until
  const morning = morningAfter(asleep, timeZone)
  if (now >= morning) return until
  return instant(Math.max(until, Math.min(plus(morning, MORNING), plus(startsAt, -REPLACEMENT_NOTICE))))
}

/** Days, or hours of them. */
export type Hours = {
  readonly firstDay: LocalDate
  readonly lastDay: LocalDate
  readonly starts: LocalTime | null
  readonly ends: LocalTime | null
}

/** Does a visit of so many minutes lie, if only in part, in hours that are closed? `time`: when it begins there. */
export function isWithin(
  { firstDay, lastDay, starts, ends }: Hours,
  day: LocalDate,
  time: LocalTime,
  minutes: number,
): boolean {
  if (day < firstDay || day > lastDay) return false
  if (starts === null || ends === null) return true
  return minutesOf(time) < minutesOf(ends) && minutesOf(starts) < minutesOf(time) + minutes
}

/** What a closing would mean for those who lose their place. */
export type Foreseen = {
  readonly sameSite: number
  readonly otherSite: number
  readonly otherDay: number
  readonly none: number
}

/**
 * Gives everybody a time in turn and counts. Nobody's time overlaps another's at the same site, although there may be
 * several counters: so many at least.
 */
export function foresee(
  people: readonly {
    readonly lost: LostTime
    readonly minutes: number
    readonly distances: Distances
    readonly times: readonly FreeTime[]
  }[],
): Foreseen {
  const taken = new Map<Id<'site'>, { from: number; to: number }[]>()
  const count = { sameSite: 0, otherSite: 0, otherDay: 0, none: 0 }
  for (const { lost, minutes, distances, times } of people) {
    const length = (minutes / 60) * HOUR
    const isFree = ({ siteId, startsAt }: FreeTime) =>
      !(taken.get(siteId) ?? []).some(({ from, to }) => startsAt < to && from < startsAt + length)
    const chosen = rankReplacements(lost, distances, times).find(isFree)
    if (!chosen) {
      count.none++
      continue
    }
    const own = taken.get(chosen.siteId) ?? []
    own.push({ from: chosen.startsAt, to: chosen.startsAt + length })
    taken.set(chosen.siteId, own)
    if (chosen.day !== lost.day) count.otherDay++
    else if (chosen.siteId === lost.siteId) count.sameSite++
    else count.otherSite++
  }
  return count
}
