import type { Id } from '#kernel/id.ts'
import { db } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'

/** A message that has left, or may have, and whose it is; by key. */
export type LeftMessage = {
  readonly attemptId: Id<'attempt'>
  /** Its attempt has not been ended yet: the report was faster than the answer. */
  readonly underWay: boolean
  /** The address of its person as it is known now; null where it is deleted. */
  readonly email: string | null
}

/** A mail that has left or may have, locked until the transaction ends; undefined for any other id. */
export async function lockLeft(tx: Tx, id: Id<'message'>): Promise<LeftMessage | undefined> {
  const row = await tx.first(
    db
      .selectFrom('message')
      .leftJoin('visit_contact as booked', 'booked.visit_id', 'message.visit_id')
      .leftJoin('wish_contact as wished', 'wished.wish_id', 'message.wish_id')
      .select((eb) => [
        'message.attempt_id as attemptId',
        'message.state',
        eb.fn.coalesce('booked.email', 'wished.email').as('email'),
      ])
      .where('message.id', '=', id)
      .where('message.channel', '=', 'mail')
      .where('message.state', 'in', ['sending', 'sent', 'unknown'])
      .forUpdate('message'),
  )
  return row?.attemptId
    ? { attemptId: row.attemptId, underWay: row.state === 'sending', email: row.email }
    : undefined
}

/** A message has come back: it has failed, and why. */
export async function writeBounced(tx: Tx, id: Id<'message'>, failure: string): Promise<void> {
  await tx.run(
    db
      .updateTable('message')
      .set({ state: 'failed', failure, sent_at: null })
      .where('id', '=', id)
      .where('state', 'in', ['sent', 'unknown']),
  )
}
