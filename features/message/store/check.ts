import type { Id } from '#kernel/id.ts'
import type { Instant } from '#kernel/instant.ts'
import { db } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'

/** Until when a code can be typed; undefined when it has been. */
export async function checkUntil(tx: Tx, id: Id<'contactCheck'>): Promise<Instant | undefined> {
  const check = await tx.first(
    db.selectFrom('contact_check').select('until').where('id', '=', id).where('proven', '=', false),
  )
  return check?.until
}
