import { sql } from 'kysely'
import type { Id } from '#kernel/id.ts'
import { at, raw } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'
import type { FreeTime } from '../model.ts'
import type { Affected, Replacement } from './replacement.ts'

/** Somebody without a new time, and where times have come since one was looked for. */
export type Hopeful = Affected & {
  readonly id: Id<'replacement'>
  /** Sites and days as "site day". */
  readonly gained: readonly string[]
  /** Times that they were offered and did not take, as named by nameOfTime. */
  readonly passed: readonly string[]
}

/** What is committed now, to be told later from what came afterwards. */
export async function snapshotNow(tx: Tx): Promise<string> {
  const row = await tx.one(raw<{ snapshot: string }>(sql`SELECT pg_current_snapshot()::text AS snapshot`))
  return row.snapshot
}

/** A time of a site, as it is kept when nobody took it. */
export function nameOfTime({ siteId, startsAt }: Pick<FreeTime, 'siteId' | 'startsAt'>): string {
  return `${siteId} ${startsAt}`
}

/** What was offered before, with the time that was offered last. */
const PASSED = sql`CASE WHEN r.starts_at IS NULL THEN r.passed
  ELSE r.passed || (r.site_id || ' ' || (extract(epoch FROM r.starts_at) * 1000)::bigint) END`

/** After a backup was brought to another server its transactions are counted anew: then all is news. */
const NEWS = sql`(NOT pg_visible_in_snapshot(c.transaction, r.looked::pg_snapshot)
  OR pg_snapshot_xmax(r.looked::pg_snapshot) > pg_snapshot_xmax(pg_current_snapshot()))`

/**
 * Booked people to come without a place, for whom nothing was found or who let a time pass, and around whose day times
 * came since they were looked after last; the earliest first, of two linked visits the first. By the indexes
 * replacement_live, claim_by_visit and plan_change_gain: some dozen people after a closing, and the changes of an hour.
 */
export function readHopeful(tx: Tx, limit: number, daysAround: number): Promise<Hopeful[]> {
  return tx.rows(
    raw<Hopeful>(sql`
      SELECT r.id, r.visit_id AS "visitId", r.closing_id AS "closingId", news.gained,
        ${PASSED} AS passed
      FROM replacement r JOIN visit ON visit.id = r.visit_id JOIN closing ON closing.id = r.closing_id
      CROSS JOIN LATERAL (
        SELECT array_agg(DISTINCT c.site_id || ' ' || c.day) AS gained FROM plan_change c
        WHERE c.gain AND c.day BETWEEN visit.day - ${daysAround}::int AND visit.day + ${daysAround}::int AND ${NEWS}) news
      WHERE r.state IN ('none', 'lapsed') AND closing.reopened_at IS NULL AND news.gained IS NOT NULL
        AND visit.state = 'booked' AND NOT visit.linked_second AND visit.appointment_at > ${at(tx.now)}
        AND NOT EXISTS (SELECT FROM replacement o WHERE o.visit_id = r.visit_id AND (o.state = 'open'
          OR (o.state IN ('none', 'lapsed') AND (o.created_at, o.id) > (r.created_at, r.id))))
        AND EXISTS (SELECT FROM claim WHERE claim.visit_id IN (visit.id, visit.linked_visit_id)
          AND claim.kind = 'booked' AND claim.place_id IS NULL)
      ORDER BY visit.appointment_at, visit.id LIMIT ${limit}`),
  )
}

/** Notes that nothing was found for these people in what a snapshot saw. It waits for nobody who is looking after one. */
export async function noteLooked(tx: Tx, ids: readonly Id<'replacement'>[], looked: string): Promise<void> {
  if (ids.length === 0) return
  await tx.run(
    raw(sql`
      WITH idle AS (SELECT id FROM replacement WHERE id = ANY (${ids}::uuid[]) AND state IN ('none', 'lapsed')
        ORDER BY id FOR UPDATE SKIP LOCKED)
      UPDATE replacement SET looked = ${looked} FROM idle WHERE replacement.id = idle.id`),
  )
}

/**
 * Makes a time that was found later the new time of somebody who had none; false if they have one, or need none any
 * more. Nobody has told them of it yet.
 */
export async function reopenReplacement(
  tx: Tx,
  found: Pick<Replacement, 'closingId' | 'visitId' | 'claimId' | 'siteId' | 'startsAt' | 'minutes' | 'until'>,
  looked: string,
): Promise<boolean> {
  const { closingId, visitId, claimId, siteId, startsAt, minutes, until } = found
  const count = await tx.run(
    raw(sql`
      UPDATE replacement r SET state = 'open', claim_id = ${claimId}, site_id = ${siteId},
        starts_at = ${startsAt && at(startsAt)}, minutes = ${minutes}, until = ${until && at(until)},
        told_at = NULL, looked = ${looked},
        passed = ${PASSED}
      WHERE closing_id = ${closingId} AND visit_id = ${visitId} AND state IN ('none', 'lapsed')`),
  )
  return count === 1
}
