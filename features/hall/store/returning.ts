import { sql } from 'kysely'
import type { Id } from '#kernel/id.ts'
import type { Instant, LocalDate } from '#kernel/instant.ts'
import { at, db, raw } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'

/** How somebody who is away is reached, and since when they know that they should come. */
export type Reached = {
  readonly visitId: Id<'visit'>
  readonly phone: string | null
  readonly toldAt: Instant | null
}

/** Keeps the number at which somebody can be reached today; null: none any more. */
export async function saveReturnPhone(tx: Tx, visitId: Id<'visit'>, phone: string | null): Promise<void> {
  if (phone === null) return forget(tx, visitId, 'phone')
  await tx.run(
    db
      .insertInto('visit_return')
      .values({ visit_id: visitId, phone })
      .onConflict((conflict) => conflict.column('visit_id').doUpdateSet({ phone })),
  )
}

/** Notes that a colleague has told somebody to come. */
export async function saveTold(tx: Tx, visitId: Id<'visit'>): Promise<void> {
  await tx.run(
    db
      .insertInto('visit_return')
      .values({ visit_id: visitId, told_at: at(tx.now) })
      .onConflict((conflict) => conflict.column('visit_id').doUpdateSet({ told_at: at(tx.now) })),
  )
}

/** Somebody goes away anew, for another time: what they were told holds no longer. */
export async function forgetTold(tx: Tx, visitId: Id<'visit'>): Promise<void> {
  await forget(tx, visitId, 'told_at')
}

/** Nothing is to be kept of how somebody is reached: they come back for no call. */
export async function forgetReturn(tx: Tx, visitId: Id<'visit'>): Promise<void> {
  await tx.run(db.deleteFrom('visit_return').where('visit_id', '=', visitId))
}

/** Takes one of the two out; a row that says nothing goes (visit_return_says). */
async function forget(tx: Tx, visitId: Id<'visit'>, what: 'phone' | 'told_at'): Promise<void> {
  const other = what === 'phone' ? 'told_at' : 'phone'
  await tx.run(db.deleteFrom('visit_return').where('visit_id', '=', visitId).where(other, 'is', null))
  await tx.run(
    db
      .updateTable('visit_return')
      .set({ [what]: null })
      .where('visit_id', '=', visitId)
      .where(what, 'is not', null),
  )
}

/** How these people are reached; those of whom nothing is known are missing. */
export async function reachedOf(
  tx: Tx,
  visitIds: readonly Id<'visit'>[],
): Promise<ReadonlyMap<Id<'visit'>, Reached>> {
  if (visitIds.length === 0) return new Map()
  const rows = await tx.rows(
    db
      .selectFrom('visit_return')
      .select(['visit_id as visitId', 'phone', 'told_at as toldAt'])
      .where('visit_id', 'in', visitIds),
  )
  return new Map(rows.map((row) => [row.visitId, row]))
}

/**
 * Forgets how those are reached who exchanged their ticket for a time, once that cannot be taken back: nobody with a
 * booking is away. Whose they were.
 */
export async function forgetExchanged(tx: Tx): Promise<Id<'visit'>[]> {
  const rows = await tx.rows(
    raw(sql<{ visit_id: Id<'visit'> }>`
      DELETE FROM visit_return r USING visit v
      WHERE v.id = r.visit_id AND v.state = 'booked' AND NOT EXISTS (
        SELECT FROM undo_point u WHERE u.visit_id = v.id)
      RETURNING r.visit_id`),
  )
  return rows.map(({ visit_id }) => visit_id)
}

/** Numbers are for the day only: deletes those of a site of days before; whose they were. */
export async function deleteReturnsBefore(
  tx: Tx,
  siteId: Id<'site'>,
  today: LocalDate,
): Promise<readonly Id<'visit'>[]> {
  const rows = await tx.rows(
    raw<{ visitId: Id<'visit'> }>(sql`
      DELETE FROM visit_return r USING visit v
      WHERE v.id = r.visit_id AND v.site_id = ${siteId} AND v.day < ${today}
      RETURNING r.visit_id AS "visitId"`),
  )
  return rows.map(({ visitId }) => visitId)
}
