import { type Id, newId } from '#kernel/id.ts'
import { fail, ok, type Result } from '#kernel/result.ts'
import type { Tx } from '#platform/db/transaction.ts'
import type { StaffImport } from '../model.ts'
import { forgetFailures } from '../store/failures.ts'
import { lockMember, lockMembers, type StoredMember, saveMember, siteIds } from '../store/people.ts'
import { deleteSessions } from '../store/sessions.ts'
import { auditClosedCounters, writeAudit } from './audit.ts'

/** A hash that no password fits: for people who have none yet. */
export const UNUSABLE = '!'

/** What an import did, in people. */
export type StaffImported = {
  readonly created: number
  readonly changed: number
  readonly deactivated: number
}

/**
 * Makes the people of the authority those of the list: new ones are created, known ones (by login) changed, all others
 * become inactive. `hashOf` gives a password's hash for a login; null keeps the present one, and a new person without
 * cannot sign in. Sessions end where password, roles, site or being here changed. Written to the audit if anything
 * changed.
 */
export async function importStaff(
  tx: Tx,
  people: readonly StaffImport[],
  hashOf: (login: string) => string | null,
): Promise<Result<StaffImported, 'unknown_site' | 'duplicate_login'>> {
  const sites = await siteIds(tx)
  if (people.some(({ site }) => site !== null && !sites.has(site))) return fail('unknown_site')
  if (new Set(people.map(({ login }) => login)).size < people.length) return fail('duplicate_login')
  const before = new Map((await lockMembers(tx)).map((person) => [person.login, person]))
  const after = new Map(
    people.map((person) => [
      person.login,
      imported(
        tx,
        person,
        sites.get(person.site ?? '') ?? null,
        hashOf(person.login),
        before.get(person.login),
      ),
    ]),
  )
  for (const [login, person] of before) {
    if (!after.has(login)) after.set(login, { ...person, active: false })
  }
  const pairs = [...after.values()].map((person) => ({ person, known: before.get(person.login) }))
  const changed = pairs.filter(({ person, known }) => known && !sameMember(known, person))
  const created = pairs.filter(({ known }) => !known)
  for (const { person } of [...created, ...changed]) await saveMember(tx, person)
  await endSessions(
    tx,
    changed.filter(({ person, known }) => known && !sameRights(known, person)).map(({ person }) => person.id),
  )
  if (created.length + changed.length > 0) await writeAudit(tx, { action: 'imported', staffId: null })
  const deactivated = changed.filter(({ person, known }) => known?.active && !person.active).length
  return ok({ created: created.length, changed: changed.length - deactivated, deactivated })
}

function imported(
  tx: Tx,
  person: StaffImport,
  siteId: Id<'site'> | null,
  hash: string | null,
  known: StoredMember | undefined,
): StoredMember {
  const { login, name, roles, language } = person
  const id = known?.id ?? newId<'staffMember'>(tx.now)
  return {
    id,
    login,
    name,
    roles,
    siteId,
    language,
    active: true,
    passwordHash: hash ?? known?.passwordHash ?? UNUSABLE,
  }
}

function sameMember(a: StoredMember, b: StoredMember): boolean {
  return sameRights(a, b) && a.name === b.name && a.language === b.language
}

function sameRights(a: StoredMember, b: StoredMember): boolean {
  const roles = (person: StoredMember) => [...person.roles].sort().join()
  return (
    a.passwordHash === b.passwordHash &&
    a.active === b.active &&
    a.siteId === b.siteId &&
    roles(a) === roles(b)
  )
}

/** Gives somebody a new password: all their sessions end, and old failures delay them no longer. */
export async function setPassword(
  tx: Tx,
  login: string,
  hash: string,
): Promise<Result<undefined, 'not_found'>> {
  const person = await lockMember(tx, login)
  if (!person) return fail('not_found')
  await saveMember(tx, { ...person, passwordHash: hash })
  await forgetFailures(tx, login)
  await endSessions(tx, [person.id])
  return ok(undefined)
}

async function endSessions(tx: Tx, staffIds: readonly Id<'staffMember'>[]): Promise<void> {
  if (staffIds.length === 0) return
  await auditClosedCounters(tx, await deleteSessions(tx, { staffIds }))
}
