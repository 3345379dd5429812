import { sql } from 'kysely'
import type { Id } from '#kernel/id.ts'
import type { StaffLanguage } from '#kernel/language.ts'
import { db } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'
import type { Role, StaffMember } from '../model.ts'

/** The stored password of somebody who may sign in. */
export async function passwordHashOf(tx: Tx, login: string): Promise<string | undefined> {
  const row = await tx.first(
    db
      .selectFrom('staff_member')
      .select('password_hash')
      .where('login', '=', login)
      .where('active', '=', true),
  )
  return row?.password_hash
}

/**
 * Somebody whose password is still the one that was verified. The row is locked against a change of password or
 * rights until the end of the transaction, so that no session comes into being behind their back.
 */
export async function memberWithPassword(
  tx: Tx,
  login: string,
  passwordHash: string,
): Promise<StaffMember | undefined> {
  const row = await tx.first(
    db
      .selectFrom('staff_member')
      .select(['id', 'login', 'name', 'roles', 'site_id', 'language', 'active'])
      .where('login', '=', login)
      .where('password_hash', '=', passwordHash)
      .where('active', '=', true)
      .forShare(),
  )
  return row && member(row)
}

/** Somebody who works or worked here, with the password that decides whether sessions must end. */
export type StoredMember = StaffMember & { readonly passwordHash: string }

/** All people, locked in the order of their logins. Some hundred rows. */
export async function lockMembers(tx: Tx): Promise<StoredMember[]> {
  const rows = await tx.rows(db.selectFrom('staff_member').selectAll().orderBy('login').forUpdate())
  return rows.map((row) => ({ ...member(row), passwordHash: row.password_hash }))
}

/** One person, locked. */
export async function lockMember(tx: Tx, login: string): Promise<StoredMember | undefined> {
  const row = await tx.first(db.selectFrom('staff_member').selectAll().where('login', '=', login).forUpdate())
  return row && { ...member(row), passwordHash: row.password_hash }
}

/** Writes a person, new or known. */
export async function saveMember(tx: Tx, person: StoredMember): Promise<void> {
  const values = {
    login: person.login,
    name: person.name,
    password_hash: person.passwordHash,
    roles: [...person.roles],
    site_id: person.siteId,
    language: person.language,
    active: person.active,
  }
  await tx.run(
    db
      .insertInto('staff_member')
      .values({ id: person.id, ...values })
      .onConflict((conflict) => conflict.column('id').doUpdateSet(values)),
  )
}

type MemberRow = {
  readonly id: Id<'staffMember'>
  readonly login: string
  readonly name: string
  readonly roles: Role[]
  readonly site_id: Id<'site'> | null
  readonly language: StaffLanguage
  readonly active: boolean
}

/** A row as a person. */
export function member({
  site_id: siteId,
  id,
  login,
  name,
  roles,
  language,
  active,
}: MemberRow): StaffMember {
  return { id, login, name, roles, siteId, language, active }
}

/** The ids of the sites in use, by key. */
export async function siteIds(tx: Tx): Promise<Map<string, Id<'site'>>> {
  const rows = await tx.rows(db.selectFrom('site').select(['id', 'key']).where('active', '=', true))
  return new Map(rows.map((row) => [row.key, row.id]))
}

/** Replaces the hash of a password that was just verified by one that costs more; the password stays the same. */
export async function renewHash(tx: Tx, login: string, from: string, to: string): Promise<void> {
  await tx.run(
    db
      .updateTable('staff_member')
      .set({ password_hash: to })
      .where('login', '=', login)
      .where('password_hash', '=', from),
  )
}

/** The first by login who manages all sites of a city; null where nobody does. */
export async function managerOf(tx: Tx): Promise<Id<'staffMember'> | null> {
  const row = await tx.first(
    db
      .selectFrom('staff_member')
      .select('id')
      .where(sql<boolean>`'manager' = ANY (roles)`)
      .where('site_id', 'is', null)
      .orderBy('login')
      .limit(1),
  )
  return row?.id ?? null
}
