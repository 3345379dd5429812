import { sql } from 'kysely'
import type { Id } from '#kernel/id.ts'
import type { Instant, LocalDate } from '#kernel/instant.ts'
import { db, raw } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { PEOPLE_DOMAIN } from './people.ts'

/** Somebody invented who is booked today. */
export type Expected = {
  readonly id: Id<'visit'>
  readonly siteId: Id<'site'>
  readonly linkGeneration: number
  readonly appointmentAt: Instant
  readonly createdAt: Instant
}

/** The invented people who are booked on a day at a site; people who try the demo are not among them. */
export async function invitedOn(tx: Tx, siteId: Id<'site'>, day: LocalDate): Promise<Expected[]> {
  const rows = await tx.rows(
    db
      .selectFrom('visit')
      .innerJoin('visit_contact', 'visit_contact.visit_id', 'visit.id')
      .select([
        'visit.id',
        'visit.site_id',
        'visit.link_generation',
        'visit.appointment_at',
        'visit.created_at',
      ])
      .where('visit.site_id', '=', siteId)
      .where('visit.day', '=', day)
      .where('visit.state', '=', 'booked')
      .where('visit_contact.email', 'like', `%@${PEOPLE_DOMAIN}`),
  )
  return rows.flatMap((row) =>
    row.appointment_at === null
      ? []
      : {
          id: row.id,
          siteId: row.site_id,
          linkGeneration: row.link_generation,
          appointmentAt: row.appointment_at,
          createdAt: row.created_at,
        },
  )
}

/** When something was last written to a journal of the authority; undefined in a new one. */
export async function lastWritten(tx: Tx): Promise<Instant | undefined> {
  // Each site's newest entry by its primary key; some dozen rows.
  const row = await tx.one(
    db
      .selectFrom('journal_counter')
      .innerJoin('journal', (join) =>
        join
          .onRef('journal.site_id', '=', 'journal_counter.site_id')
          .onRef('journal.number', '=', 'journal_counter.last_number'),
      )
      .select(sql<Instant | null>`max(journal.recorded_at)`.as('at')),
  )
  return row.at ?? undefined
}

/** Somebody who came on a past day, and their first call. */
export type CalledThen = {
  readonly visitId: Id<'visit'>
  readonly siteId: Id<'site'>
  readonly booked: boolean
  readonly arrivedAt: Instant
  readonly calledAt: Instant
}

/** Who was called on days before this one, in the order of the calls: some thousand rows (visit_by_day). */
export function calledBefore(tx: Tx, before: LocalDate): Promise<CalledThen[]> {
  return tx.rows(
    raw<CalledThen>(sql`
      SELECT v.id AS "visitId", v.site_id AS "siteId", v.appointment_at IS NOT NULL AS booked,
        v.arrived_at AS "arrivedAt", min(j.happened_at) AS "calledAt"
      FROM visit v JOIN journal j ON j.visit_id = v.id
      WHERE v.day < ${before} AND v.kind = 'on_site' AND v.arrived_at IS NOT NULL AND j.event = 'called'
      GROUP BY v.id ORDER BY "calledAt", v.id`),
  )
}
