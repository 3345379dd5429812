import type { Tx } from '#platform/db/transaction.ts'
import type { ThinPast } from '../model/thinPast.ts'
import { readThinPast } from '../store.ts'

/** How thin the past is that was invented for a demonstration; undefined in every real city, without a look. */
export async function thinPastOf(tx: Tx): Promise<ThinPast | undefined> {
  return tx.authority.demo ? readThinPast(tx) : undefined
}
