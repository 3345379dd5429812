import { findSite, getSettings } from '#features/authority/actions.ts'
import type { Id } from '#kernel/id.ts'
import { fail, ok, type Result } from '#kernel/result.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { faultOfSender, type Sender, type SenderFault } from '../model/sender.ts'
import { readSenders, saveSender } from '../store/sender.ts'

/** The senders of the sites that have one of their own. */
export function sendersOf(tx: Tx): Promise<ReadonlyMap<Id<'site'>, Sender>> {
  return tx.reference('senders of sites', () => readSenders(tx))
}

/**
 * Gives a site a sender of its own; null: its mails come from the city again. Holds from the next mail that leaves.
 * `isSigned` tells whether mails of a domain are signed.
 */
export async function changeSender(
  tx: Tx,
  siteKey: string,
  sender: Sender | null,
  isSigned: (domain: string) => boolean,
): Promise<Result<null, SenderFault | 'unknown_site'>> {
  const site = await findSite(tx, siteKey)
  if (!site) return fail('unknown_site')
  const fault = sender && faultOfSender(sender, (await getSettings(tx)).senderAddress, isSigned)
  if (fault) return fail(fault)
  await tx.changeReference()
  await saveSender(tx, site.id, sender)
  return ok(null)
}
