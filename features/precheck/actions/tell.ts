import { queueMessage } from '#features/message/actions.ts'
import { contactOf } from '#features/visit/actions.ts'
import { callTo, wayTo } from '#features/visit/model/channel.ts'
import type { Visit } from '#features/visit/model.ts'
import type { Tx } from '#platform/db/transaction.ts'

/** Puts the message that says what was found into the outbox, if there is a way to its person. */
export async function tell(tx: Tx, visit: Visit): Promise<void> {
  const contact = await contactOf(tx, visit.id)
  const way = contact && (wayTo(contact) ?? callTo(contact))
  const { id: visitId, language } = visit
  if (way) await queueMessage(tx, { visitId, kind: 'papers_checked', language, ...way })
}
