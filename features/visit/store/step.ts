import { sql } from 'kysely'
import { type Id, newId } from '#kernel/id.ts'
import { db, prepared } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'

/** The newest step of a visit: the one that is open, or was the last. */
const newest = (visitId: Id<'visit'>) =>
  sql<boolean>`position = (SELECT max(s.position) FROM step s WHERE s.visit_id = ${visitId})`

/** The counter that the visit's step names: where somebody is called or served, or was served last. */
export async function counterOfStep(tx: Tx, visitId: Id<'visit'>): Promise<Id<'counter'> | null> {
  const row = await tx.first(
    db.selectFrom('step').select('counter_id').where('visit_id', '=', visitId).where(newest(visitId)),
  )
  return row?.counter_id ?? null
}

/** Writes how the newest step of a visit stands, and at which counter; goes out with the next statement. */
export function setStep(
  tx: Tx,
  visitId: Id<'visit'>,
  state: 'open' | 'active' | 'done',
  counterId: Id<'counter'> | null,
): void {
  tx.sendAlong(
    prepared(
      db
        .updateTable('step')
        .set({ state, counter_id: counterId })
        .where('visit_id', '=', visitId)
        .where(newest(visitId)),
    ),
  )
}

/** Ends the newest step at this counter, and begins the next one. */
export async function beginNextStep(
  tx: Tx,
  visitId: Id<'visit'>,
  counterId: Id<'counter'> | null,
): Promise<void> {
  await tx.run(
    db
      .updateTable('step')
      .set({ state: 'done', counter_id: counterId })
      .where('visit_id', '=', visitId)
      .where(newest(visitId)),
  )
  await tx.run(
    db
      .insertInto('step')
      .columns(['id', 'visit_id', 'position', 'kind', 'state'])
      .expression(
        db
          .selectFrom('step')
          .select([
            sql<Id<'step'>>`${newId<'step'>(tx.now)}::uuid`.as('id'),
            'visit_id',
            sql<number>`max(position) + 1`.as('position'),
            sql<'counter'>`'counter'`.as('kind'),
            sql<'open'>`'open'`.as('state'),
          ])
          .where('visit_id', '=', visitId)
          .groupBy('visit_id'),
      ),
  )
}
