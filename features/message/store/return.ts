import { sql } from 'kysely'
import { type Id, newId } from '#kernel/id.ts'
import type { Instant } from '#kernel/instant.ts'
import type { Language } from '#kernel/language.ts'
import { at, db } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'

/** Writes the SMS to whoever is away until then; one of the same time is there already (index message_come_back_once). */
export async function insertReturn(
  tx: Tx,
  visitId: Id<'visit'>,
  told: {
    readonly backAt: Instant
    readonly dueAt: Instant
    readonly language: Language
    readonly number: string
  },
): Promise<void> {
  await tx.run(
    db
      .insertInto('message')
      .values({
        id: newId<'message'>(tx.now),
        visit_id: visitId,
        kind: 'come_back',
        language: told.language,
        channel: 'sms',
        recipient: told.number,
        state: 'due',
        due_at: at(told.dueAt),
        attempts: 0,
        created_at: at(tx.now),
        about_at: at(told.backAt),
      })
      .onConflict((conflict) =>
        // No parameter: a plan for every value would not know that it means the index.
        conflict.columns(['visit_id', 'about_at']).where('kind', '=', sql.lit('come_back')).doNothing(),
      ),
  )
}

/** Takes away what waits to call somebody back, and the number from what did not arrive. By index message_by_visit. */
export function dropReturns(tx: Tx, visitId: Id<'visit'>): void {
  tx.sendAlong(
    db
      .deleteFrom('message')
      .where('visit_id', '=', visitId)
      .where('kind', '=', 'come_back')
      .where('state', '=', 'due'),
  )
  tx.sendAlong(
    db
      .updateTable('message')
      .set({ recipient: '' })
      .where('visit_id', '=', visitId)
      .where('kind', '=', 'come_back')
      .where('state', 'in', ['failed', 'unknown']),
  )
}

/** The number that somebody who is away left at the desk, as it was typed. */
export async function phoneAtDesk(tx: Tx, visitId: Id<'visit'>): Promise<string | undefined> {
  const row = await tx.first(db.selectFrom('visit_return').select('phone').where('visit_id', '=', visitId))
  return row?.phone ?? undefined
}

/** Somebody stays away for longer: what waits to call them back waits as long. */
export function moveReturns(tx: Tx, visitId: Id<'visit'>, backAt: Instant, dueAt: Instant): void {
  tx.sendAlong(
    db
      .updateTable('message')
      .set({ about_at: at(backAt), due_at: at(dueAt) })
      .where('visit_id', '=', visitId)
      .where('kind', '=', 'come_back')
      .where('state', '=', 'due'),
  )
}
