import type { Tx } from '#platform/db/transaction.ts'
import type { Message } from './model.ts'
import { insertMessage } from './store.ts'

/** Puts a message about a visit into the outbox, in the visit's own transaction. */
export async function queueMessage(
  tx: Tx,
  message: Pick<Message, 'visitId' | 'kind' | 'language' | 'recipient'>,
): Promise<void> {
  await insertMessage(tx, message)
  tx.touch('outbox')
}
