import type { Id } from '#kernel/id.ts'
import { db } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'
import type { Sender } from '../model/sender.ts'

/** The sites that have a sender of their own. */
export async function readSenders(tx: Tx): Promise<ReadonlyMap<Id<'site'>, Sender>> {
  const rows = await tx.rows(
    db
      .selectFrom('site_sender')
      .select(['site_id as siteId', 'name', 'address', 'reply_address as replyAddress']),
  )
  return new Map(rows.map(({ siteId, ...sender }) => [siteId, sender]))
}

/** Gives a site a sender of its own, or takes it away. */
export async function saveSender(tx: Tx, siteId: Id<'site'>, sender: Sender | null): Promise<void> {
  if (sender === null) {
    await tx.run(db.deleteFrom('site_sender').where('site_id', '=', siteId))
    return
  }
  const row = { name: sender.name, address: sender.address, reply_address: sender.replyAddress }
  await tx.run(
    db
      .insertInto('site_sender')
      .values({ site_id: siteId, ...row })
      .onConflict((conflict) => conflict.column('site_id').doUpdateSet(row)),
  )
}
