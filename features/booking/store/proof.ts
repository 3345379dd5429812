import { sql } from 'kysely'
import { type Instant, MINUTE, plus } from '#kernel/instant.ts'
import { at, db } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'

/** Spends a proof of work; false when it was spent before. Of two at once the key of spent_proof lets one through. */
export async function spendProof(tx: Tx, salt: string): Promise<boolean> {
  const row = { salt, spent_at: at(tx.now) }
  const count = await tx.run(
    db
      .insertInto('spent_proof')
      .values(row)
      .onConflict((conflict) => conflict.column('salt').doNothing()),
  )
  return count === 1
}

/** How many proofs were spent in the last minute, by index spent_proof_age. */
export async function spentLately(tx: Tx): Promise<number> {
  const { count } = await tx.one(
    db
      .selectFrom('spent_proof')
      .select(sql<number>`count(*)::int`.as('count'))
      .where('spent_at', '>', at(plus(tx.now, -MINUTE))),
  )
  return count
}

/** Forgets proofs from before an instant; their challenges are over. */
export function forgetProofs(tx: Tx, before: Instant): Promise<number> {
  return tx.run(db.deleteFrom('spent_proof').where('spent_at', '<', at(before)))
}
