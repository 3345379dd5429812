import type { Site } from '#features/authority/model.ts'
import type { Id } from '#kernel/id.ts'
import { type Instant, MINUTE, plus } from '#kernel/instant.ts'
import { dayOf } from '#kernel/wallTime.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { findTimes } from '../model/times.ts'
import { searchGround } from './search.ts'

/**
 * The first and the last free time of today for each service that takes appointments at a site, for one person who asks
 * staff: as the plan of the day knows them, whatever stops times of today.
 */
export async function freeToday(
  tx: Tx,
  site: Site,
): Promise<{ readonly service: Id<'service'>; readonly first: Instant; readonly last: Instant }[]> {
  const { plan, settings, services, offers } = await searchGround(tx)
  const today = dayOf(tx.now, site.timeZone)
  const notBefore = plus(tx.now, settings.bookingLeadMinutes * MINUTE)
  return services.flatMap(({ id, minutes }) => {
    if (!offers.bookable.has(`${site.id} ${id}`)) return []
    const { times } = findTimes(plan, {
      ...{ services: [id], minutes, asker: 'staff', notBefore },
      ...{ sites: [site], siteId: site.id, from: today, to: today },
      ...{ dayLimit: 1, timeLimit: Number.POSITIVE_INFINITY },
    })
    const [first, last] = [times[0], times.at(-1)]
    return first && last ? { service: id, first: first.startsAt, last: last.startsAt } : []
  })
}
