import type { Id } from '#kernel/id.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { writeReport } from '../store/report.ts'

/** Notes what a gateway reports of an SMS that it had accepted. What nobody knows here changes nothing. */
export async function noteReport(
  tx: Tx,
  report: { readonly id: Id<'message'>; readonly delivered: boolean; readonly code: string },
): Promise<void> {
  await writeReport(tx, report.id, report.delivered ? null : `sms refused ${report.code || 'no_reason'}`)
}
