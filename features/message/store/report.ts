import { asId, type Id } from '#kernel/id.ts'
import { at, db } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'

/**
 * Writes the end of an SMS that a gateway has taken, or perhaps: delivered, or why not. One that is to be sent again, or
 * has failed, is left alone, and so is one that has another key since: the report is of an earlier attempt. The visit that
 * it is about; undefined where nothing changed.
 */
export async function writeReport(
  tx: Tx,
  key: Id<'gatewayKey'>,
  failure: string | null,
): Promise<Id<'visit'> | undefined> {
  const row = await tx.first(
    db
      .updateTable('message')
      .set(
        failure === null
          ? { state: 'sent', failure: null, sent_at: at(tx.now), recipient: '' }
          : { state: 'failed', failure, recipient: '' },
      )
      .where((where) =>
        where.or([
          where('gateway_key', '=', key),
          where.and([where('id', '=', asId<'message'>(key)), where('gateway_key', 'is', null)]),
        ]),
      )
      .where('channel', '=', 'sms')
      .where('state', 'in', failure === null ? ['unknown'] : ['sent', 'unknown'])
      .returning('visit_id'),
  )
  return row?.visit_id ?? undefined
}
