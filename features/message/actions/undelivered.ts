import { contactOf } from '#features/visit/actions.ts'
import { recipientBy } from '#features/visit/model/channel.ts'
import type { Links } from '#features/visit/model.ts'
import type { Id } from '#kernel/id.ts'
import { fail, ok, type Result } from '#kernel/result.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { afterCall, type CallOutcome } from '../model/call.ts'
import { takeOutOfRun } from '../store/letter.ts'
import { forgetRefusals } from '../store/refusal.ts'
import { lockUndelivered, lockUndeliveredWish, makeDueAgain, writeCall } from '../store/undelivered.ts'
import { addressDigest } from './refusal.ts'

/**
 * Sends a message once more because somebody of staff decided so: with the same Message-ID, so that mail programs show
 * one that had arrived after all only once, and an SMS gateway sends one that may have arrived only if it had not. Its address is tried again even if it had been stopped.
 */
export async function sendAgain(
  tx: Tx,
  links: Links,
  id: Id<'message'>,
): Promise<Result<null, 'not_undelivered' | 'no_contact'>> {
  const message = (await lockUndelivered(tx, id)) ?? (await lockUndeliveredWish(tx, id))
  if (!message) return fail('not_undelivered')
  const contact = 'wishId' in message ? message.contact : await contactOf(tx, message.visitId)
  const recipient = contact ? recipientBy(message.channel, contact) : undefined
  if (recipient === undefined) return fail('no_contact')
  await forgetRefusals(tx, addressDigest(tx, links, recipient))
  if (message.channel === 'letter') await takeOutOfRun(tx, id)
  await makeDueAgain(tx, id, recipient)
  tx.touch('outbox')
  return ok(null)
}

/** Notes what came of a call because of a message: never who called. */
export async function noteCall(
  tx: Tx,
  id: Id<'message'>,
  outcome: CallOutcome,
): Promise<Result<null, 'not_undelivered'>> {
  const message = (await lockUndelivered(tx, id)) ?? (await lockUndeliveredWish(tx, id))
  if (!message) return fail('not_undelivered')
  await writeCall(tx, id, afterCall(message, outcome, tx.now))
  return ok(null)
}
