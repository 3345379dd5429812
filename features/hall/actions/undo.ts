import { dropReplacement, giveBack } from '#features/booking/actions.ts'
import { applyEvent, loadVisit, lockVisit, putBack } from '#features/visit/actions.ts'
import type { Visit } from '#features/visit/model.ts'
import { asId, type Id } from '#kernel/id.ts'
import { type Instant, plus } from '#kernel/instant.ts'
import { fail, ok, type Result } from '#kernel/result.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { UNDO_FOR, type Undoable, undoEvent, undoUntil } from '../model.ts'
import { deleteRest } from '../store/rest.ts'
import {
  forgetUndo,
  isKeptSince,
  keepMore,
  keepVisit,
  lockUndoPoint,
  type UndoKey,
  type UndoPoint,
  undoPoint,
} from '../store/undo.ts'
import { counterOpening, lockHall, setPause } from '../store.ts'
import type { CounterDay } from './call.ts'

/** Something that can still be taken back; `visit` is null for a break. */
export type Undo = { readonly event: Undoable; readonly visit: Visit | null; readonly until: Instant }

/** What can be taken back at a counter now, and until when; undefined if nothing. */
export async function undoable(tx: Tx, key: UndoKey): Promise<Undo | undefined> {
  const point = await undoPoint(tx, key)
  const until = point && undoUntil(point.doneAt)
  if (!until || tx.now >= until) return undefined
  if (point.visitId === null) return { event: point.event, visit: null, until }
  const visit = await loadVisit(tx, point.visitId)
  // Something else has happened to the person since.
  return visit?.version === point.visitVersion ? { event: point.event, visit, until } : undefined
}

/** Can what a colleague did with a visit still be taken back? Until then nothing is forgotten that it would need again. */
export function mayComeBack(tx: Tx, visitId: Id<'visit'>): Promise<boolean> {
  return isKeptSince(tx, visitId, plus(tx.now, -UNDO_FOR))
}

/**
 * `too_late` after ten seconds, or when it went on elsewhere; `counter_busy` and `counter_closed`: nobody can come back to
 * this counter; `counter_not_free`: the counter from which somebody was taken over has somebody else, makes a break or is
 * closed.
 */
export type UndoRefusal = 'too_late' | 'counter_busy' | 'counter_closed' | 'counter_not_free'

/** Takes back what was done last at this counter, within ten seconds: all is exactly as it was before. Null: a break. */
export function undo(
  tx: Tx,
  here: Pick<CounterDay, 'siteId' | 'counterId'>,
): Promise<Result<Visit | null, UndoRefusal>> {
  lockHall(tx, here.siteId)
  return undoAt(tx, here.siteId, here.counterId)
}

/** The same for what the information desk did last with somebody, which brings nobody to a counter. */
export function undoAtDesk(
  tx: Tx,
  { id, siteId }: Pick<Visit, 'id' | 'siteId'>,
): Promise<Result<Visit | null, UndoRefusal>> {
  return undoAt(tx, siteId, id)
}

/** What the desk does with somebody that its action does not keep by itself: others do the same without a way back. */
export type DoneAtDesk = Extract<Undoable, 'credited' | 'need_noted' | 'went_away' | 'came_back'>

/**
 * Does something with a visit at the information desk so that it can be taken back. Not where it takes a person away from
 * a counter: that is free at once and may have called the next one.
 */
export async function undoableAtDesk<Code extends string>(
  tx: Tx,
  visit: Visit,
  event: DoneAtDesk,
  work: () => Promise<Result<unknown, Code>>,
): Promise<Result<unknown, Code>> {
  const leavesCounter = event === 'went_away' && visit.counterId !== null
  if (leavesCounter || visit.state === 'booked') return work()
  keepVisit(tx, visit.id, event, visit.id)
  const done = await work()
  const after = done.ok ? await loadVisit(tx, visit.id) : undefined
  if (!after) return done
  // A need may be a credit, too. Where nothing happened, what others do next would pass for what was done here.
  if (after.version > visit.version) keepMore(tx, visit.id, { visit: after })
  else forgetUndo(tx, visit.id)
  return done
}

async function undoAt(tx: Tx, siteId: Id<'site'>, key: UndoKey): Promise<Result<Visit | null, UndoRefusal>> {
  const seen = await undoPoint(tx, key)
  // The visit before the point, as every press has them: two who wait for each other would be a deadlock.
  const visit = seen?.visitId ? await lockVisit(tx, seen.visitId) : undefined
  const point = await lockUndoPoint(tx, key)
  if (!point || point.visitId !== (visit?.id ?? null) || tx.now >= undoUntil(point.doneAt))
    return fail('too_late')
  forgetUndo(tx, key)
  return visit ? undoVisit(tx, key, visit, point) : undoBreak(tx, siteId, key, point)
}

/** A break that was begun is over, one that was ended goes on since it began. */
async function undoBreak(
  tx: Tx,
  siteId: Id<'site'>,
  key: UndoKey,
  { pausedAt }: UndoPoint,
): Promise<Result<null, UndoRefusal>> {
  const counterId = asId<'counter'>(key)
  const open = await counterOpening(tx, counterId)
  if (!open) return fail('counter_closed')
  if (pausedAt !== null && open.busyWith) return fail('counter_busy')
  await setPause(tx, counterId, pausedAt)
  if (pausedAt !== null) await deleteRest(tx, counterId, pausedAt)
  tx.touch(siteId)
  return ok(null)
}

async function undoVisit(
  tx: Tx,
  key: UndoKey,
  visit: Visit,
  point: UndoPoint,
): Promise<Result<Visit, UndoRefusal>> {
  const { before } = point
  const back = undoEvent(point.event, visit.state)
  if (!before || !back || visit.version !== point.visitVersion) return fail('too_late')
  const there = await placeFor(tx, visit, before.visit.counter_id, key)
  if (!there.ok) return there
  if (point.event === 'finished' && !(await canReopen(tx, visit))) return fail('too_late')
  if (!(await retract(tx, point))) return fail('too_late')
  // The time goes back, with what a closing held instead of it, and the ticket counts again.
  if (point.event === 'exchanged') {
    await dropReplacement(tx, visit.id)
    await giveBack(tx, visit.id, 'returned')
  }
  const undone = await putBack(tx, visit, back.event, before, back.reason)
  return undone.ok ? undone : fail('too_late')
}

/** Can somebody come back to this counter? */
async function placeFor(
  tx: Tx,
  visit: Visit,
  counterId: Id<'counter'> | null,
  here: UndoKey,
): Promise<Result<null, UndoRefusal>> {
  if (counterId === null || counterId === visit.counterId) return ok(null)
  const open = await counterOpening(tx, counterId)
  if (counterId !== here)
    return !open || open.pausedAt !== null || open.busyWith ? fail('counter_not_free') : ok(null)
  if (!open) return fail('counter_closed')
  return open.busyWith ? fail('counter_busy') : ok(null)
}

/** The visit that began with it never was, unless it has gone on. */
async function retract(tx: Tx, { followerId, followerVersion }: UndoPoint): Promise<boolean> {
  if (followerId === null) return true
  const follower = await lockVisit(tx, followerId)
  if (!follower || follower.version !== followerVersion) return false
  return (await applyEvent(tx, follower, 'retracted')).ok
}

/** The person has not gone on to the second of two linked visits. */
async function canReopen(tx: Tx, { linked }: Visit): Promise<boolean> {
  if (!linked || linked.second) return true
  return (await loadVisit(tx, linked.visitId))?.ticketNumber === null
}
