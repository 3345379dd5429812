import type { Id } from '#kernel/id.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { liveReplacement, settle } from '../store/replacement.ts'
import { giveBackCells } from './freed.ts'

/** Ends what was held for a visit that goes another way. To be called with the visit locked. */
export async function dropReplacement(tx: Tx, visitId: Id<'visit'>): Promise<void> {
  const found = await liveReplacement(tx, visitId)
  if (!found || !(await settle(tx, found.id, 'withdrawn'))) return
  if (found.claimId) await giveBackCells(tx, found.claimId, 'returned')
}
