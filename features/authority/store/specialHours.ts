import type { Id } from '#kernel/id.ts'
import type { LocalDate } from '#kernel/instant.ts'
import { addDays, dayOf } from '#kernel/wallTime.ts'
import { db } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'
import type { SpecialHours } from '../model.ts'

/** The hours of single dates of all sites that are not long over, by index special_hours_by_day. */
export function readSpecialHours(tx: Tx): Promise<(SpecialHours & { readonly siteId: Id<'site'> })[]> {
  return tx.rows(
    db
      .selectFrom('special_hours')
      .select(['site_id as siteId', 'day', 'opens', 'closes'])
      .where('day', '>=', addDays(dayOf(tx.now, 'UTC'), -2))
      .orderBy('day')
      .orderBy('opens'),
  )
}

/** Makes the special hours of a site between two days, both included, these; without a last day all from the first on. */
export async function replaceSpecialHours(
  tx: Tx,
  siteId: Id<'site'>,
  { firstDay, lastDay }: { readonly firstDay: LocalDate; readonly lastDay: LocalDate | null },
  hours: readonly SpecialHours[],
): Promise<void> {
  const standing = db.deleteFrom('special_hours').where('site_id', '=', siteId).where('day', '>=', firstDay)
  await tx.run(lastDay === null ? standing : standing.where('day', '<=', lastDay))
  if (hours.length === 0) return
  await tx.run(
    db
      .insertInto('special_hours')
      .values(hours.map(({ day, opens, closes }) => ({ site_id: siteId, day, opens, closes }))),
  )
}
