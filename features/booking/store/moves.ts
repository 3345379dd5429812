import type { Id } from '#kernel/id.ts'
import { db } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'

/** How often the person of a visit has moved it by its link. */
export async function ownMovesOf(tx: Tx, visitId: Id<'visit'>): Promise<number> {
  return (await tx.one(db.selectFrom('visit').select('own_moves').where('id', '=', visitId))).own_moves
}

/** Counts a move by the link of a visit that is locked. */
export async function countOwnMove(tx: Tx, visitId: Id<'visit'>): Promise<void> {
  await tx.run(
    db
      .updateTable('visit')
      .set(({ eb }) => ({ own_moves: eb('own_moves', '+', 1) }))
      .where('id', '=', visitId),
  )
}
