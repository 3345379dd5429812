import type { Id } from '#kernel/id.ts'
import { HOUR, plus } from '#kernel/instant.ts'
import { at, db } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'
import type { Visit } from '../model.ts'
import { toVisit, visits } from './visitRow.ts'

/** Visits of days before the given one that were left open (index visit_open). */
export async function openVisitsBefore(
  tx: Tx,
  siteId: Id<'site'>,
  day: Visit['day'],
  limit: number,
): Promise<Visit[]> {
  const rows = await tx.rows(
    visits
      .where('site_id', '=', siteId)
      .where('day', '<', day)
      .where('state', 'in', ['booked', 'waiting', 'called', 'serving', 'parked', 'missed'])
      .limit(limit)
      .forUpdate()
      .skipLocked(),
  )
  return rows.map(toVisit)
}

/** Holds whose claim was past its end when the statement began, the longest past first; index claim_until. */
export async function visitsWithExpiredClaim(tx: Tx, limit: number): Promise<Visit[]> {
  const rows = await tx.rows(
    visits
      .where('state', '=', 'held')
      .where(
        'visit.id',
        'in',
        db
          .selectFrom('claim')
          .select('visit_id')
          .where('kind', '=', 'held')
          .where('until', '<=', at(tx.now))
          .orderBy('until')
          .limit(limit),
      )
      .forUpdate()
      .skipLocked(),
  )
  return rows.map(toVisit)
}

/** Booked visits by telephone and video whose time has come, some at a time (index visit_remote). */
export async function dueElsewhere(tx: Tx, limit: number): Promise<Visit[]> {
  const rows = await tx.rows(
    visits
      .where('state', '=', 'booked')
      .where('kind', '!=', 'on_site')
      .where('appointment_at', '<=', at(tx.now))
      // Those of days that are over are left to the end of the day.
      .where('appointment_at', '>', at(plus(tx.now, -12 * HOUR)))
      .orderBy('appointment_at')
      .limit(limit)
      .forUpdate()
      .skipLocked(),
  )
  return rows.map(toVisit)
}

/** Who missed a call and has waited long enough since, some at a time (index visit_missed). */
export async function missedUntilNow(tx: Tx, limit: number): Promise<Visit[]> {
  const rows = await tx.rows(
    visits
      .where('state', '=', 'missed')
      .where('callable_from', '<=', at(tx.now))
      .orderBy('callable_from')
      .limit(limit)
      .forUpdate()
      .skipLocked(),
  )
  return rows.map(toVisit)
}

/** Who was sent on to one counter (or, without it, to any) and has not been called since; index visit_for_counter. */
export async function tiedTo(tx: Tx, counterId: Id<'counter'> | null): Promise<Visit[]> {
  const tied = visits.where('state', 'in', ['waiting', 'parked', 'missed'])
  const there =
    counterId === null
      ? tied.where('for_counter_id', 'is not', null)
      : tied.where('for_counter_id', '=', counterId)
  return (await tx.rows(there.orderBy('visit.id').forUpdate())).map(toVisit)
}
