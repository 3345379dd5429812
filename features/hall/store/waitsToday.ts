import { sql } from 'kysely'
import type { Id } from '#kernel/id.ts'
import type { LocalDate } from '#kernel/instant.ts'
import { raw } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'

/** How long the people of a site waited on a day until their first call, with and without appointment. */
export type DayWaits = {
  readonly siteId: Id<'site'>
  readonly booked: boolean
  readonly people: number
  readonly seconds: number
  /** Who waited longer than 15 minutes. */
  readonly over15: number
}

/**
 * The waits of a day, of all sites: from arrival or appointment, whichever is later, to the first call. Begins with the
 * visits of the day (visit_by_day) and reads their journal (journal_visit_version_once).
 */
export function waitsOfDay(tx: Tx, day: LocalDate): Promise<DayWaits[]> {
  return tx.rows(
    raw<DayWaits>(sql`
      SELECT w.site_id AS "siteId", w.booked, count(*)::int AS people, round(sum(w.seconds))::int AS seconds,
        count(*) FILTER (WHERE w.seconds > 900)::int AS over15
      FROM (
        SELECT v.site_id, v.appointment_at IS NOT NULL AS booked,
          greatest(0, extract(epoch FROM min(j.happened_at) - greatest(v.arrived_at, v.appointment_at))) AS seconds
        FROM visit v JOIN journal j ON j.visit_id = v.id
        WHERE v.day = ${day} AND v.kind = 'on_site' AND v.arrived_at IS NOT NULL AND j.event = 'called'
          AND j.happened_at >= v.arrived_at
        GROUP BY v.id
      ) w
      GROUP BY w.site_id, w.booked`),
  )
}
