import type { Id } from '#kernel/id.ts'
import { db } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'

/** How long a visit takes by what was found in its papers; undefined: as the catalogue says. */
export async function minutesFound(tx: Tx, visitId: Id<'visit'>): Promise<number | undefined> {
  const row = await tx.first(db.selectFrom('precheck').select('minutes').where('visit_id', '=', visitId))
  return row?.minutes ?? undefined
}

/** A visit is for other matters now: how long it takes is what the catalogue says. */
export async function forgetMinutes(tx: Tx, visitId: Id<'visit'>): Promise<void> {
  await tx.run(
    db.updateTable('precheck').set({ minutes: null, another_time: false }).where('visit_id', '=', visitId),
  )
}

/** Whoever was asked to choose another time has done so. */
export async function anotherTimeFound(tx: Tx, visitId: Id<'visit'>): Promise<void> {
  await tx.run(db.updateTable('precheck').set({ another_time: false }).where('visit_id', '=', visitId))
}

/** The time that somebody has taken has no room for what was found in their papers. */
export async function askAnotherTime(tx: Tx, visitId: Id<'visit'>): Promise<void> {
  await tx.run(db.updateTable('precheck').set({ another_time: true }).where('visit_id', '=', visitId))
}

/** Was somebody asked to choose another time, because theirs has no room for what was found in their papers? */
export async function anotherTimeAsked(tx: Tx, visitId: Id<'visit'>): Promise<boolean> {
  const row = await tx.first(db.selectFrom('precheck').select('another_time').where('visit_id', '=', visitId))
  return row?.another_time ?? false
}
