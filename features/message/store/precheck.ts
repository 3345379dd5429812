import { sql } from 'kysely'
import type { Id } from '#kernel/id.ts'
import type { Instant } from '#kernel/instant.ts'
import { db, raw } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'

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

/**
 * The papers that came for these matters, or that the file of record has, by their German words, empty for one on no list;
 * and since when the newest file is whole, null where none is left here.
 */
export function papersHere(
  tx: Tx,
  matterIds: readonly Id<'matter'>[],
): Promise<{ readonly matterId: Id<'matter'>; readonly item: string; readonly since: Instant | null }[]> {
  return tx.rows(
    raw(sql`
      SELECT p.matter_id AS "matterId", coalesce(p.item, '') AS item, max(e.happened_at) AS since
      FROM paper p
      LEFT JOIN paper_file f ON f.paper_id = p.id AND f.state IN ('quarantined', 'checking', 'ready', 'refused')
      LEFT JOIN paper_event e ON e.file_id = f.id AND e.from_state = 'received' AND e.to_state = 'quarantined'
      WHERE p.matter_id = ANY(${matterIds}::uuid[]) AND (f.id IS NOT NULL OR p.filed_at IS NOT NULL)
      GROUP BY p.id ORDER BY p.id`),
  )
}
