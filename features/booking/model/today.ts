import type { Id } from '#kernel/id.ts'
import type { Instant } from '#kernel/instant.ts'

/**
 * Why a time of today is not given: staff could not serve one more person today, as looking ahead found, or a manager has
 * closed intake for a while.
 */
export const TODAY_STOPS = ['full_today', 'closed_today'] as const
export type TodayStop = (typeof TODAY_STOPS)[number]

/** That times of a service at a site which begin before a moment of today, or today at all, are not given. */
export type StoppedToday = {
  readonly siteId: Id<'site'>
  readonly serviceId: Id<'service'>
  readonly stop: TodayStop
  readonly bookableFrom: Instant
}

/** What holds now at all sites, by site. */
export type StopsToday = ReadonlyMap<Id<'site'>, readonly StoppedToday[]>

/** Before when no time for these services together is given at a site; undefined where nothing stops them. */
export function bookableFrom(
  stops: StopsToday,
  siteId: Id<'site'>,
  services: readonly Id<'service'>[],
): Instant | undefined {
  const those = (stops.get(siteId) ?? []).filter(({ serviceId }) => services.includes(serviceId))
  const [first] = those.toSorted((a, b) => b.bookableFrom - a.bookableFrom)
  return first?.bookableFrom
}

/** Why this time is not given; undefined where it is. */
export function stopAt(
  stops: readonly StoppedToday[],
  services: readonly Id<'service'>[],
  startsAt: Instant,
): TodayStop | undefined {
  return stops.find(({ serviceId, bookableFrom }) => services.includes(serviceId) && startsAt < bookableFrom)
    ?.stop
}
