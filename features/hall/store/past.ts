import { sql } from 'kysely'
import { type Credit, sinceExchange } from '#features/visit/model.ts'
import type { Id } from '#kernel/id.ts'
import type { Instant, LocalDate } from '#kernel/instant.ts'
import { db } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'
import type { PastEntry } from '../model.ts'

/** A day of a site on which people came. */
export type SiteDay = { readonly siteId: Id<'site'>; readonly day: LocalDate }

/** The days from one to another (without it) on which people came, by site (index visit_by_day). */
export function daysWithPeople(tx: Tx, from: LocalDate, before: LocalDate): Promise<SiteDay[]> {
  return tx.rows(
    db
      .selectFrom('visit')
      .select(['site_id as siteId', 'day'])
      .distinct()
      .where('day', '>=', from)
      .where('day', '<', before)
      .where('arrived_at', 'is not', null)
      .where('kind', '=', 'on_site')
      .orderBy('day')
      .orderBy('site_id'),
  )
}

/** Somebody who came, with all that the journal says of them since. */
export type PastVisit = {
  readonly id: Id<'visit'>
  readonly ticketNumber: string
  readonly arrivedAt: Instant
  readonly appointmentAt: Instant | null
  readonly minutes: number
  readonly credits: readonly Credit[]
  readonly entries: readonly PastEntry[]
}

/** Who came on a day, with their journal: two queries, some thousand rows on a busy day. */
export async function readPastVisits(tx: Tx, { siteId, day }: SiteDay): Promise<PastVisit[]> {
  const visits = await tx.rows(
    db
      .selectFrom('visit')
      .select(['id', 'ticket_number', 'arrived_at', 'appointment_at', 'minutes', 'credits'])
      .where('day', '=', day)
      .where('site_id', '=', siteId)
      .where('kind', '=', 'on_site')
      .where('arrived_at', 'is not', null),
  )
  const ids = visits.map(({ id }) => id)
  const rows = ids.length
    ? await tx.rows(
        db
          .selectFrom('journal')
          .select(['visit_id', 'event', sql<PastEntry['to']>`to_state`.as('to'), 'reason'])
          .select(['counter_id as counterId', 'happened_at as happenedAt'])
          .where(sql<boolean>`visit_id = ANY(${ids}::uuid[])`)
          .orderBy('visit_id')
          .orderBy('visit_version'),
      )
    : []
  const journal = Map.groupBy(rows, (row) => row.visit_id)
  return visits.flatMap(({ id, ticket_number, arrived_at, appointment_at, minutes, credits }) =>
    ticket_number === null || arrived_at === null
      ? []
      : {
          id,
          ticketNumber: ticket_number,
          arrivedAt: arrived_at,
          appointmentAt: appointment_at,
          minutes,
          credits,
          entries: sinceExchange(journal.get(id) ?? []),
        },
  )
}
