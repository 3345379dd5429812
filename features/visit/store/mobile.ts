import type { Id } from '#kernel/id.ts'
import type { LocalDate } from '#kernel/instant.ts'
import type { Language } from '#kernel/language.ts'
import { db } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'

/** Somebody who waits and is told of their turn by SMS. */
export type ToldByMobile = {
  readonly visitId: Id<'visit'>
  readonly siteId: Id<'site'>
  readonly language: Language
  /** As E.164. */
  readonly mobile: string
  /** Of which wait (waitsOf) they know that their turn is near; null: of none. */
  readonly toldTurn: number | null
}

/** Keeps the number, as E.164, that is told of a visit's turn; another one than before has been told nothing yet. */
export async function saveMobile(tx: Tx, visitId: Id<'visit'>, mobile: string): Promise<void> {
  const told = { mobile, told_turn: null }
  await tx.run(
    db
      .insertInto('visit_mobile')
      .values({ visit_id: visitId, ...told })
      .onConflict((conflict) => conflict.column('visit_id').doUpdateSet(told)),
  )
}

/** The number that is told of a visit's turn; undefined where there is none. */
export async function mobileOf(tx: Tx, visitId: Id<'visit'>): Promise<string | undefined> {
  const row = await tx.first(db.selectFrom('visit_mobile').select('mobile').where('visit_id', '=', visitId))
  return row?.mobile
}

/** All who are told by SMS: as many rows as people who wait and asked for it. */
export async function allMobiles(tx: Tx): Promise<ToldByMobile[]> {
  return tx.rows(
    db
      .selectFrom('visit_mobile')
      .innerJoin('visit', 'visit.id', 'visit_mobile.visit_id')
      .select(['visit_mobile.visit_id as visitId', 'visit.site_id as siteId', 'visit.language'])
      .select(['visit_mobile.mobile', 'visit_mobile.told_turn as toldTurn'])
      .orderBy('visit_mobile.visit_id'),
  )
}

/** Notes that somebody is told of this wait; false if they were, whoever told them at the same moment. */
export async function markTurnTold(tx: Tx, visitId: Id<'visit'>, turn: number): Promise<boolean> {
  const count = await tx.run(
    db
      .updateTable('visit_mobile')
      .set({ told_turn: turn })
      .where('visit_id', '=', visitId)
      .where('told_turn', 'is distinct from', turn),
  )
  return count === 1
}

/** From now on the number is told of the second of two linked visits, unless that has one. */
export async function moveMobile(tx: Tx, first: Id<'visit'>, second: Id<'visit'>): Promise<void> {
  const mobile = await mobileOf(tx, first)
  await deleteMobiles(tx, [first])
  if (mobile !== undefined && (await mobileOf(tx, second)) === undefined) await saveMobile(tx, second, mobile)
}

/** Forgets the numbers of visits. */
export async function deleteMobiles(tx: Tx, visitIds: readonly Id<'visit'>[]): Promise<void> {
  if (visitIds.length === 0) return
  await tx.run(db.deleteFrom('visit_mobile').where('visit_id', 'in', visitIds))
}

/** The visits of a site of days before whose numbers are still kept. */
export async function mobilesBefore(tx: Tx, siteId: Id<'site'>, today: LocalDate): Promise<Id<'visit'>[]> {
  const rows = await tx.rows(
    db
      .selectFrom('visit_mobile')
      .innerJoin('visit', 'visit.id', 'visit_mobile.visit_id')
      .select('visit_mobile.visit_id as visitId')
      .where('visit.site_id', '=', siteId)
      .where('visit.day', '<', today),
  )
  return rows.map(({ visitId }) => visitId)
}
