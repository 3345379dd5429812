import type { Id } from '#kernel/id.ts'
import { fail, ok, type Result } from '#kernel/result.ts'
import type { Tx } from '#platform/db/transaction.ts'
import type { Offer, Service } from './model.ts'
import { readOffers, readServices } from './store.ts'

/** All active services with papers and fees of all days, by rank. */
export function listServices(tx: Tx): Promise<Service[]> {
  return readServices(tx)
}

/** The active services with these keys, in the order asked for. */
export async function findServices(
  tx: Tx,
  keys: readonly string[],
): Promise<Result<Service[], 'unknown_service'>> {
  const services = new Map((await readServices(tx)).map((service) => [service.key, service]))
  const found = keys.map((key) => services.get(key)).filter((service) => service !== undefined)
  return found.length === keys.length ? ok(found) : fail('unknown_service')
}

/** The services with these ids, by rank, also those that are no longer active: for visits made before. */
export function findServicesById(tx: Tx, ids: readonly Id<'service'>[]): Promise<Service[]> {
  return readServices(tx, ids)
}

/** Which active service is offered at which site, and how. */
export function listOffers(tx: Tx): Promise<Offer[]> {
  return readOffers(tx)
}
