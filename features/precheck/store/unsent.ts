import { sql } from 'kysely'
import type { Id } from '#kernel/id.ts'
import type { Instant, LocalDate } from '#kernel/instant.ts'
import { at, raw } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'

/** Did anything come for a visit `v`, or for the one linked after it, also what the file of record has by now? */
export const CAME = sql<boolean>`
  EXISTS (
    SELECT FROM visit_matter m JOIN paper p ON p.matter_id = m.matter_id
      LEFT JOIN paper_file f ON f.paper_id = p.id AND f.state IN ('quarantined', 'checking', 'ready', 'refused')
    WHERE (m.visit_id = v.id OR m.visit_id = v.linked_visit_id)
      AND (f.id IS NOT NULL OR p.filed_at IS NOT NULL))`

/** A booked visit whose services take papers, and for which none came. */
export type WithoutPapers = {
  readonly id: Id<'visit'>
  /** The second of two linked visits, whose papers are looked at with those of this one. */
  readonly second: Id<'visit'> | null
  readonly day: LocalDate
  readonly appointmentAt: Instant
  /** Counts what was said; 0: nobody was asked for anything yet. */
  readonly version: number
  /** When something was said last. */
  readonly saidAt: Instant | null
}

/** Which of them: by their times, and whether somebody was asked already; or these alone. */
export type WhichWithout =
  | { readonly after: Instant; readonly lastDay: LocalDate; readonly asked: boolean }
  | { readonly only: Id<'visit'> }

/** Booked visits of a site whose services take papers and for which none came, the next first, so many at most. */
export function visitsWithoutPapers(
  tx: Tx,
  siteId: Id<'site'>,
  which: WhichWithout,
  limit: number,
): Promise<WithoutPapers[]> {
  const those =
    'only' in which
      ? sql`v.id = ${which.only}`
      : sql`v.appointment_at > ${at(which.after)} AND v.day <= ${which.lastDay}::date
          AND (c.visit_id IS NOT NULL) = ${which.asked}`
  return tx.rows(
    raw(sql`
      SELECT v.id, v.linked_visit_id AS second, v.day, v.appointment_at AS "appointmentAt",
        coalesce(c.version, 0) AS version, c.said_at AS "saidAt"
      FROM visit v LEFT JOIN precheck c ON c.visit_id = v.id
      WHERE v.site_id = ${siteId} AND v.state = 'booked' AND NOT v.linked_second AND ${those}
        AND EXISTS (
          SELECT FROM visit_matter m JOIN service s ON s.id = m.service_id
          WHERE (m.visit_id = v.id OR m.visit_id = v.linked_visit_id) AND s.takes_papers)
        AND NOT ${CAME}
      ORDER BY v.appointment_at, v.id LIMIT ${limit}`),
  )
}
