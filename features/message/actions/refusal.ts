import { type Reachable, recipientBy } from '#features/visit/model/channel.ts'
import type { Links } from '#features/visit/model.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { REFUSALS_LIMIT } from '../model/refusal.ts'
import { allowOneMore } from '../store/refusal.ts'

/** What is kept of an address that refuses mails: a keyed digest that names nobody. */
export function addressDigest(tx: Tx, links: Links, address: string): Buffer {
  return links.digestOf(links.tokenOf(tx.authority.key, `address ${address.toLowerCase()}`, 0))
}

/** Somebody has typed their number again: if it was stopped, one SMS is tried once more. */
export async function tryNumberAgain(tx: Tx, links: Links, contact: Reachable): Promise<void> {
  const number = recipientBy('sms', contact)
  if (number) await allowOneMore(tx, addressDigest(tx, links, number), REFUSALS_LIMIT)
}
