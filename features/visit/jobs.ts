import { addDays, dayOf } from '#kernel/wallTime.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { deleteContactsBefore, deleteNotesBefore } from './actions.ts'
import { CONTACT_DAYS } from './model.ts'

/** Contacts deleted in one transaction. */
const AT_ONCE = 1_000

/** Deletes contacts and notes of visits whose day is long over, some at a time. For every authority once an hour. */
export async function deleteOldContacts(tx: Tx): Promise<number> {
  // A day in any zone: half a day more or less does not matter here.
  const before = addDays(dayOf(tx.now, 'UTC'), -CONTACT_DAYS)
  return (await deleteContactsBefore(tx, before, AT_ONCE)) + (await deleteNotesBefore(tx, before, AT_ONCE))
}
