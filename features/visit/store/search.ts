import { sql } from 'kysely'
import type { Id } from '#kernel/id.ts'
import { db } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { readCode, type Visit } from '../model.ts'
import { toVisit, VISIT_COLUMNS } from './visitRow.ts'

const FOUND_LIMIT = 20

/** All visits to the matter with this reference, whenever they were, the newest first; some at most. */
export async function visitsOfReference(tx: Tx, reference: string): Promise<Visit[]> {
  const rows = await tx.rows(
    db
      .selectFrom('matter')
      .innerJoin('visit_matter', 'visit_matter.matter_id', 'matter.id')
      .innerJoin('visit', 'visit.id', 'visit_matter.visit_id')
      .select(VISIT_COLUMNS)
      .where('matter.reference', '=', reference)
      .where('visit.state', '!=', 'expired')
      .orderBy('visit.day', 'desc')
      .orderBy('visit.id', 'desc')
      .limit(FOUND_LIMIT),
  )
  return rows.map(toVisit)
}

/**
 * Visits with a contact from a day on by booking number, name or e-mail, some at most, for staff who look for one: open
 * ones, and those served. With a site only those of this site, but for the one whose number was given: who knows the
 * number, knows the booking.
 */
export async function findBookings(
  tx: Tx,
  fromDay: Visit['day'],
  search: string,
  siteId: Id<'site'> | null,
): Promise<Visit[]> {
  const number = readCode(search)
  const rows = await tx.rows(
    db
      .selectFrom('visit')
      .innerJoin('visit_contact', 'visit_contact.visit_id', 'visit.id')
      .select(VISIT_COLUMNS)
      .where('visit.day', '>=', fromDay)
      .where('visit.state', 'in', ['held', 'booked', 'waiting', 'called', 'serving', 'missed', 'done'])
      .where((where) =>
        where.or([
          where('visit.booking_number', '=', number),
          where('visit_contact.name', 'ilike', `%${search.replaceAll(/[\\%_]/g, '\\$&')}%`),
          // Capitals are kept as typed.
          where(sql<string>`lower(visit_contact.email)`, '=', search.toLowerCase()),
        ]),
      )
      .where((where) =>
        siteId === null
          ? where.lit(true)
          : where.or([where('visit.site_id', '=', siteId), where('visit.booking_number', '=', number)]),
      )
      .orderBy('visit.appointment_at')
      .limit(FOUND_LIMIT),
  )
  return rows.map(toVisit)
}
