import { sql } from 'kysely'
import { db } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'

/** Gives the authority the limits per person of one that sets none; those of fixtures.ts are out of the way of tests. */
export async function useOwnLimits(tx: Tx): Promise<void> {
  await tx.changeReference()
  await tx.run(
    db.updateTable('setting').set({
      open_bookings_limit: sql<number>`DEFAULT`,
      names_limit: sql<number>`DEFAULT`,
      unconfirmed_pause_minutes: sql<number>`DEFAULT`,
    }),
  )
}
