import type { Id } from '#kernel/id.ts'
import { db } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'
import type { OpeningHours } from '../model.ts'

/** Makes the weekly hours of a site these; those of other sites stay. */
export async function replaceSiteHours(
  tx: Tx,
  siteId: Id<'site'>,
  hours: readonly OpeningHours[],
): Promise<void> {
  await tx.run(db.deleteFrom('site_hours').where('site_id', '=', siteId))
  if (hours.length === 0) return
  await tx.run(
    db
      .insertInto('site_hours')
      .values(hours.map(({ weekday, opens, closes }) => ({ site_id: siteId, weekday, opens, closes }))),
  )
}
