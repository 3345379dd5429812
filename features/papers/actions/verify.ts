import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { getSettings } from '#features/authority/actions.ts'
import { type Id, newId } from '#kernel/id.ts'
import { instant, localDate } from '#kernel/instant.ts'
import { addDays, dayOf } from '#kernel/wallTime.ts'
import { randomToken } from '#platform/crypto/token.ts'
import type { Authority } from '#platform/db/authority.ts'
import type { Database } from '#platform/db/database.ts'
import { searchFiles } from '#platform/files/search.ts'
import { MOST_FILES } from '../model.ts'
import { addFile, addPaper, changeState, tablesWith, visitWithPlace } from '../store.ts'
import { restsOf } from './keep.ts'
import { makeKey, openKey, type Vault } from './vault.ts'

/** One thing that was looked at, and whether it is as it must be. */
export type Finding = { readonly what: string; readonly holds: boolean }

/** A day that was over before there was Dran: its key is nobody's. */
const PROBE_DAY = localDate('1970-01-02')

/** Contents that belong to no file are removed every hour; what is older was forgotten. Milliseconds. */
const FORGOTTEN_AGE = 2 * 3_600_000

/** The day a key may be left over: the sweep comes once an hour, also just after midnight. */
const LEFT_OVER_DAYS = 1

/**
 * Proves that deleting deletes: plants a paper with a random marker in it as people's papers are kept, keeps a copy of
 * what a backup would hold (the sealed file and its wrapped key), destroys the key of its day as the sweep does, and looks
 * for the marker in every file of the folders. The row of such a paper, named by a second marker, is planted and destroyed
 * in a transaction that is undone, and every table of the city searched before and after. Nothing about real papers is
 * kept for it: the markers are made up, known to this run alone. Both searches must also find what is there, and a folder
 * or a file that cannot be read, or is packed, is no proof. Of the papers of people it looks at what the sweep has left:
 * keys of days that are over, and contents on the disk that belong to no file. `computerNow` is the time by which the
 * disk dates its files.
 */
export async function verifyDeletion(
  database: Database,
  authority: Authority,
  vault: Vault,
  folders: readonly string[],
  computerNow: number,
): Promise<Finding[]> {
  const marker = `DRAN-MARKER-${randomToken(24)}`
  const id = newId<'paperFile'>(instant(0))
  const place = { owner: authority.key, id, content: 1 as const }
  const { key, wrapped } = makeKey(vault, place, PROBE_DAY)
  const findings: Finding[] = []
  const say = (what: string, holds: boolean) => void findings.push({ what, holds })
  say('the search of files finds a marker that stands in one', await findsInFile(marker))
  try {
    await vault.files.write(place, key, Buffer.from(`${marker} `.repeat(100)))
    const read = await vault.files.read(place, key)
    say('before: the paper can be opened with its key', read.includes(marker))
    const before = await searchFiles(folders, marker)
    say('before: on the disk it cannot be read', before.found.length === 0)
    say(`all folders and files can be read${listed(before.unread)}`, before.unread.length === 0)
  } finally {
    await vault.files.remove(place)
    vault.keys.destroy(place.owner, PROBE_DAY)
  }
  const kept = { wrappedKey: wrapped, keptUntil: PROBE_DAY }
  say(
    'after: no key opens it, also not with copies of file and database',
    openKey(vault, place, kept) === undefined,
  )
  const { found } = await searchFiles(folders, marker)
  say(`after: no file holds it${listed(found)}`, found.length === 0)
  const tables = await searchTables(database, authority, { id, marker, wrapped })
  say(
    `before: a table holds it${tables.isPlanted ? listed(tables.before) : ' (no visit could have papers yet)'}`,
    tables.before.length > 0,
  )
  say(`after: no table holds it${listed(tables.after)}`, tables.after.length === 0)
  const over = await daysLeftOver(database, authority, vault)
  say(`no key is left of a day that is over${listed(over)}`, over.length === 0)
  const rests = await restsOf(database, authority, vault, computerNow, FORGOTTEN_AGE)
  say('nothing lies on the disk that belongs to no paper', rests.length === 0)
  return findings
}

/**
 * The tables in which the name of a planted paper stands, and those in which it, or the marker of its content, stands once
 * it is destroyed. Nobody sees the paper, and in the end it never was: its transaction is undone.
 */
async function searchTables(
  database: Database,
  authority: Authority,
  {
    id,
    marker,
    wrapped,
  }: { readonly id: Id<'paperFile'>; readonly marker: string; readonly wrapped: Buffer },
): Promise<{ readonly isPlanted: boolean; readonly before: string[]; readonly after: string[] }> {
  const undone = new Error('a planted paper is not kept')
  let seen = { isPlanted: false, before: [] as string[], after: [] as string[] }
  const search = database.withAuthority(authority, async (tx) => {
    const name = `DRAN-MARKER-${randomToken(24)}`
    // The last place: nobody who hands something in meanwhile waits for this transaction.
    const slot = MOST_FILES.confirmed
    const visit = await visitWithPlace(tx, slot)
    let before: string[] = []
    if (visit) {
      // An item that is nobody's: no paper of people is locked by it.
      const paperId = await addPaper(tx, visit.matterId, randomToken(24))
      const key = { wrapped, keptUntil: PROBE_DAY }
      const { visitId } = visit
      await addFile(tx, { id, paperId, visitId, slot, name, kind: 'pdf', bytes: marker.length, key })
      before = await tablesWith(tx, name)
      await changeState(tx, { id, state: 'received', version: 1 }, { to: 'destroyed' })
    }
    seen = { isPlanted: visit !== undefined, before, after: await tablesWith(tx, name, marker) }
    throw undone
  })
  await search.catch((error: unknown) => {
    if (error !== undone) throw error
  })
  return seen
}

const listed = (names: readonly string[]) => (names.length === 0 ? '' : `: ${names.join(', ')}`)

/** A search that finds nothing proves nothing: one that must find something. */
async function findsInFile(marker: string): Promise<boolean> {
  const folder = await mkdtemp(join(tmpdir(), 'dran-marker-'))
  try {
    await writeFile(join(folder, 'marker'), marker)
    return (await searchFiles([folder], marker)).found.length === 1
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** Days that are over and whose key is still there. */
function daysLeftOver(database: Database, authority: Authority, { keys }: Vault): Promise<string[]> {
  return database.withAuthority(authority, async (tx) => {
    const today = dayOf(tx.now, (await getSettings(tx)).timeZone)
    return keys.days(authority.key).filter((day) => day < addDays(today, -LEFT_OVER_DAYS))
  })
}
