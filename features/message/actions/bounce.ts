import { timingSafeEqual } from 'node:crypto'
import type { Links } from '#features/visit/model.ts'
import type { Id } from '#kernel/id.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { type Bounce, bounceFailure, readReturnPath, returnPath } from '../model/bounce.ts'
import type { Message } from '../model.ts'
import { lockLeft, writeBounced } from '../store/bounce.ts'
import { addBounce } from '../store/refusal.ts'
import { addressDigest } from './refusal.ts'

/** The envelope's sender of an attempt at a message, to which reports about it come back. */
export function returnPathOf(
  tx: Pick<Tx, 'authority'>,
  links: Links,
  mailbox: string,
  { id, attemptId }: Pick<Message, 'id' | 'attemptId'>,
): string {
  return returnPath(mailbox, id, tagOf(tx, links, id, attemptId))
}

/** 128 bits that only this installation can make, for one attempt at one message of one city. */
function tagOf(
  { authority }: Pick<Tx, 'authority'>,
  links: Links,
  id: Id<'message'>,
  attemptId: Id<'attempt'>,
): Buffer {
  return Buffer.from(links.tokenOf(authority.key, `bounce ${id} ${attemptId}`, 0), 'base64url')
}

/** Of what a report speaks: the addresses to which it came, and the message that it returns. */
export type BounceOf = {
  readonly addresses: readonly string[]
  readonly messageId: Id<'message'> | undefined
}

/** What became of a report; `early`: its attempt is still under way, so it has to be read once more. */
export type Noted = 'noted' | 'early' | 'none_of_ours'

/**
 * Notes that a message has come back, unless the report is about none of this city that has left. It is bound to its
 * message by the address to which it came, which only those know who saw the envelope of this very attempt, or by the
 * Message-ID, which only those know who have the mail. What stands in the report about the recipient counts for nothing:
 * whoever forges one can speak of their own address alone.
 */
export async function noteBounce(tx: Tx, links: Links, of: BounceOf, bounce: Bounce): Promise<Noted> {
  const id = (await messageByPath(tx, links, of.addresses)) ?? of.messageId
  const message = id && (await lockLeft(tx, id))
  if (!id || !message) return 'none_of_ours'
  if (message.underWay) return 'early'
  await writeBounced(tx, id, bounceFailure(bounce))
  if (bounce === 'no_mailbox' && message.email) await addBounce(tx, addressDigest(tx, links, message.email))
  return 'noted'
}

async function messageByPath(
  tx: Tx,
  links: Links,
  addresses: readonly string[],
): Promise<Id<'message'> | undefined> {
  for (const address of addresses) {
    const read = readReturnPath(address)
    const message = read && (await lockLeft(tx, read.id))
    if (message && timingSafeEqual(read.tag, tagOf(tx, links, read.id, message.attemptId))) return read.id
  }
  return undefined
}
