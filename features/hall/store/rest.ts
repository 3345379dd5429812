import type { Id } from '#kernel/id.ts'
import type { Instant } from '#kernel/instant.ts'
import { at, db, prepared } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'

/** A break at a counter that is over. */
export type Rest = {
  readonly counterId: Id<'counter'>
  readonly beganAt: Instant
  readonly endedAt: Instant
}

/** Notes a break that ends now. */
export async function insertRest(
  tx: Tx,
  { siteId, counterId }: { readonly siteId: Id<'site'>; readonly counterId: Id<'counter'> },
  beganAt: Instant,
): Promise<void> {
  await tx.run(
    db
      .insertInto('counter_rest')
      .values({ counter_id: counterId, site_id: siteId, began_at: at(beganAt), ended_at: at(tx.now) })
      .onConflict((conflict) =>
        conflict.columns(['counter_id', 'began_at']).doUpdateSet({ ended_at: at(tx.now) }),
      ),
  )
}

/** A break that goes on is none that is over. */
export async function deleteRest(tx: Tx, counterId: Id<'counter'>, beganAt: Instant): Promise<void> {
  await tx.run(
    db.deleteFrom('counter_rest').where('counter_id', '=', counterId).where('began_at', '=', at(beganAt)),
  )
}

/** The breaks at a site that are over, since a moment, the earliest first (index counter_rest_by_site). */
export function restsSince(tx: Tx, siteId: Id<'site'>, since: Instant): Promise<Rest[]> {
  return tx.rows(
    prepared(
      db
        .selectFrom('counter_rest')
        .select(['counter_id as counterId', 'began_at as beganAt', 'ended_at as endedAt'])
        .where('site_id', '=', siteId)
        .where('began_at', '>=', at(since))
        .where('ended_at', '<=', at(tx.now))
        .orderBy('began_at'),
    ),
  )
}

/** Forgets the breaks of a site that began before a moment. */
export async function deleteRestsBefore(tx: Tx, siteId: Id<'site'>, before: Instant): Promise<void> {
  await tx.run(db.deleteFrom('counter_rest').where('site_id', '=', siteId).where('began_at', '<', at(before)))
}
