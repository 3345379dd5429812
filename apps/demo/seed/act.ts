import type { Tx } from '#platform/db/transaction.ts'

/**
 * One act of the play, done at its moment. One that is `alone` has a transaction to itself: it locks what all sites have
 * in common, and they would stand in line behind everything else that one transaction does.
 */
export type Act = { (tx: Tx): Promise<void>; readonly alone?: true }

/** An act with a transaction to itself. */
export function alone(act: (tx: Tx) => Promise<void>): Act {
  return Object.assign((tx: Tx) => act(tx), { alone: true as const })
}
