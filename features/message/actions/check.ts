import { getSettings } from '#features/authority/actions.ts'
import type { Links } from '#features/visit/model.ts'
import type { Id } from '#kernel/id.ts'
import type { Tx } from '#platform/db/transaction.ts'
import type { CheckFacts, CheckMessageKind, Message } from '../model.ts'
import { checkUntil } from '../store/check.ts'
import { describeCity } from './describe.ts'

/** The six digits that prove a contact: only this installation can make them, and they are never stored. */
export function checkCode(links: Links, authorityKey: string, checkId: Id<'contactCheck'>): string {
  const token = Buffer.from(links.tokenOf(authorityKey, `code ${checkId}`, 0), 'base64url')
  return String(token.readUIntBE(0, 6) % 1_000_000).padStart(6, '0')
}

/** What the mail with a code tells; undefined when the code is used or its time is over. */
export async function loadCheckFacts(
  tx: Tx,
  links: Links,
  publicUrl: string,
  message: Extract<Message, { kind: CheckMessageKind }>,
): Promise<CheckFacts | undefined> {
  const { kind, language, checkId } = message
  const until = await checkUntil(tx, checkId)
  if (until === undefined || until <= tx.now) return undefined
  return {
    kind,
    language,
    messageId: message.id,
    now: tx.now,
    code: checkCode(links, tx.authority.key, checkId),
    until,
    timeZone: (await getSettings(tx)).timeZone,
    startPage: `${publicUrl}/?lang=${language}`,
    city: await describeCity(tx, language),
  }
}
