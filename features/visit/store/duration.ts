import { sql } from 'kysely'
import type { Id } from '#kernel/id.ts'
import type { LocalDate } from '#kernel/instant.ts'
import { raw } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'

/**
 * Minutes from the start of serving to its end, rounded up, of the newest visits since a day: per service at most so
 * many. Only visits of one person with one matter, served at a workplace of the planned pace: of others nobody knows
 * how long the matter itself took. Says nothing of who served.
 */
export async function servedMinutes(
  tx: Tx,
  { since, most }: { readonly since: LocalDate; readonly most: number },
): Promise<ReadonlyMap<Id<'service'>, readonly number[]>> {
  const rows = await tx.rows(
    raw<{ service_id: Id<'service'>; minutes: number[] }>(sql`
      WITH alone AS (
        SELECT m.service_id, v.id, v.day, row_number() OVER (PARTITION BY m.service_id ORDER BY v.day DESC, v.id DESC) AS newest
        FROM visit v JOIN visit_matter m ON m.visit_id = v.id
        WHERE v.state = 'done' AND v.day >= ${since} AND v.people = 1 AND NOT v.linked_second AND v.linked_visit_id IS NULL
          AND NOT EXISTS (SELECT FROM visit_matter o WHERE o.visit_id = v.id AND o.service_id <> m.service_id)
      )
      SELECT a.service_id, array_agg(ceil(extract(epoch FROM done.happened_at - begun.happened_at) / 60)::int) AS minutes
      FROM alone a
      JOIN journal done ON done.visit_id = a.id AND done.event = 'finished'
      JOIN journal begun ON begun.visit_id = a.id AND begun.event = 'started' AND begun.visit_version = done.visit_version - 1
      WHERE a.newest <= ${most} AND NOT EXISTS (
        SELECT FROM place p WHERE p.counter_id = begun.counter_id AND p.day = a.day AND p.duration_percent <> 100)
      GROUP BY a.service_id`),
  )
  return new Map(rows.map(({ service_id, minutes }) => [service_id, minutes]))
}
