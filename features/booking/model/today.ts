import type { Id } from '#kernel/id.ts'
import { type Instant, MINUTE, plus } from '#kernel/instant.ts'

/**
 * Why a time of today is not given: staff could not serve one more person today, as looking ahead found, or a manager has
 * closed intake for a while.
 */
export const TODAY_STOPS = ['full_today', 'closed_today'] as const
export type TodayStop = (typeof TODAY_STOPS)[number]

/** Which times of today are given for a service at a site; of other days all are. */
export type StoppedToday = {
  readonly siteId: Id<'site'>
  readonly serviceId: Id<'service'>
  readonly stop: TodayStop
  /** None that begins before; tomorrow, where none of today is given. */
  readonly bookableFrom: Instant
  /** None of today that begins after, where one person comes for this service alone; null: all of today. */
  readonly bookableUntil: Instant | null
}

/** What holds now at all sites, by site. */
export type StopsToday = ReadonlyMap<Id<'site'>, readonly StoppedToday[]>

/** What somebody comes for in one visit, and how long all of it takes. */
export type AskedToday = {
  readonly services: readonly { readonly id: Id<'service'>; readonly minutes: number }[]
  readonly minutes: number
}

/** Between which moments times of today are given; undefined on a side where nothing stops them. */
export type GivenToday = {
  readonly notBefore: Instant | undefined
  readonly lastToday: Instant | undefined
}

/**
 * Which times of today are given for what somebody comes for: all of its services must allow them, and what takes longer
 * than one person with one of them has to begin earlier by as much.
 */
export function givenToday(stops: readonly StoppedToday[], { services, minutes }: AskedToday): GivenToday {
  let notBefore: Instant | undefined
  let lastToday: Instant | undefined
  for (const { serviceId, bookableFrom, bookableUntil } of stops) {
    const service = services.find(({ id }) => id === serviceId)
    if (!service) continue
    if (notBefore === undefined || bookableFrom > notBefore) notBefore = bookableFrom
    if (bookableUntil === null) continue
    const last = plus(bookableUntil, -Math.max(0, minutes - service.minutes) * MINUTE)
    if (lastToday === undefined || last < lastToday) lastToday = last
  }
  return { notBefore, lastToday }
}

/** Why this time of today is not given; undefined where it is. */
export function stopAt(
  stops: readonly StoppedToday[],
  asked: AskedToday,
  startsAt: Instant,
): TodayStop | undefined {
  return stops.find((each) => {
    const { notBefore, lastToday } = givenToday([each], asked)
    return startsAt < (notBefore ?? startsAt) || startsAt > (lastToday ?? startsAt)
  })?.stop
}
