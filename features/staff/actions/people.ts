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
  const wanted = people.map((person) => {
    const siteId = sites.get(person.site ?? '') ?? null
    return imported(tx, person, siteId, hashOf(person.login), before.get(person.login))
  })
  const listed = new Set(people.map(({ login }) => login))
  const left = [...before.values()].filter(({ active, login }) => active && !listed.has(login))
  const gone = left.map((person) => ({ ...person, active: false }))
  const created = wanted.filter(({ login }) => !before.has(login))
  const differs = (same: (a: StoredMember, b: StoredMember) => boolean) => (person: StoredMember) => {
    const known = before.get(person.login)
    return known !== undefined && !same(known, person)
  }
  const changed = wanted.filter(differs(sameMember))
  const written = [...created, ...changed, ...gone]
  for (const person of written) await saveMember(tx, person)
  await endSessions(
    tx,
    [...changed.filter(differs(sameRights)), ...gone].map(({ id }) => id),
  )
  if (written.length > 0) await writeAudit(tx, { action: 'imported', staffId: null })
  return ok({ created: created.length, changed: changed.length, deactivated: gone.length })
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
