import type { Site } from '#features/authority/model.ts'
import { noteStopsToday } from '#features/booking/actions.ts'
import { listOffers } from '#features/catalogue/actions.ts'
import { takesAppointments } from '#features/catalogue/model.ts'
import { MINUTE, plus } from '#kernel/instant.ts'
import { addDays, dayOf, startOfDay } from '#kernel/wallTime.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { intakeOf } from './intake.ts'
import type { Promises } from './promises.ts'
import { hallRulesOf } from './rules.ts'

/** What a look found holds for booking so long: it is renewed while somebody looks. Minutes. */
const LOOK_HOLDS = 2

/**
 * Tells booking which times of today are given no more at a site: the same test as the kiosk's, asked of whoever would come
 * for that time. What a look found holds while it is renewed; what a manager closed until the end of their decision, and
 * what they opened by hand is open for booking too.
 */
export async function noteIntakeToday(
  tx: Tx,
  promises: Pick<Promises, 'intake' | 'timesToday'> | undefined,
  site: Site,
): Promise<void> {
  const services = (await listOffers(tx))
    .filter(({ siteId, mode }) => siteId === site.id && takesAppointments(mode))
    .map(({ serviceId }) => ({ id: serviceId }))
  const isControlled = (await hallRulesOf(tx, site.id)).intakeControl === 1
  const intake = await intakeOf(tx, promises, site, services)
  const tomorrow = startOfDay(addDays(dayOf(tx.now, site.timeZone), 1), site.timeZone)
  const stops = [...intake].flatMap(([serviceId, { override }]) => {
    const row = { siteId: site.id, serviceId }
    if (override?.takesIn) return []
    if (override) {
      const { until } = override
      return {
        ...row,
        stop: 'closed_today' as const,
        bookableFrom: until,
        bookableUntil: null,
        holdsUntil: until,
      }
    }
    const times = isControlled ? promises?.timesToday(tx.authority, site, serviceId) : undefined
    if (times === undefined) return []
    return {
      ...row,
      stop: 'full_today' as const,
      bookableFrom: times === null ? tomorrow : (times.from ?? tx.now),
      bookableUntil: times?.until ?? null,
      holdsUntil: plus(tx.now, LOOK_HOLDS * MINUTE),
    }
  })
  const inOrder = stops.toSorted((a, b) => (a.serviceId < b.serviceId ? -1 : 1))
  await noteStopsToday(tx, site.id, inOrder)
}
