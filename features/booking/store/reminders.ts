import { sql } from 'kysely'
import type { Id } from '#kernel/id.ts'
import type { Instant, LocalDate } from '#kernel/instant.ts'
import type { Language } from '#kernel/language.ts'
import { at, raw } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'

/** A visit to come, alone or the first of two, with what decides about its reminders. */
export type Remindable = {
  readonly id: Id<'visit'>
  readonly siteId: Id<'site'>
  readonly state: 'held' | 'booked'
  readonly appointmentAt: Instant
  readonly language: Language
  readonly linkedVisitId: Id<'visit'> | null
  readonly email: string | null
  readonly phone: string | null
  readonly mobile: string | null
  /** As the row holds them; null where nobody asked. */
  readonly reminders: string[] | null
  /** Of both, where two are linked. */
  readonly serviceIds: Id<'service'>[]
}

/**
 * Visits to come for a service, or linked with one, whose people can be reached, by index visit_open. `fromDay`: no visit
 * of an earlier day begins after now, on whatever clock.
 */
export function readRemindable(tx: Tx, serviceId: Id<'service'>, fromDay: LocalDate): Promise<Remindable[]> {
  return tx.rows(
    raw<Remindable>(sql`
      SELECT visit.id, visit.site_id AS "siteId", visit.state, visit.appointment_at AS "appointmentAt", visit.language,
        visit.linked_visit_id AS "linkedVisitId", contact.email, contact.phone, contact.mobile, contact.reminders,
        array_agg(own.service_id) AS "serviceIds"
      FROM visit
        JOIN visit_contact contact ON contact.visit_id = visit.id
        JOIN visit_matter own ON own.visit_id IN (visit.id, visit.linked_visit_id)
      WHERE visit.state IN ('held', 'booked') AND NOT visit.linked_second AND visit.day >= ${fromDay}
        AND visit.appointment_at > ${at(tx.now)}
      GROUP BY visit.id, contact.visit_id
      HAVING bool_or(own.service_id = ${serviceId})
      ORDER BY visit.id`),
  )
}

/** Writes down what people are reminded of from now on, as rows hold it. */
export async function writeChosen(
  tx: Tx,
  chosen: readonly { readonly visitId: Id<'visit'>; readonly reminders: readonly string[] }[],
): Promise<void> {
  if (chosen.length === 0) return
  await tx.run(
    raw(sql`
      UPDATE visit_contact SET reminders = CASE WHEN new.reminders = '' THEN '{}' ELSE string_to_array(new.reminders, ',') END
      FROM unnest(${chosen.map(({ visitId }) => visitId)}::uuid[],
        ${chosen.map(({ reminders }) => reminders.join(','))}::text[]) AS new (visit_id, reminders)
      WHERE visit_contact.visit_id = new.visit_id`),
  )
}
