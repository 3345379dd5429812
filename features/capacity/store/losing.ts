import { sql } from 'kysely'
import type { Id } from '#kernel/id.ts'
import type { Instant } from '#kernel/instant.ts'
import { raw } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'

/** A booking that would have no place, without whom it concerns. */
export type LosingBooking = {
  readonly startsAt: Instant
  readonly minutes: number
  readonly services: readonly string[]
}

/** The first bookings of these claims, earliest first, with the keys of their services. One probe for each claim. */
export async function readLosing(
  tx: Tx,
  claims: readonly Id<'claim'>[],
  limit: number,
): Promise<LosingBooking[]> {
  if (claims.length === 0) return []
  return tx.rows(
    raw<LosingBooking>(sql`
      SELECT visit.appointment_at AS "startsAt", visit.minutes, ARRAY(SELECT service.key FROM visit_matter m
        JOIN service ON service.id = m.service_id WHERE m.visit_id = visit.id ORDER BY service.key) AS services
      FROM claim JOIN visit ON visit.id = claim.visit_id
      WHERE claim.id = ANY (${claims}::uuid[]) AND visit.state = 'booked'
      ORDER BY visit.appointment_at, visit.id LIMIT ${limit}`),
  )
}
