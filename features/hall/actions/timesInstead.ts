import { distanceKm } from '#features/authority/model/distance.ts'
import type { Site } from '#features/authority/model.ts'
import { searchTimes, sitesOffering } from '#features/booking/actions.ts'
import type { Service } from '#features/catalogue/model.ts'
import { type Instant, MINUTE, plus } from '#kernel/instant.ts'
import { addDays, dayOf } from '#kernel/wallTime.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { mayComeToday, minutesToWalk } from '../model.ts'
import { intakeOf } from './intake.ts'
import type { Promises } from './promises.ts'

/** A free time that somebody can have instead of a number; `km` from here, 0 for this site. */
export type TimeInstead = { readonly site: Site; readonly km: number; readonly startsAt: Instant }

/** So many times at other sites are offered beside the one here, and only if they are earlier. */
const ELSEWHERE = 2
/** Of so many sites, the nearest first, the times are looked at. */
const SITES = 8

/**
 * Free times for a matter that is not taken in here any more, the earliest first: the first one here, and earlier ones at
 * other sites that can still be reached. No time of today at which looking ahead says that nobody more can be served, and
 * none at all where a manager has closed intake; nothing for a scarce service, whose times are bound to a person.
 */
export async function timesInstead(
  tx: Tx,
  promises: Pick<Promises, 'intake' | 'timesToday'> | undefined,
  here: Site,
  service: Service,
): Promise<readonly TimeInstead[]> {
  if (service.scarce) return []
  const matters = [{ serviceKey: service.key, people: 1 }]
  const offering = await sitesOffering(tx, [service.id])
  const near = offering.sites
    .map((site) => ({ site, km: site.id === here.id ? 0 : distanceKm(here, site) }))
    .toSorted((a, b) => a.km - b.km || (a.site.key < b.site.key ? -1 : 1))
    .slice(0, SITES)
  const found: TimeInstead[] = []
  for (const { site, km } of near) {
    const intake = (await intakeOf(tx, promises, site, [service])).get(service.id)
    const today = dayOf(tx.now, site.timeZone)
    const times = promises?.timesToday(tx.authority, site, service.id)
    const isGiven = (startsAt: Instant) =>
      dayOf(startsAt, site.timeZone) !== today || mayComeToday(intake?.stop ?? null, times, startsAt)
    const fromDay = mayComeToday(intake?.stop ?? null, times, times?.from ?? tx.now)
      ? today
      : addDays(today, 1)
    const free = await searchTimes(tx, { matters, asker: 'staff', siteKey: site.key, fromDay, dayLimit: 2 })
    const reached = plus(tx.now, (site.id === here.id ? 0 : minutesToWalk(km)) * MINUTE)
    const time = free.ok
      ? free.value.times.find(({ startsAt, second }) => startsAt >= reached && !second && isGiven(startsAt))
      : undefined
    if (time) found.push({ site, km, startsAt: time.startsAt })
  }
  const own = found.filter(({ site }) => site.id === here.id)
  const before = own[0]?.startsAt ?? Number.POSITIVE_INFINITY
  const others = found.filter(({ site, startsAt }) => site.id !== here.id && startsAt < before)
  const byTime = (a: TimeInstead, b: TimeInstead) => a.startsAt - b.startsAt || a.km - b.km
  return [...own, ...others.toSorted(byTime).slice(0, ELSEWHERE)].toSorted(byTime)
}
