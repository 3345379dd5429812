import type { Site } from '#features/authority/model.ts'
import type { Id } from '#kernel/id.ts'
import { type Instant, MINUTE } from '#kernel/instant.ts'
import { dayOf, startOfDay } from '#kernel/wallTime.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { insertRest, type Rest, restsSince } from '../store/rest.ts'

/** What is shorter is no break by law (Arbeitszeitgesetz § 4). Minutes. */
const SHORTEST_REST = 15

/** A break at a counter is over: it is noted for the rest of the day, so that nobody expects it again. */
export async function noteRest(
  tx: Tx,
  here: { readonly siteId: Id<'site'>; readonly counterId: Id<'counter'> },
  beganAt: Instant | null,
): Promise<void> {
  if (beganAt === null || tx.now - beganAt < SHORTEST_REST * MINUTE) return
  await insertRest(tx, here, beganAt)
}

/** The breaks of today at a site's counters that are over. */
export function restsToday(tx: Tx, site: Site): Promise<Rest[]> {
  return restsSince(tx, site.id, startOfDay(dayOf(tx.now, site.timeZone), site.timeZone))
}
