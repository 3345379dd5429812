import type { Id } from '#kernel/id.ts'
import { fail, ok, type Result } from '#kernel/result.ts'
import type { Tx } from '#platform/db/transaction.ts'
import type { Offer, Service } from './model.ts'
import { readOffers, readServices } from './store.ts'

/** All active services with papers and fees of all days, by rank. */
export function listServices(tx: Tx): Promise<readonly Service[]> {
  return tx.reference('services', () => readServices(tx))
}

/** The active services with these keys, in the order asked for. */
export async function findServices(
  tx: Tx,
  keys: readonly string[],
): Promise<Result<Service[], 'unknown_service'>> {
  const services = new Map((await listServices(tx)).map((service) => [service.key, service]))
  const found = keys.map((key) => services.get(key)).filter((service) => service !== undefined)
  return found.length === keys.length ? ok(found) : fail('unknown_service')
}

/** The services with these ids, by rank, also those that are no longer active: for visits made before. */
export async function findServicesById(tx: Tx, ids: readonly Id<'service'>[]): Promise<readonly Service[]> {
  const active = (await listServices(tx)).filter((service) => ids.includes(service.id))
  return active.length === new Set(ids).size ? active : readServices(tx, ids)
}

/** Which active service is offered at which site, and how. */
export function listOffers(tx: Tx): Promise<readonly Offer[]> {
  return tx.reference('offers', () => readOffers(tx))
}
