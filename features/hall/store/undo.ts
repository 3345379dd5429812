import { sql } from 'kysely'
import { type VisitBefore, visitNow } from '#features/visit/actions.ts'
import type { Visit } from '#features/visit/model.ts'
import type { Id } from '#kernel/id.ts'
import type { Instant } from '#kernel/instant.ts'
import { at, atOrNull, db, prepared, raw } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'
import type { Undoable } from '../model.ts'

/** Where something was done: at a counter, or at the information desk with one visit. */
export type UndoKey = Id<'counter'> | Id<'visit'>

/** What was done last somewhere, and all that is needed to take it back. */
export type UndoPoint = {
  readonly event: Undoable
  readonly doneAt: Instant
  readonly visitId: Id<'visit'> | null
  readonly visitVersion: number | null
  readonly before: VisitBefore | null
  readonly pausedAt: Instant | null
  readonly followerId: Id<'visit'> | null
  readonly followerVersion: number | null
}

/**
 * Keeps a visit as it is now, before something happens to it that can be taken back. Goes out with the next statement,
 * and stands for what was kept here before.
 */
export function keepVisit(tx: Tx, key: UndoKey, event: Undoable, visitId: Id<'visit'>): void {
  tx.sendAlong(
    prepared(
      raw(sql`
        INSERT INTO undo_point (key, event, done_at, visit_id, visit_version, before)
        SELECT ${key}, ${event}, ${at(tx.now)}, id, version + 1, ${visitNow(visitId)} FROM visit WHERE id = ${visitId}
        ON CONFLICT (key) DO UPDATE SET event = excluded.event, done_at = excluded.done_at, visit_id = excluded.visit_id,
          visit_version = excluded.visit_version, before = excluded.before, paused_at = NULL, follower_id = NULL,
          follower_version = NULL`),
    ),
  )
}

/** Says of what was kept that more has happened: to the visit itself, or that another one began with it. */
export function keepMore(
  tx: Tx,
  key: UndoKey,
  more: {
    readonly event?: Undoable
    readonly visit: Pick<Visit, 'version'>
    readonly follower?: Pick<Visit, 'id' | 'version'>
  },
): void {
  const { event, visit, follower } = more
  tx.sendAlong(
    db
      .updateTable('undo_point')
      .set({
        visit_version: visit.version,
        ...(event && { event }),
        ...(follower && { follower_id: follower.id, follower_version: follower.version }),
      })
      .where('key', '=', key),
  )
}

/** Keeps since when a counter makes a break, before one is begun or ended. */
export function keepBreak(
  tx: Tx,
  key: Id<'counter'>,
  event: 'paused' | 'resumed',
  pausedAt: Instant | null,
): void {
  const row = {
    event,
    done_at: at(tx.now),
    paused_at: atOrNull(pausedAt),
    visit_id: null,
    visit_version: null,
    before: null,
    follower_id: null,
    follower_version: null,
  }
  tx.sendAlong(
    db
      .insertInto('undo_point')
      .values({ key, ...row })
      .onConflict((conflict) => conflict.column('key').doUpdateSet(row)),
  )
}

/** What can be taken back somewhere. */
export function undoPoint(tx: Tx, key: UndoKey): Promise<UndoPoint | undefined> {
  return tx.first(prepared(points(key)))
}

/** The same, locked until the transaction ends: of two who take the same back, the second finds nothing. */
export function lockUndoPoint(tx: Tx, key: UndoKey): Promise<UndoPoint | undefined> {
  return tx.first(points(key).forUpdate())
}

const points = (key: UndoKey) =>
  db
    .selectFrom('undo_point')
    .select(['event', 'before'])
    .select(['done_at as doneAt', 'paused_at as pausedAt'])
    .select(['visit_id as visitId', 'visit_version as visitVersion'])
    .select(['follower_id as followerId', 'follower_version as followerVersion'])
    .where('key', '=', key)

/** Was something done with a visit since then that is kept, wherever that was? */
export async function isKeptSince(tx: Tx, visitId: Id<'visit'>, since: Instant): Promise<boolean> {
  const kept = db.selectFrom('undo_point').select('key').where('visit_id', '=', visitId)
  return (await tx.first(kept.where('done_at', '>', at(since)))) !== undefined
}

/** Nothing can be taken back there any more. */
export function forgetUndo(tx: Tx, key: UndoKey): void {
  tx.sendAlong(db.deleteFrom('undo_point').where('key', '=', key))
}

/** Forgets all that can no longer be taken back. */
export async function forgetUndoBefore(tx: Tx, doneAt: Instant): Promise<void> {
  await tx.run(db.deleteFrom('undo_point').where('done_at', '<', at(doneAt)))
}
