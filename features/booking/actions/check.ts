import { checkCode, queueCheckMessage } from '#features/message/actions.ts'
import type { Links } from '#features/visit/model.ts'
import { newId } from '#kernel/id.ts'
import { type Instant, MINUTE, plus } from '#kernel/instant.ts'
import type { Language } from '#kernel/language.ts'
import { fail, ok, type Result } from '#kernel/result.ts'
import { constantTimeEquals } from '#platform/crypto/compare.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { foldEmail } from '../model/person.ts'
import {
  type ContactCheck,
  checkOf,
  countTry,
  forgetChecks,
  insertCheck,
  liveChecks,
  markProven,
} from '../store/check.ts'
import { oneAtATime } from '../store.ts'
import { noteOddity } from './oddity.ts'
import { digestOfEmail } from './person.ts'

/** How long a code can be typed, and how long a proven contact is worth a hold. Minutes. */
const CODE_MINUTES = 15
const PROVEN_MINUTES = 30

/** So many codes a contact gets while others have not run out: stricter than with a proof of work. */
const CHECKS_LIMIT = 2

/**
 * Sends a code to an address, so that its browser can hold a time without a proof of work. `too_many_codes`: the address
 * has enough of them.
 */
export async function sendCode(
  tx: Tx,
  links: Links,
  asked: {
    readonly browser: string
    readonly name: string
    readonly email: string
    readonly language: Language
  },
): Promise<Result<{ readonly until: Instant }, 'too_many_codes'>> {
  const contact = digestOfEmail(tx, links, asked.email)
  await oneAtATime(tx, `code ${contact.toString('hex')}`)
  if ((await liveChecks(tx, contact)) >= CHECKS_LIMIT) {
    noteOddity(tx.authority.key, 'too_many_codes')
    return fail('too_many_codes')
  }
  const id = newId<'contactCheck'>(tx.now)
  const until = plus(tx.now, CODE_MINUTES * MINUTE)
  await insertCheck(tx, { ...asked, id, contact, until })
  await queueCheckMessage(tx, { checkId: id, language: asked.language, recipient: asked.email })
  return ok({ until })
}

/**
 * Types a code. A wrong one is counted and must be committed: never run this where a refusal undoes it. `code_over`: too
 * late, or too often.
 */
export async function enterCode(
  tx: Tx,
  links: Links,
  browser: string,
  typed: string,
): Promise<Result<ContactCheck, 'code_wrong' | 'code_over'>> {
  const check = await checkOf(tx, browser)
  if (!check) return fail('code_over')
  if (check.proven) return ok(check)
  if (!(await countTry(tx, check.id))) return fail('code_over')
  const right = checkCode(links, tx.authority.key, check.id)
  if (!constantTimeEquals(typed.replaceAll(/\D/g, ''), right)) return fail('code_wrong')
  await markProven(tx, check.id, plus(tx.now, PROVEN_MINUTES * MINUTE))
  return ok({ ...check, proven: true })
}

/** The proven contact of a browser, while it is worth something. */
export async function provenCheck(tx: Tx, browser: string): Promise<ContactCheck | undefined> {
  const check = await checkOf(tx, browser)
  return check?.proven ? check : undefined
}

/** Where a code was sent that this browser has not typed yet. */
export async function awaitedCode(tx: Tx, browser: string): Promise<ContactCheck | undefined> {
  const check = await checkOf(tx, browser)
  return check?.proven === false ? check : undefined
}

/** Has this browser proven this very address? Then no second mail has to be pressed. */
export async function hasProven(tx: Tx, links: Links, browser: string, email: string): Promise<boolean> {
  const check = await provenCheck(tx, browser)
  return check?.contact.equals(digestOfEmail(tx, links, email)) ?? false
}

/** Is this the address that this browser has proven by a code, however it is written? */
export async function isProvenAddress(tx: Tx, browser: string, email: string): Promise<boolean> {
  const check = await provenCheck(tx, browser)
  return check !== undefined && foldEmail(check.email) === foldEmail(email)
}

/** Forgets codes and proven contacts that are over. */
export function forgetOldChecks(tx: Tx): Promise<number> {
  return forgetChecks(tx)
}
