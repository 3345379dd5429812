import type { Id } from '#kernel/id.ts'
import type { Instant, LocalDate, LocalTime } from '#kernel/instant.ts'
import { dayOf, timeOf } from '#kernel/wallTime.ts'
import { type Closure, type Hours, openSpans } from '../model.ts'

/** Days, both included, on which some counters of a site are closed, or some hours of them (wall time). */
export type CountersAway = {
  readonly siteId: Id<'site'>
  readonly firstDay: LocalDate
  readonly lastDay: LocalDate
  readonly starts: LocalTime | null
  readonly ends: LocalTime | null
}

/** When fewer counters are open: all of today and perhaps until a later day, or between two times of today. */
export type FewerCounters =
  | { readonly lastDay: LocalDate }
  | { readonly starts: LocalTime; readonly ends: LocalTime }

/**
 * When fewer counters than usual are open at a site, of what is left of today; undefined where none is away or the site
 * does not open any more. How many and why is not said: it would tell who is ill.
 */
export function fewerCounters(
  site: Hours,
  away: readonly CountersAway[],
  closures: readonly Closure[],
  now: Instant,
): FewerCounters | undefined {
  const today = dayOf(now, site.timeZone)
  if (!openSpans(site, closures, today).some(({ closes }) => closes > now)) return undefined
  const these = away.filter(
    ({ siteId, firstDay, lastDay }) => siteId === site.id && firstDay <= today && today <= lastDay,
  )
  const days = these.filter(({ starts }) => starts === null).map(({ lastDay }) => lastDay)
  const lastDay = days.toSorted().at(-1)
  if (lastDay !== undefined) return { lastDay }
  const time = timeOf(now, site.timeZone)
  const [next] = these
    .flatMap(({ starts, ends }) => (starts !== null && ends !== null && ends > time ? { starts, ends } : []))
    .toSorted((a, b) => (a.starts < b.starts ? -1 : a.starts > b.starts ? 1 : a.ends > b.ends ? -1 : 1))
  return next
}
