import { getSettings } from '#features/authority/actions.ts'
import { afterCall, type CallOutcome, type CallState, callOrder } from '#features/message/model/call.ts'
import { contactOf, loadVisit, mattersOf } from '#features/visit/actions.ts'
import type { Contact, Visit, VisitMatter } from '#features/visit/model.ts'
import { asId, type Id } from '#kernel/id.ts'
import type { Instant } from '#kernel/instant.ts'
import { fail, impossible, ok, type Result } from '#kernel/result.ts'
import { dayOf } from '#kernel/wallTime.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { lockCallOfMove, readUntold, writeCallOfMove } from '../store/relocation.ts'
import {
  lockCall,
  type Replacement,
  reachOf,
  readCalls,
  readReplacement,
  writeCall,
} from '../store/replacement.ts'
import { acceptReplacement } from './replacement.ts'

/** Somebody without mail who has to be called: their site closes and they lose their time, or it moves and they keep it. */
export type Call = {
  readonly visit: Visit
  readonly matters: readonly VisitMatter[]
  readonly contact: Contact | undefined
  readonly appointmentAt: Instant
  /** How far the person would go for another time, in kilometres. */
  readonly reachKm: number
} & CallState &
  (
    | { readonly kind: 'closing'; readonly id: Id<'replacement'>; readonly replacement: Replacement }
    // What is to be told is the visit's address, so the visit names the call.
    | { readonly kind: 'relocated'; readonly id: Id<'visit'>; readonly replacement: null }
  )

/**
 * Whom to call, in the order of all calls (callOrder). It does not say who called. `siteId`: only of this site.
 */
export async function listCalls(tx: Tx, siteId: Id<'site'> | null = null): Promise<readonly Call[]> {
  const { timeZone } = await getSettings(tx)
  const today = dayOf(tx.now, timeZone)
  const closed = (await readCalls(tx, today)).map((replacement) => {
    const { id, visitId, toldAt, tries, againAt } = replacement
    return { visitId, reason: { kind: 'closing', id, replacement, toldAt, tries, againAt } as const }
  })
  const moved = (await readUntold(tx, today)).map(({ visitId, ...state }) => {
    return { visitId, reason: { kind: 'relocated', id: visitId, replacement: null, ...state } as const }
  })
  const found = [...closed, ...moved]
  const calls: Call[] = []
  for (const { visitId, reason } of found) {
    const visit = await loadVisit(tx, visitId)
    if (!visit || (siteId !== null && visit.siteId !== siteId)) continue
    const both = visit.linked ? [visit.id, visit.linked.visitId] : [visit.id]
    const matters = [...(await mattersOf(tx, both)).values()].flat()
    const contact = await contactOf(tx, visit.id)
    const appointmentAt = visit.appointmentAt ?? impossible('a booking has a time')
    calls.push({ ...reason, visit, matters, contact, appointmentAt, reachKm: await reachOf(tx, visit.id) })
  }
  return callOrder(calls, tx.now)
}

/** The visit of somebody to be called; undefined for an unknown call. */
export async function calledVisit(tx: Tx, id: Call['id']): Promise<Visit | undefined> {
  const found = await readReplacement(tx, asId<'replacement'>(id))
  return loadVisit(tx, found?.visitId ?? asId<'visit'>(id))
}

/** Notes what came of a call, or takes that back. `id` is that of a call. */
export async function noteLostCall(
  tx: Tx,
  id: Call['id'],
  outcome: CallOutcome,
): Promise<Result<null, 'replacement_over'>> {
  const lost = await lockCall(tx, asId<'replacement'>(id))
  if (lost) {
    await writeCall(tx, asId<'replacement'>(id), afterCall(lost, outcome, tx.now))
    return ok(null)
  }
  const moved = await lockCallOfMove(tx, asId<'visit'>(id))
  if (!moved) return fail('replacement_over')
  await writeCallOfMove(tx, asId<'visit'>(id), afterCall(moved, outcome, tx.now))
  return ok(null)
}

/** Accepts the new time for somebody on the telephone. */
export async function acceptForCaller(
  tx: Tx,
  id: Id<'replacement'>,
): Promise<Result<Visit, 'replacement_over'>> {
  const found = await readReplacement(tx, id)
  return found ? acceptReplacement(tx, found.visitId) : fail('replacement_over')
}
