import { contactOf, mobileOf } from '#features/visit/actions.ts'
import { recipientBy } from '#features/visit/model/channel.ts'
import type { Links } from '#features/visit/model.ts'
import type { Id } from '#kernel/id.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { ABOUT_NUMBER } from '#platform/sms/aboutNumber.ts'
import { addBounce } from '../store/refusal.ts'
import { writeReport } from '../store/report.ts'
import { addressDigest } from './refusal.ts'

/**
 * Notes what a gateway reports of an SMS that it had accepted. What nobody knows here changes nothing. A number that there
 * is not, or that takes none, is counted as one that a gateway refused at once; it is the one that is known now, as with
 * mails that come back.
 */
export async function noteReport(
  tx: Tx,
  links: Links,
  report: { readonly key: Id<'gatewayKey'>; readonly delivered: boolean; readonly code: string },
): Promise<void> {
  const failure = report.delivered ? null : `sms refused ${report.code || 'no_reason'}`
  const visitId = await writeReport(tx, report.key, failure)
  if (report.delivered || visitId === undefined || !ABOUT_NUMBER.includes(report.code)) return
  const contact = await contactOf(tx, visitId)
  const number = (contact && recipientBy('sms', contact)) ?? (await mobileOf(tx, visitId))
  if (number) await addBounce(tx, addressDigest(tx, links, number))
}
