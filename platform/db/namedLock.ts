import { type RawBuilder, sql } from 'kysely'
import { prepared, raw } from './query.ts'
import type { Tx } from './transaction.ts'

/** The statement that waits for a lock of the authority by its name and has it until the end of the transaction. */
export function namedLock(tx: Tx, name: string) {
  const lock: RawBuilder<unknown> = sql`SELECT pg_advisory_xact_lock(hashtextextended(${`${tx.authority.schema} ${name}`}, 0))`
  return prepared(raw(lock))
}

/**
 * Lets transactions that do something of this name go one after another: waits until nobody else of the authority has
 * the lock, which is held to the end of the transaction.
 */
export async function lockNamed(tx: Tx, name: string): Promise<void> {
  await tx.run(namedLock(tx, name))
}
