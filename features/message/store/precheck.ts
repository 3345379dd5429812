import type { Id } from '#kernel/id.ts'
import { db } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'

/** What the look at its papers has come to for a visit: minutes, and whether another time is needed for them. */
export async function precheckOf(
  tx: Tx,
  visitId: Id<'visit'>,
): Promise<{ readonly minutes: number | null; readonly anotherTime: boolean }> {
  const row = await tx.first(
    db
      .selectFrom('precheck')
      .select(['minutes', 'another_time as anotherTime'])
      .where('visit_id', '=', visitId),
  )
  return row ?? { minutes: null, anotherTime: false }
}
