import type { Tx } from '#platform/db/transaction.ts'
import { deleteOldAudit, deleteOldFailures, endDeadSessions } from './actions.ts'

/** What a sweep deleted, in rows. */
export type DeletedStaffRows = {
  readonly sessions: number
  readonly failures: number
  readonly auditEntries: number
}

/**
 * Deletes what is over: sessions that live no longer, wrong passwords of yesterday, and the audit whose date has
 * come. For every authority once an hour; costs a few index ranges. None of them counts any more before it is
 * deleted, so a late sweep opens no door.
 */
export async function deleteOldStaffRows(tx: Tx): Promise<DeletedStaffRows> {
  return {
    sessions: await endDeadSessions(tx),
    failures: await deleteOldFailures(tx),
    auditEntries: await deleteOldAudit(tx),
  }
}
