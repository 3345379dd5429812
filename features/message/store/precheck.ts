import { sql } from 'kysely'
import type { Schema } from '#db/schema.gen.ts'
import type { Id } from '#kernel/id.ts'
import { db, raw } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'
import type { PaperHere } from '../model/papersBeforehand.ts'

/** What the look at its papers has come to for a visit: minutes, and whether another time is needed for them. */
export async function precheckOf(
  tx: Tx,
  visitId: Id<'visit'>,
): Promise<{ readonly minutes: number | null; readonly anotherTime: boolean }> {
  const row = await tx.first(
    db
      .selectFrom('precheck')
      .select(['minutes', 'another_time as anotherTime'])
      .where('visit_id', '=', visitId),
  )
  return row ?? { minutes: null, anotherTime: false }
}

/** The papers that came for these matters, also those that could not be taken, or that the file of record has. */
export function papersHere(
  tx: Tx,
  matterIds: readonly Id<'matter'>[],
): Promise<(PaperHere & { readonly matterId: Id<'matter'> })[]> {
  return tx.rows(
    raw(sql`
      SELECT p.matter_id AS "matterId", coalesce(p.item, '') AS item, max(e.happened_at) AS since,
        p.filed_at IS NOT NULL OR bool_or(f.state IS DISTINCT FROM 'refused') AS taken
      FROM paper p
      LEFT JOIN paper_file f ON f.paper_id = p.id AND f.state IN ('quarantined', 'checking', 'ready', 'refused')
      LEFT JOIN paper_event e ON e.file_id = f.id AND e.from_state = 'received' AND e.to_state = 'quarantined'
      WHERE p.matter_id = ANY(${matterIds}::uuid[]) AND (f.id IS NOT NULL OR p.filed_at IS NOT NULL)
      GROUP BY p.id ORDER BY p.id`),
  )
}

/** A file that could not be taken, of a paper of which nothing came since. */
export type RefusedFile = {
  readonly matterId: Id<'matter'>
  /** The German words of its paper; empty for one on no list. */
  readonly item: string
  readonly reason: RefusalReason
}

type RefusalReason = NonNullable<Schema['paper_file']['reason']>

/**
 * What was handed in for the matters of a visit, by its link or before, and could not be taken, and came in no other way
 * since; the first first.
 */
export function refusedFiles(tx: Tx, visitId: Id<'visit'>): Promise<RefusedFile[]> {
  return tx.rows(
    raw(sql`
      SELECT DISTINCT ON (p.id, f.reason) p.matter_id AS "matterId", coalesce(p.item, '') AS item, f.reason
      FROM paper_file f JOIN paper p ON p.id = f.paper_id
      WHERE p.matter_id IN (
          SELECT l.matter_id FROM visit v JOIN visit_matter l ON l.visit_id IN (v.id, v.linked_visit_id)
          WHERE v.id = ${visitId})
        AND f.state = 'refused' AND f.reason IS NOT NULL AND NOT EXISTS (
        SELECT FROM paper_file later WHERE later.paper_id = f.paper_id
          AND later.state IN ('quarantined', 'checking', 'ready') AND later.created_at > f.created_at)
      ORDER BY p.id, f.reason`),
  )
}
