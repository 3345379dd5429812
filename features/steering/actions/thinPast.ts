import type { ThinPast } from '#features/promise/model/thinPast.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { writeThinPast } from '../store.ts'

/** Notes of a demonstration how thin its past is, once. */
export function noteThinPast(tx: Tx, thin: ThinPast): Promise<void> {
  if (!tx.authority.demo) throw new Error('only a demonstration has a past that nobody lived')
  return writeThinPast(tx, thin)
}
