import type { Links } from '#features/visit/model.ts'
import type { Tx } from '#platform/db/transaction.ts'

/** What is kept of an address that refuses mails: a keyed digest that names nobody. */
export function addressDigest(tx: Tx, links: Links, address: string): Buffer {
  return links.digestOf(links.tokenOf(tx.authority.key, `address ${address.toLowerCase()}`, 0))
}
