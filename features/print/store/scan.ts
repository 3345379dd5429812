import type { Id } from '#kernel/id.ts'
import type { Instant } from '#kernel/instant.ts'
import { at, db } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'

/** The topic that wakes the pages of a site's kiosks. */
export function scanTopic(siteId: Id<'site'>): string {
  return `scan ${siteId}`
}

/** Keeps what an agent's scanner read last. */
export async function writeScan(
  tx: Tx,
  agent: { readonly id: Id<'device'>; readonly siteId: Id<'site'> },
  code: string,
): Promise<void> {
  await tx.run(
    db
      .insertInto('scanned_code')
      .values({ agent_id: agent.id, code, scanned_at: at(tx.now) })
      .onConflict((conflict) => conflict.column('agent_id').doUpdateSet({ code, scanned_at: at(tx.now) })),
  )
  tx.touch(scanTopic(agent.siteId))
}

/** Takes what these agents' scanners have read: of two pages that ask at once one gets it. */
export function takeScans(
  tx: Tx,
  agents: readonly Id<'device'>[],
): Promise<{ readonly code: string; readonly scannedAt: Instant }[]> {
  return tx.rows(
    db
      .deleteFrom('scanned_code')
      .where('agent_id', 'in', agents)
      .returning(['code', 'scanned_at as scannedAt']),
  )
}

/** Forgets codes that nobody took. */
export function deleteScansBefore(tx: Tx, before: Instant): Promise<number> {
  return tx.run(db.deleteFrom('scanned_code').where('scanned_at', '<', at(before)))
}
