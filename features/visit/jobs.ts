import { addDays, dayOf } from '#kernel/wallTime.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { deleteContactsBefore } from './actions.ts'

/** Days after a visit for which its contact is kept: as long as its link shows what was settled. */
export const CONTACT_DAYS = 14

/** Deletes the contacts of visits whose day is long over, some at a time. For every authority once an hour. */
export async function deleteOldContacts(tx: Tx): Promise<number> {
  // A day in any zone: half a day more or less does not matter here.
  return deleteContactsBefore(tx, addDays(dayOf(tx.now, 'UTC'), -CONTACT_DAYS))
}
