import type { Instant, LocalDate } from '#kernel/instant.ts'
import { at, db } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'

/** Keeps the moment of a day unless another node has drawn one meanwhile; those of earlier days go. */
export async function keepMoment(tx: Tx, day: LocalDate, moment: Instant): Promise<void> {
  await tx.run(
    db
      .insertInto('release_moment')
      .values({ day, at: at(moment) })
      .onConflict((conflict) => conflict.column('day').doNothing()),
  )
  await tx.run(db.deleteFrom('release_moment').where('day', '<', day))
}

/** The moment drawn for a day, if one was. */
export async function readMoment(tx: Tx, day: LocalDate): Promise<Instant | undefined> {
  const row = await tx.first(db.selectFrom('release_moment').select('at').where('day', '=', day))
  return row?.at
}

/** Notes that a day's moment has come; true for the one who notes it first. */
export async function noteReleased(tx: Tx, day: LocalDate): Promise<boolean> {
  const noted = await tx.run(
    db
      .updateTable('release_moment')
      .set({ released: true })
      .where('day', '=', day)
      .where('released', '=', false)
      .where('at', '<=', at(tx.now)),
  )
  return noted === 1
}
