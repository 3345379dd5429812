import type { Site } from '#features/authority/model.ts'
import { noteStopsToday } from '#features/booking/actions.ts'
import { listOffers } from '#features/catalogue/actions.ts'
import { takesAppointments } from '#features/catalogue/model.ts'
import { MINUTE, plus } from '#kernel/instant.ts'
import { addDays, dayOf, startOfDay } from '#kernel/wallTime.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { intakeOf } from './intake.ts'
import type { Promises } from './promises.ts'

/** What a look found holds for booking so long: it is renewed while somebody looks. Minutes. */
const LOOK_HOLDS = 2

/**
 * Tells booking for which services no more times of today are given at a site: the same test as the kiosk's. What a look
 * found holds for the rest of the day while it is renewed; what a manager closed until the end of their decision.
 */
export async function noteIntakeToday(
  tx: Tx,
  promises: Pick<Promises, 'intake'> | undefined,
  site: Site,
): Promise<void> {
  const services = (await listOffers(tx))
    .filter(({ siteId, mode }) => siteId === site.id && takesAppointments(mode))
    .map(({ serviceId }) => ({ id: serviceId }))
  const intake = await intakeOf(tx, promises, site, services)
  const tomorrow = startOfDay(addDays(dayOf(tx.now, site.timeZone), 1), site.timeZone)
  const stops = [...intake].flatMap(([serviceId, { stop, override }]) => {
    if (stop === null) return []
    const byHand = {
      stop: 'closed_today',
      bookableFrom: override?.until,
      holdsUntil: override?.until,
    } as const
    const found = {
      stop: 'full_today',
      bookableFrom: tomorrow,
      holdsUntil: plus(tx.now, LOOK_HOLDS * MINUTE),
    } as const
    const { stop: why, bookableFrom = tomorrow, holdsUntil = tomorrow } = stop === 'by_hand' ? byHand : found
    return { siteId: site.id, serviceId, stop: why, bookableFrom, holdsUntil }
  })
  const inOrder = stops.toSorted((a, b) => (a.serviceId < b.serviceId ? -1 : 1))
  await noteStopsToday(tx, site.id, inOrder)
}
