import { newId } from '#kernel/id.ts'
import { instant, localDate } from '#kernel/instant.ts'
import { randomToken } from '#platform/crypto/token.ts'
import type { Authority } from '#platform/db/authority.ts'
import type { Database } from '#platform/db/database.ts'
import { filesWith } from '#platform/files/search.ts'
import { tablesWith } from '../store.ts'
import { makeKey, openKey, type Vault } from './vault.ts'

/** One thing that was looked at, and whether it is as it must be. */
export type Finding = { readonly what: string; readonly holds: boolean }

/** A day that was over before there was Dran: its key is nobody's. */
const PROBE_DAY = localDate('1970-01-02')

/**
 * Proves that deleting deletes: plants a paper with a random marker in it as people's papers are kept, keeps a copy of
 * what a backup would hold (the sealed file and its wrapped key), destroys the key of its day as the sweep does, and looks
 * for the marker in every table of the city and every file of the folders. Nothing about real papers is kept for it: the
 * marker is made up, known to this run alone. Each search is also made while it must find something, else it proves
 * nothing.
 */
export async function verifyDeletion(
  database: Database,
  authority: Authority,
  vault: Vault,
  folders: readonly string[],
): Promise<Finding[]> {
  const marker = `DRAN-MARKER-${randomToken(24)}`
  const place = { owner: authority.key, id: newId<'paperFile'>(instant(0)), content: 1 as const }
  const { key, wrapped } = makeKey(vault, place, PROBE_DAY)
  const findings: Finding[] = []
  const say = (what: string, holds: boolean) => void findings.push({ what, holds })
  try {
    await vault.files.write(place, key, Buffer.from(`${marker} `.repeat(100)))
    const read = await vault.files.read(place, key)
    say('before: the paper can be opened with its key', read.includes(marker))
    say('before: on the disk it cannot be read', (await filesWith(folders, marker)).length === 0)
  } finally {
    await vault.files.remove(place)
    vault.keys.destroy(place.owner, PROBE_DAY)
  }
  const kept = { wrappedKey: wrapped, keptUntil: PROBE_DAY }
  say(
    'after: no key opens it, also not with copies of file and database',
    openKey(vault, place, kept) === undefined,
  )
  say('after: no file holds it', (await filesWith(folders, marker)).length === 0)
  const tables = await database.withAuthority(authority, (tx) => tablesWith(tx, marker))
  say('after: no table holds it', tables.length === 0)
  return findings
}
