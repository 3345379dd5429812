import type { Site } from '#features/authority/model.ts'
import { listOffers, listServices } from '#features/catalogue/actions.ts'
import { type Service, takesWalkIns } from '#features/catalogue/model.ts'
import type { Tx } from '#platform/db/transaction.ts'

/** The services of a site for which a ticket can be drawn, by rank. */
export async function walkInServices(tx: Tx, site: Site): Promise<Service[]> {
  const offered = new Set(
    (await listOffers(tx))
      .filter((offer) => offer.siteId === site.id && takesWalkIns(offer.mode))
      .map((offer) => offer.serviceId),
  )
  return (await listServices(tx)).filter((service) => offered.has(service.id))
}
