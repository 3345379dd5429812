import type { Instant } from '#kernel/instant.ts'
import { at, db } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'

/** Wrong passwords of one login in one network. */
export type Failures = { readonly failures: number; readonly lastAt: Instant }

/**
 * Reads and locks the failures of a login in a network, so that passwords tried at the same moment are counted one
 * after the other. The row is made where there is none.
 */
export async function lockFailures(tx: Tx, login: string, network: string): Promise<Failures> {
  const row = await tx.one(
    db
      .insertInto('sign_in_failure')
      .values({ login, network, failures: 0, last_at: at(tx.now) })
      .onConflict((conflict) =>
        // Changes nothing: it is the shortest way to lock the row and to read it.
        conflict.columns(['login', 'network']).doUpdateSet({ login: (row) => row.ref('excluded.login') }),
      )
      .returning(['failures', 'last_at']),
  )
  return { failures: row.failures, lastAt: row.last_at }
}

/** Writes the failures of a login in a network, the last one now. */
export async function saveFailures(tx: Tx, login: string, network: string, failures: number): Promise<void> {
  await tx.run(
    db
      .updateTable('sign_in_failure')
      .set({ failures, last_at: at(tx.now) })
      .where('login', '=', login)
      .where('network', '=', network),
  )
}

/** Forgets the failures of a login: in one network after a success, everywhere with a new password. */
export async function forgetFailures(tx: Tx, login: string, network?: string): Promise<void> {
  const all = db.deleteFrom('sign_in_failure').where('login', '=', login)
  await tx.run(network === undefined ? all : all.where('network', '=', network))
}

/** Deletes failures whose last one is as old as this or older. */
export function deleteFailures(tx: Tx, until: Instant): Promise<number> {
  return tx.run(db.deleteFrom('sign_in_failure').where('last_at', '<=', at(until)))
}
