import type { Tx } from '#platform/db/transaction.ts'

/** One act of the play, done at its moment. */
export type Act = (tx: Tx) => Promise<void>
