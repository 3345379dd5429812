import type { Id } from '#kernel/id.ts'
import { db } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { HALL_MESSAGE_KINDS } from '../model.ts'

/** Takes away what waits to tell people of their turn, and their numbers from what did not arrive. By index message_by_visit. */
export async function dropTurns(tx: Tx, visitIds: readonly Id<'visit'>[]): Promise<void> {
  if (visitIds.length === 0) return
  const kinds = [...HALL_MESSAGE_KINDS]
  await tx.run(
    db
      .deleteFrom('message')
      .where('visit_id', 'in', visitIds)
      .where('kind', 'in', kinds)
      .where('state', '=', 'due'),
  )
  await tx.run(
    db
      .updateTable('message')
      .set({ recipient: '' })
      .where('visit_id', 'in', visitIds)
      .where('kind', 'in', kinds)
      .where('state', 'in', ['failed', 'unknown']),
  )
}
