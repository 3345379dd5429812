import { join } from 'node:path'
import { type AuthorityData, readAuthorityFolder } from '#apps/import/files.ts'
import { importData } from '#apps/import/importAuthority.ts'
import { hashPassword } from '#platform/crypto/password.ts'
import type { Authority } from '#platform/db/authority.ts'
import type { Database } from '#platform/db/database.ts'
import type { Migrator } from '#platform/db/migrate.ts'

/** The password of everybody in a demo authority; printed at every start. */
export const DEMO_PASSWORD = 'dran-demo'

/** The folders under demo/ in the order in which their authorities are made: the first answers on 127.0.0.1. */
export const DEMO_KEYS = ['neuwalden', 'zweitstadt'] as const

/** Where the data of the demo authorities stand. */
export function demoFolder(root: string, key: string): string {
  return join(root, 'demo', key)
}

/**
 * A demo authority whose making was broken off: it has no host names yet, so nobody can have reached it.
 * Host names are given last, in one statement; that is the mark that all the rest is there.
 */
export function isUnfinished(authority: Authority): boolean {
  return authority.demo && authority.hostnames.length === 0
}

/** A demo authority that stands but answers to no host name yet. */
export type Begun = { readonly authority: Authority; readonly data: AuthorityData }

/**
 * Makes a demo authority and imports its folder as an administrator would. It reaches no visitor before
 * `finishAuthority`. Under another `key`, for tests.
 */
export async function beginAuthority(
  database: Database,
  migrator: Migrator,
  folder: string,
  key?: string,
): Promise<Begun> {
  const reading = await readAuthorityFolder(folder)
  if (!reading.ok) throw new Error(faultLines(reading.faults))
  const data = key ? { ...reading.data, authority: { ...reading.data.authority, key } } : reading.data
  const authority = await migrator.createAuthority({ key: data.authority.key, hostnames: [], demo: true })
  const hash = await hashPassword(DEMO_PASSWORD)
  const imported = await importData(database, authority, data, { hashOf: () => hash })
  if (!imported.ok) throw new Error(faultLines(imported.faults))
  return { authority, data }
}

/** Opens the doors: from now on the authority answers to its host names. */
export async function finishAuthority(migrator: Migrator, { authority, data }: Begun): Promise<Authority> {
  return migrator.createAuthority({ key: authority.key, hostnames: data.authority.hostnames, demo: true })
}

function faultLines(
  faults: readonly { readonly file: string; readonly path: readonly unknown[]; readonly message: string }[],
): string {
  return faults.map(({ file, path, message }) => `${[file, ...path].join(' ')}: ${message}`).join('\n')
}
