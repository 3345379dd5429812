import type { Id } from '#kernel/id.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { hoursInOrder } from '../model/weekHours.ts'
import type { OpeningHours } from '../model.ts'
import { replaceSiteHours } from '../store/openingHours.ts'

/**
 * Gives a site these hours of every week. Whoever calls this holds the lock of releases, has called changeReference(),
 * has checked them (weekFaults) and releases the places anew.
 */
export function writeOpeningHours(tx: Tx, siteId: Id<'site'>, hours: readonly OpeningHours[]): Promise<void> {
  return replaceSiteHours(tx, siteId, hoursInOrder(hours))
}
