import { giveMinutesBack } from '#features/capacity/actions.ts'
import { LIST_NOTICE, publicMoment } from '#features/capacity/model/listShare.ts'
import { instantOfCell } from '#features/capacity/model.ts'
import type { Id } from '#kernel/id.ts'
import { type Instant, plus } from '#kernel/instant.ts'
import type { Tx } from '#platform/db/transaction.ts'
import type { FreedReason } from '../model/waitlist.ts'
import { markFreed, type PlacedClaim, placedClaims } from '../store/freed.ts'
import { deleteClaims } from '../store.ts'

/** The moment at which what nobody on the list wants becomes public: nobody can know it in advance. */
export function drawMoment(now: Instant): Instant {
  const [random = 0] = crypto.getRandomValues(new Uint32Array(1))
  return publicMoment(now, random / 2 ** 32)
}

/** Gives cells to everybody, and their minutes to the budgets of their hours. */
export async function makePublic(tx: Tx, claimIds: readonly Id<'claim'>[]): Promise<void> {
  if (claimIds.length > 0) giveMinutesBack(tx, await deleteClaims(tx, { claimIds }))
}

/** Gives all cells of a visit to everybody. */
export async function dropClaims(tx: Tx, visitId: Id<'visit'>): Promise<void> {
  giveMinutesBack(tx, await deleteClaims(tx, { visitId }))
}

/**
 * Gives the times of a visit back. More than two hours ahead they go to the list first and stay hidden from everybody
 * else; nearer ones belong to the hall and are free at once, as is nothing on a place that takes no more claims.
 */
export async function giveBack(
  tx: Tx,
  visitId: Id<'visit'>,
  reason: FreedReason,
  except?: Id<'claim'>,
): Promise<void> {
  const claims = (await placedClaims(tx, { visitId })).filter(({ id }) => id !== except)
  for (const claim of claims) await giveBackClaim(tx, claim, reason)
}

/** The same for the cells of one claim, e.g. of an offer that nobody took. */
export async function giveBackCells(tx: Tx, claimId: Id<'claim'>, reason: FreedReason): Promise<void> {
  for (const claim of await placedClaims(tx, { claimIds: [claimId] })) await giveBackClaim(tx, claim, reason)
}

async function giveBackClaim(tx: Tx, claim: PlacedClaim, reason: FreedReason): Promise<void> {
  if (goesToList(claim, tx.now)) await markFreed(tx, claim.id, reason, drawMoment(tx.now))
  else await makePublic(tx, [claim.id])
}

function goesToList({ day, firstCell, timeZone, gone }: PlacedClaim, now: Instant): boolean {
  return !gone && instantOfCell(day, firstCell, timeZone) > plus(now, LIST_NOTICE)
}
