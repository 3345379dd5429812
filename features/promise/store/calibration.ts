import { sql } from 'kysely'
import type { Instant } from '#kernel/instant.ts'
import { at, raw } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'
import type { CountedWeek } from '../model/calibration.ts'

/**
 * What was told since a moment, by site and week of a zone, beside what came of it (index promise_told_by_time).
 * Twelve weeks of a large city are some hundred thousand rows: not to be read for everybody who asks.
 */
export function countTold(tx: Tx, since: Instant, zone: string): Promise<CountedWeek[]> {
  return tx.rows(
    raw<CountedWeek>(sql`
      SELECT site_id AS "siteId", date_trunc('week', told_at AT TIME ZONE ${zone})::date AS week,
        (count(*) FILTER (WHERE called_at IS NOT NULL))::int AS told,
        (count(*) FILTER (WHERE called_at BETWEEN says_from AND says_until))::int AS within,
        coalesce(sum(abs(extract(epoch FROM called_at - (says_from + (says_until - says_from) / 2))) / 60)
          FILTER (WHERE called_at IS NOT NULL), 0)::float8 AS "errorMinutes",
        (count(*) FILTER (WHERE called_at IS NULL))::int AS "withoutCall"
      FROM promise_told WHERE settled AND told_at >= ${at(since)}
      GROUP BY 1, 2 ORDER BY 2, 1`),
  )
}
