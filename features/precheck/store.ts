import { sql } from 'kysely'
import type { Id } from '#kernel/id.ts'
import type { LocalDate } from '#kernel/instant.ts'
import { at, db, raw } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { CAME } from './store/unsent.ts'

export { visitsWithoutPapers, type WithoutPapers } from './store/unsent.ts'

/** What the look at the papers has come to for a visit. */
export type Precheck = {
  /** Counts what was said; 0: nothing yet. */
  readonly version: number
  readonly minutes: number | null
  readonly anotherTime: boolean
}

export const NOTHING_SAID: Precheck = { version: 0, minutes: null, anotherTime: false }

/** Did a file come for a visit `v`, or for the one linked after it, after the last word about its paper? */
const CAME_SINCE = sql<boolean>`
  EXISTS (
    SELECT FROM visit_matter m JOIN paper p ON p.matter_id = m.matter_id
      JOIN paper_file f ON f.paper_id = p.id AND f.state IN ('quarantined', 'checking', 'ready', 'refused')
      JOIN paper_event e ON e.file_id = f.id AND e.from_state = 'received' AND e.to_state = 'quarantined'
      LEFT JOIN paper_check c ON c.matter_id = p.matter_id AND c.item = coalesce(p.item, '')
    WHERE (m.visit_id = v.id OR m.visit_id = v.linked_visit_id)
      AND (c.said_at IS NULL OR e.happened_at > c.said_at))`

/**
 * Booked visits of a site from a day on for which papers were handed in, also those that the file of record has by now, the
 * next first; of two linked visits the first. So many at most: those with a file that nobody has spoken of before others.
 */
export async function visitsWithPapers(
  tx: Tx,
  siteId: Id<'site'>,
  from: LocalDate,
  limit: number,
): Promise<Id<'visit'>[]> {
  const rows = await tx.rows(
    raw<{ id: Id<'visit'> }>(sql`
      SELECT id FROM (
        SELECT v.id, v.appointment_at FROM visit v
        WHERE v.site_id = ${siteId} AND v.state = 'booked' AND v.day >= ${from}::date AND NOT v.linked_second
          AND ${CAME}
        ORDER BY ${CAME_SINCE} DESC, v.appointment_at, v.id LIMIT ${limit}) AS queue
      ORDER BY appointment_at, id`),
  )
  return rows.map(({ id }) => id)
}

/** What was said so far, by visit. */
export async function prechecksOf(
  tx: Tx,
  visitIds: readonly Id<'visit'>[],
): Promise<ReadonlyMap<Id<'visit'>, Precheck>> {
  if (visitIds.length === 0) return new Map()
  const rows = await tx.rows(
    db
      .selectFrom('precheck')
      .select(['visit_id', 'version', 'minutes', 'another_time'])
      .where('visit_id', 'in', visitIds),
  )
  return new Map(
    rows.map(({ visit_id, version, minutes, another_time: anotherTime }) => [
      visit_id,
      { version, minutes, anotherTime },
    ]),
  )
}

/** Writes what was said, if nobody else has said anything since `version` was read; false otherwise (precheck_pkey). */
export async function writePrecheck(
  tx: Tx,
  visitId: Id<'visit'>,
  version: number,
  { minutes, anotherTime }: Pick<Precheck, 'minutes' | 'anotherTime'>,
): Promise<boolean> {
  const row = { minutes, another_time: anotherTime, said_at: at(tx.now) }
  const written =
    version === 0
      ? await tx.run(
          db
            .insertInto('precheck')
            .values({ visit_id: visitId, version: 1, ...row })
            .onConflict((conflict) => conflict.column('visit_id').doNothing()),
        )
      : await tx.run(
          db
            .updateTable('precheck')
            .set({ version: version + 1, ...row })
            .where('visit_id', '=', visitId)
            .where('version', '=', version),
        )
  return written === 1
}

/** Writes how long the second of two linked visits takes; both are locked, and what was said is counted at the first. */
export async function writeSecondMinutes(tx: Tx, visitId: Id<'visit'>, minutes: number): Promise<void> {
  const row = { minutes, another_time: false, said_at: at(tx.now) }
  await tx.run(
    db
      .insertInto('precheck')
      .values({ visit_id: visitId, version: 1, ...row })
      .onConflict((conflict) => conflict.column('visit_id').doUpdateSet(row)),
  )
}
