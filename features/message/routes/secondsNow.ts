import type { Tx } from '#platform/db/transaction.ts'

/** Seconds since 1970, as who signs counts them: also where the clock of a demonstration is another. */
export function secondsNow(tx: Tx): number {
  return Math.floor((tx.now - tx.authority.demoOffset) / 1_000)
}
