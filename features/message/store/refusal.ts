import { sql } from 'kysely'
import type { Instant } from '#kernel/instant.ts'
import { at, db, prepared } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'

/** How many messages an address has refused for good, at once or by a report that came later. */
export async function refusalsOf(tx: Tx, digest: Buffer): Promise<number> {
  const row = await tx.first(
    prepared(db.selectFrom('refused_address').select(['refusals', 'bounces']).where('digest', '=', digest)),
  )
  return row ? row.refusals + row.bounces : 0
}

/** An address has refused one more message at once. */
export function addRefusal(tx: Tx, digest: Buffer): Promise<void> {
  return add(tx, digest, 'refusals')
}

/** One more message came back because there is no such address. */
export function addBounce(tx: Tx, digest: Buffer): Promise<void> {
  return add(tx, digest, 'bounces')
}

async function add(tx: Tx, digest: Buffer, kind: 'refusals' | 'bounces'): Promise<void> {
  await tx.run(
    db
      .insertInto('refused_address')
      .values({ digest, [kind]: 1, last_at: at(tx.now) })
      .onConflict((conflict) =>
        conflict.column('digest').doUpdateSet({
          [kind]: sql<number>`least(${sql.ref(`refused_address.${kind}`)} + 1, 1000)`,
          last_at: at(tx.now),
        }),
      ),
  )
}

/**
 * A mail server has taken a message for an address: what it refused does not count any more. What came back later does,
 * because servers on the way take everything.
 */
export async function forgetRefusedAtOnce(tx: Tx, digest: Buffer): Promise<void> {
  await tx.run(db.updateTable('refused_address').set({ refusals: 0 }).where('digest', '=', digest))
}

/**
 * An address that has refused `limit` messages gets one more: refused again, it is stopped at once. Others stay as they
 * are.
 */
export async function allowOneMore(tx: Tx, digest: Buffer, limit: number): Promise<void> {
  await tx.run(
    db
      .updateTable('refused_address')
      .set({ refusals: 0, bounces: limit - 1 })
      .where('digest', '=', digest)
      .where(sql<number>`refusals + bounces`, '>=', limit),
  )
}

/** Somebody wants to try an address again: what it refused and what came back does not count any more. */
export async function forgetRefusals(tx: Tx, digest: Buffer): Promise<void> {
  await tx.run(db.deleteFrom('refused_address').where('digest', '=', digest))
}

/** Forgets addresses whose last refusal was before an instant; how many. */
export async function forgetRefusalsBefore(tx: Tx, instant: Instant): Promise<number> {
  return tx.run(db.deleteFrom('refused_address').where('last_at', '<', at(instant)))
}
