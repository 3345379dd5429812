import { lastJournalNumber } from '#features/visit/actions.ts'
import type { VisitEvent } from '#features/visit/model.ts'
import type { Id } from '#kernel/id.ts'
import type { Instant } from '#kernel/instant.ts'
import { db } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'

/** More entries than a site writes in the seconds in which something can be taken back. */
const RECENT = 400

/** The newest entry of a counter among the newest of its site (primary key of the journal). */
export async function lastAtCounter(
  tx: Tx,
  { siteId, counterId }: { readonly siteId: Id<'site'>; readonly counterId: Id<'counter'> },
): Promise<
  | {
      readonly event: VisitEvent
      readonly visitId: Id<'visit'>
      readonly version: number
      readonly happenedAt: Instant
    }
  | undefined
> {
  const newest = await lastJournalNumber(tx, siteId)
  return tx.first(
    db
      .selectFrom('journal')
      .select(['event', 'visit_id as visitId', 'visit_version as version', 'happened_at as happenedAt'])
      .where('site_id', '=', siteId)
      .where('number', '>', newest - RECENT)
      .where('counter_id', '=', counterId)
      .orderBy('number', 'desc')
      .limit(1),
  )
}
