import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { HOUR, localTime, plus } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { addDays, instantOf } from '#kernel/wallTime.ts'
import { searchFiles } from '#platform/files/search.ts'
import { systemClock } from '#platform/time/clock.ts'
import { type City, openCity } from '#test/city.ts'
import { openPapersCity, type PapersCity, stub } from '#test/papersCity.ts'
import { openKey } from './actions/vault.ts'
import { destroyDayKeys, removeRests, settleKeeping, verifyDeletion } from './actions.ts'
import { tablesWith } from './store.ts'

// Attack A-34: after its day nothing of a paper can be found, also not with what a copy of the database holds.

const MARKER = 'MARKER-4711-GEBURTSURKUNDE'
let city: City
let papers: PapersCity
const filesWith = async (folder: string) => (await searchFiles([folder], MARKER)).found

beforeAll(async () => {
  city = await openCity()
  papers = await openPapersCity(city)
})
afterEach(() => city.unchanged())
afterAll(async () => {
  papers.close()
  await city.drop()
})

it('after its day a paper is nowhere: no table, no file, and no key to a copy', async () => {
  const visit = await papers.booked()
  const _matterId = await papers.matterOf(visit.id)
  await papers.hand(visit, { name: `${MARKER}.pdf`, content: stub(MARKER) })
  const tables = (at?: number) => papers.run((tx) => tablesWith(tx, MARKER), at as never)
  // The control: what is to be found later nowhere is found now.
  expect(await tables()).toEqual(['paper_file'])
  const [row] = await papers.sql('SELECT id, wrapped_key, kept_until::text AS kept_until FROM paper_file')
  const copy = {
    place: { owner: 'neuwalden', id: String(row?.id), content: 1 },
    file: { wrappedKey: row?.wrapped_key as Buffer, keptUntil: row?.kept_until as never },
  }
  const key = openKey(papers.vault, copy.place, copy.file) ?? impossible('no key')
  expect((await papers.vault.files.read(copy.place, key)).includes(MARKER)).toBe(true)
  expect(await filesWith(papers.home)).toEqual([])

  const after = instantOf(addDays(visit.day, 15), localTime('12:00'), 'Europe/Berlin')
  await papers.run((tx) => settleKeeping(tx, papers.vault), after)
  await papers.run((tx) => destroyDayKeys(tx, papers.vault), after)
  await removeRests(city.database, city.authority, papers.vault, Number.MAX_SAFE_INTEGER)
  expect(await tables()).toEqual([])
  expect(await filesWith(papers.home)).toEqual([])
  expect(openKey(papers.vault, copy.place, copy.file)).toBeUndefined()
  await expect(papers.vault.files.read(copy.place, key)).rejects.toThrow()
})

it('the search finds what is there, however it is written (control)', async () => {
  const folder = join(papers.home, 'exports')
  mkdirSync(folder)
  const written = [
    Buffer.from(`x ${MARKER} y`),
    Buffer.from(MARKER, 'utf16le'),
    Buffer.from(Buffer.from(MARKER).toString('hex')),
    ...['', 'a', 'ab'].map((before) => Buffer.from(Buffer.from(`${before}${MARKER}!`).toString('base64'))),
  ]
  for (const [index, bytes] of written.entries()) writeFileSync(join(folder, String(index)), bytes)
  expect(await filesWith(folder)).toHaveLength(written.length)
})

it('it finds what stands across two parts of a large file, and says what it could not read', async () => {
  const folder = join(papers.home, 'dumps')
  mkdirSync(folder)
  const part = 1_000
  // Wherever the border between two parts falls in it.
  for (let before = part - MARKER.length; before <= part + 1; before++)
    writeFileSync(join(folder, String(before)), `${'.'.repeat(before)}${MARKER}${'.'.repeat(2 * part)}`)
  const gone = join(papers.home, 'not there')
  const { found, unread } = await searchFiles([folder, gone], MARKER, part)
  expect(found).toHaveLength(MARKER.length + 2)
  expect(unread).toEqual([gone])
  rmSync(folder, { recursive: true })
})

/** What the command says does not hold. */
async function faults(
  vault = papers.vault,
  folders = [papers.home],
  now = systemClock.now(),
): Promise<string[]> {
  const findings = await verifyDeletion(city.database, city.authority, vault, folders, now)
  expect(findings).toHaveLength(10)
  return findings.filter(({ holds }) => !holds).map(({ what }) => what)
}

it('the command proves it for a city, and says where it does not hold', async () => {
  expect(await faults()).toEqual([])
  const destroysNothing = { ...papers.vault, keys: { ...papers.vault.keys, destroy: () => true } }
  expect(await faults(destroysNothing)).toEqual([
    'after: no key opens it, also not with copies of file and database',
    'no key is left of a day that is over: 1970-01-02',
  ])
  expect(await faults()).toEqual([])
  const gone = join(papers.home, 'not there')
  expect(await faults(papers.vault, [gone])).toEqual([`all folders and files can be read: ${gone}`])
  // The planted paper was never there.
  const counts =
    'SELECT (SELECT count(*) FROM paper) + (SELECT count(*) FROM paper_file) + (SELECT count(*) FROM paper_event) AS n'
  const [before] = await papers.sql(counts)
  await faults()
  expect((await papers.sql(counts))[0]).toEqual(before)
})

it('it says which table keeps the name of a paper that was destroyed', async () => {
  await papers.sql(`
    CREATE TABLE copied (name text);
    GRANT SELECT, INSERT ON copied TO PUBLIC;
    CREATE FUNCTION copy_name() RETURNS trigger LANGUAGE plpgsql AS
      'BEGIN INSERT INTO copied VALUES (NEW.name); RETURN NEW; END';
    CREATE TRIGGER copies AFTER INSERT ON paper_file FOR EACH ROW EXECUTE FUNCTION copy_name()`)
  expect(await faults()).toEqual(['after: no table holds it: copied'])
  await papers.sql('DROP TRIGGER copies ON paper_file; DROP FUNCTION copy_name; DROP TABLE copied')
})

it('where no row could be planted it proves nothing, and says so', async () => {
  const nowhere = await verifyDeletion(
    city.database,
    city.other,
    papers.vault,
    [papers.home],
    systemClock.now(),
  )
  expect(nowhere.filter(({ holds }) => !holds)).toEqual([
    { what: 'before: a table holds it (no visit could have papers yet)', holds: false },
  ])
})

it('what is packed is no proof', async () => {
  const folder = join(papers.home, 'backups')
  mkdirSync(folder)
  const packed = gzipSync(Buffer.from(`${MARKER} `.repeat(10)))
  const dump = Buffer.from('PGDMP and what follows')
  const names = [...Object.entries({ 'all.sql.gz': packed, 'no name': packed, 'all.dump': dump })].map(
    ([name, bytes]) => {
      writeFileSync(join(folder, name), bytes)
      return join(folder, name)
    },
  )
  const { found, unread } = await searchFiles([folder], MARKER)
  expect([found, [...unread].sort()]).toEqual([[], names.sort()])
  // What is read in one of them all the same is found.
  writeFileSync(join(folder, 'half'), Buffer.concat([packed, Buffer.from(MARKER)]))
  expect((await searchFiles([folder], MARKER)).found).toEqual([join(folder, 'half')])
  rmSync(folder, { recursive: true })
})

it('it says where a paper lies in the open, or was left behind', async () => {
  const written: string[] = []
  const open = {
    ...papers.vault,
    files: {
      ...papers.vault.files,
      async write(...[place, key, bytes]: Parameters<typeof papers.vault.files.write>) {
        const path = join(papers.home, 'open')
        writeFileSync(path, bytes)
        written.push(path)
        return papers.vault.files.write(place, key, bytes)
      },
    },
  }
  expect(await faults(open)).toEqual([
    'before: on the disk it cannot be read',
    `after: no file holds it: ${written[0]}`,
  ])
  const forgets = { ...papers.vault, files: { ...papers.vault.files, remove: async () => undefined } }
  const inThreeHours = plus(systemClock.now(), 3 * HOUR)
  expect(await faults(forgets, [papers.home], inThreeHours)).toEqual([
    'nothing lies on the disk that belongs to no paper',
  ])
})
