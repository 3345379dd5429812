import { sql } from 'kysely'
import type { Id } from '#kernel/id.ts'
import type { Instant } from '#kernel/instant.ts'
import type { Language } from '#kernel/language.ts'
import { at, db } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'

/** A contact that is proven, or about to be, by the code of a mail. */
export type ContactCheck = {
  readonly id: Id<'contactCheck'>
  readonly contact: Buffer
  readonly name: string
  readonly email: string
  readonly proven: boolean
}

/** So often may a code be typed, and so many times be held for one: the CHECKs of contact_check say the same. */
export const CHECK_TRIES = 5
export const CHECK_HOLDS = 3

export async function insertCheck(
  tx: Tx,
  check: Omit<ContactCheck, 'proven'> & {
    readonly browser: string
    readonly language: Language
    readonly until: Instant
  },
): Promise<void> {
  await tx.run(
    db.insertInto('contact_check').values({ ...check, created_at: at(tx.now), until: at(check.until) }),
  )
}

/** How many codes wait or were typed for this contact and have not run out. */
export async function liveChecks(tx: Tx, contact: Buffer): Promise<number> {
  const { count } = await tx.one(
    db
      .selectFrom('contact_check')
      .select(sql<number>`count(*)::int`.as('count'))
      .where('contact', '=', contact)
      .where('until', '>', at(tx.now)),
  )
  return count
}

/** The newest check of a browser that has not run out. */
export function checkOf(tx: Tx, browser: string): Promise<ContactCheck | undefined> {
  return tx.first(
    db
      .selectFrom('contact_check')
      .select(['id', 'contact', 'name', 'email', 'proven'])
      .where('browser', '=', browser)
      .where('until', '>', at(tx.now))
      .orderBy('id', 'desc')
      .limit(1),
  )
}

/** Counts a try; false when there were enough (contact_check_tries). */
export async function countTry(tx: Tx, id: Id<'contactCheck'>): Promise<boolean> {
  const tried = db
    .updateTable('contact_check')
    .set({ tries: sql<number>`tries + 1` })
    .where('id', '=', id)
    .where('tries', '<', CHECK_TRIES)
  return (await tx.run(tried)) === 1
}

/** The right code was typed: the contact is proven for some time. */
export async function markProven(tx: Tx, id: Id<'contactCheck'>, until: Instant): Promise<void> {
  await tx.run(
    db
      .updateTable('contact_check')
      .set({ proven: true, until: at(until) })
      .where('id', '=', id),
  )
}

/** Uses a proven contact for one hold; false when it was used often enough (contact_check_holds). */
export async function countHold(tx: Tx, id: Id<'contactCheck'>): Promise<boolean> {
  const held = db
    .updateTable('contact_check')
    .set({ holds: sql<number>`holds + 1` })
    .where('id', '=', id)
    .where('proven', '=', true)
    .where('holds', '<', CHECK_HOLDS)
  return (await tx.run(held)) === 1
}

/** Forgets checks that are over, with the names and addresses in them. */
export function forgetChecks(tx: Tx): Promise<number> {
  return tx.run(db.deleteFrom('contact_check').where('until', '<=', at(tx.now)))
}
