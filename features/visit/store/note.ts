import { type Id, newId } from '#kernel/id.ts'
import type { Instant } from '#kernel/instant.ts'
import { at, db, prepared } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'
import type { Visit } from '../model.ts'

/** What a colleague wrote for the next one. */
export type VisitNote = { readonly text: string; readonly writtenAt: Instant }

export async function addNote(tx: Tx, visitId: Id<'visit'>, text: string): Promise<void> {
  await tx.run(
    db
      .insertInto('visit_note')
      .values({ id: newId(tx.now), visit_id: visitId, text, written_at: at(tx.now) }),
  )
}

/** The notes of a visit, the oldest first (index visit_note_by_visit). */
export function notesOf(tx: Tx, visitId: Id<'visit'>): Promise<VisitNote[]> {
  return tx.rows(
    prepared(
      db
        .selectFrom('visit_note')
        .select(['text', 'written_at as writtenAt'])
        .where('visit_id', '=', visitId)
        .orderBy('id'),
    ),
  )
}

/** Deletes notes of visits of earlier days, some at a time; how many. */
export async function deleteNotesBefore(tx: Tx, day: Visit['day'], limit: number): Promise<number> {
  const old = db
    .selectFrom('visit_note')
    .innerJoin('visit', 'visit.id', 'visit_note.visit_id')
    .select('visit_note.id')
    .where('visit.day', '<', day)
    .limit(limit)
  return tx.run(db.deleteFrom('visit_note').where('id', 'in', old))
}
