import { randomInt } from 'node:crypto'
import { getSettings } from '#features/authority/actions.ts'
import { contactOf } from '#features/visit/actions.ts'
import type { Links, Visit } from '#features/visit/model.ts'
import { HOUR, type Instant, MINUTE, plus } from '#kernel/instant.ts'
import { fail, type Result } from '#kernel/result.ts'
import { constantTimeEquals } from '#platform/crypto/compare.ts'
import { randomToken } from '#platform/crypto/token.ts'
import type { Tx } from '#platform/db/transaction.ts'
import {
  boundMatters,
  CHALLENGE_MINUTES,
  type Challenge,
  numbersFor,
  readProof,
  targetOf,
  writeChallenge,
} from '../model/proof.ts'
import { countHold } from '../store/check.ts'
import { forgetProofs, spendProof, spentLately } from '../store/proof.ts'
import { provenCheck } from './check.ts'
import { saveHoldContact } from './contact.ts'
import { heldBooking, holdTime } from './hold.ts'
import { noteOddity } from './oddity.ts'
import type { HoldRefusal, HoldRequest } from './wanted.ts'

type Matters = HoldRequest['matters']

/** How long a node goes by the number of holds that it counted last. Milliseconds. */
const COUNTED_MS = 2_000

/** How much work is asked for at this moment; the same for everybody who asks. */
export type Difficulty = { readonly authority: string; readonly now: Instant; readonly numbers: number }

/** Reads how much work is asked for now. */
export async function difficultyNow(tx: Tx): Promise<Difficulty> {
  const { proofFloor: floor, proofCeiling: ceiling } = await getSettings(tx)
  const numbers = numbersFor(await spentOf(tx), { floor, ceiling })
  return { authority: tx.authority.key, now: tx.now, numbers }
}

/** Work for a browser, bound to it, to holding, and to these matters. */
export function newChallenge(
  links: Links,
  { authority, now, numbers }: Difficulty,
  browser: string,
  matters: Matters,
): string {
  const salt = randomToken()
  const open = {
    salt,
    until: plus(now, CHALLENGE_MINUTES * MINUTE),
    numbers,
    target: targetOf(salt, randomInt(numbers)),
  }
  return writeChallenge({ ...open, signature: signatureOf(authority, links, open, browser, matters) })
}

async function spentOf(tx: Tx): Promise<number> {
  const counted = tx.memory<{ at: number; spent: number }>('proofs spent', () => ({ at: 0, spent: 0 }))
  if (Math.abs(tx.now - counted.at) > COUNTED_MS) {
    counted.at = tx.now
    counted.spent = await spentLately(tx)
  }
  return counted.spent
}

function signatureOf(
  authority: string,
  links: Links,
  { salt, until, numbers, target }: Omit<Challenge, 'signature'>,
  browser: string,
  matters: Matters,
): string {
  const bound = JSON.stringify(['hold', salt, until, numbers, target, browser, boundMatters(matters)])
  return links.tokenOf(authority, `proof ${bound}`, 0)
}

/** The salt of a proof that holds for this browser and these matters by the database's time; undefined for any other. */
function provenSalt(
  tx: Tx,
  links: Links,
  text: string,
  browser: string,
  matters: Matters,
): string | undefined {
  const proof = readProof(text)
  if (proof?.number === undefined || proof.until <= tx.now) return undefined
  const signature = signatureOf(tx.authority.key, links, proof, browser, matters)
  if (!constantTimeEquals(signature, proof.signature)) return undefined
  return targetOf(proof.salt, proof.number) === proof.target ? proof.salt : undefined
}

/** A hold asked for online, with what gives the right to it. */
export type ProvenHold = Omit<HoldRequest, 'browser' | 'channel'> & {
  readonly browser: string
  /** The solved challenge; without one the browser's contact must be proven. */
  readonly proof: string | undefined
}

export type ProvenHoldRefusal = HoldRefusal | 'proof_needed' | 'proof_spent'

/**
 * Holds a time for a browser that has done its work, or whose contact is proven by a code. The proof is spent in the
 * transaction of the hold (key of spent_proof): sent again, it holds nothing but the very time that it holds already.
 * To be run so that a refusal undoes everything (runCommand).
 */
export async function holdProven(
  tx: Tx,
  links: Links,
  { proof, ...request }: ProvenHold,
): Promise<Result<Visit, ProvenHoldRefusal>> {
  const { browser, matters } = request
  const salt = proof === undefined ? undefined : provenSalt(tx, links, proof, browser, matters)
  const isSpent = salt !== undefined && !(await spendProof(tx, salt))
  const check = salt === undefined ? await provenCheck(tx, browser) : undefined
  if (salt === undefined && !check) {
    noteOddity(tx.authority.key, proof === undefined ? 'proof_missing' : 'proof_wrong')
    return fail('proof_needed')
  }
  const before = isSpent || check ? await heldBooking(tx, browser) : undefined
  const held = await holdTime(tx, links, { ...request, channel: 'online' })
  // A second press brings the same proof and finds the hold of the first: the same visit, nothing new.
  if (!held.ok || held.value.id === before?.visit.id) return held
  if (isSpent) {
    noteOddity(tx.authority.key, 'proof_spent')
    return fail('proof_spent')
  }
  if (check && !(await countHold(tx, check.id))) return fail('proof_needed')
  // What was typed since is more than the code has proven: names, number, and how the visit takes place.
  if (check && !(await contactOf(tx, held.value.id))?.email)
    await saveHoldContact(tx, browser, { name: check.name, email: check.email, phone: null })
  return held
}

/** Forgets proofs whose challenges are long over. */
export function forgetOldProofs(tx: Tx): Promise<number> {
  return forgetProofs(tx, plus(tx.now, -HOUR))
}
