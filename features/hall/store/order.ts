import { visitsOfSite } from '#features/visit/actions.ts'
import { sinceExchange, type Visit } from '#features/visit/model.ts'
import type { Id } from '#kernel/id.ts'
import type { LocalDate } from '#kernel/instant.ts'
import { db } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'
import type { NumberedEntry } from '../model.ts'

/** A line of the journal, and whose it is. */
export type CallEntry = NumberedEntry & { readonly visitId: Id<'visit'> }

/** The journal of these visits since they came, in its order (journal_visit_version_once). */
export async function journalOfVisits(tx: Tx, ids: readonly Id<'visit'>[]): Promise<CallEntry[]> {
  const rows = await tx.rows(
    db
      .selectFrom('journal')
      .select([
        'number',
        'visit_id as visitId',
        'event',
        'happened_at as happenedAt',
        'counter_id as counterId',
        'reason',
      ])
      .where('visit_id', 'in', ids)
      .orderBy('visit_id')
      .orderBy('visit_version'),
  )
  return [...Map.groupBy(rows, ({ visitId }) => visitId).values()].flatMap((own) => sinceExchange(own))
}

/** Who has one of these numbers at a site on a day, in whatever state they are now. */
export async function visitsByTicket(
  tx: Tx,
  siteId: Id<'site'>,
  day: LocalDate,
  tickets: readonly string[],
): Promise<Visit[]> {
  const arrived = ['waiting', 'called', 'serving', 'parked', 'done', 'missed', 'left'] as const
  const visits = await visitsOfSite(tx, siteId, day, arrived)
  return visits.filter(({ ticketNumber }) => ticketNumber !== null && tickets.includes(ticketNumber))
}
