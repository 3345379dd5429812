import { sql } from 'kysely'
import type { Id } from '#kernel/id.ts'
import { db } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'
import type { Visit } from '../model.ts'
import { toVisit, VISIT_COLUMNS } from './visit.ts'

/**
 * Bookings from a day on by number, name or e-mail, some at most, for staff who look for one. With a site only those
 * of this site, but for the one whose number was given: who knows the number, knows the booking.
 */
export async function findBookings(
  tx: Tx,
  fromDay: Visit['day'],
  search: string,
  siteId: Id<'site'> | null,
): Promise<Visit[]> {
  const number = search.toUpperCase().replaceAll(/[^A-Z0-9]/g, '')
  const rows = await tx.rows(
    db
      .selectFrom('visit')
      .innerJoin('visit_contact', 'visit_contact.visit_id', 'visit.id')
      .select(VISIT_COLUMNS)
      .where('visit.day', '>=', fromDay)
      .where('visit.state', 'in', ['held', 'booked', 'waiting', 'called', 'serving', 'missed'])
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
      .limit(20),
  )
  return rows.map(toVisit)
}
