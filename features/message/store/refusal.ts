import { sql } from 'kysely'
import type { Instant } from '#kernel/instant.ts'
import { at, db, prepared } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'

/** How many messages an address has refused for good. */
export async function refusalsOf(tx: Tx, digest: Buffer): Promise<number> {
  const row = await tx.first(
    prepared(db.selectFrom('refused_address').select('refusals').where('digest', '=', digest)),
  )
  return row?.refusals ?? 0
}

/** An address has refused one more message. */
export async function addRefusal(tx: Tx, digest: Buffer): Promise<void> {
  await tx.run(
    db
      .insertInto('refused_address')
      .values({ digest, refusals: 1, last_at: at(tx.now) })
      .onConflict((conflict) =>
        conflict.column('digest').doUpdateSet({
          refusals: sql<number>`least(refused_address.refusals + 1, 1000)`,
          last_at: at(tx.now),
        }),
      ),
  )
}

/** An address has taken a message, or somebody wants to try it again: what it refused does not count any more. */
export async function forgetRefusals(tx: Tx, digest: Buffer): Promise<void> {
  await tx.run(db.deleteFrom('refused_address').where('digest', '=', digest))
}

/** Forgets addresses whose last refusal was before an instant; how many. */
export async function forgetRefusalsBefore(tx: Tx, instant: Instant): Promise<number> {
  return tx.run(db.deleteFrom('refused_address').where('last_at', '<', at(instant)))
}
