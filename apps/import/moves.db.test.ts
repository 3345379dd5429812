import { afterEach, beforeEach, expect, test } from 'vitest'
import { findSite } from '#features/authority/actions.ts'
import { authorityFaults } from '#features/authority/contract/import.ts'
import { bookForCaller } from '#features/booking/actions.ts'
import { type Instant, parseInstant } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { hashToken } from '#platform/crypto/token.ts'
import { db } from '#platform/db/query.ts'
import { type City, openCity } from '#test/city.ts'
import { TEST_AUTHORITIES, TEST_START, testData } from '#test/fixtures.ts'
import type { AuthorityData } from './files.ts'
import { importData } from './importAuthority.ts'

type Sites = AuthorityData['sites']
type Move = NonNullable<Sites[number]['moves']>[number]

let city: City

beforeEach(async () => {
  city = await openCity()
})
afterEach(async () => {
  await city.unchanged()
  await city.drop()
})

const [named] = TEST_AUTHORITIES
const DATA = testData(named ?? impossible('no test authority'))
const links = { tokenOf: (_: string, visitId: string) => visitId, digestOf: hashToken }

/** Imports the test city again with another entry for its first site. */
async function bring(change: Partial<Sites[number]>, at: Instant = TEST_START) {
  const sites = DATA.sites.map((site) => (site.key === 'mitte' ? { ...site, ...change } : site))
  const done = await importData(city.database, city.authority, { ...DATA, sites }, { at })
  return done.ok ? done.report.moves : impossible(JSON.stringify(done.faults))
}

function moveTo(street: string, firstDay: string): Move {
  const { texts, district, postcode, town, latitude, longitude } = DATA.sites[0] ?? impossible('no site')
  return { texts, district, postcode, town, latitude, longitude, stepFree: true, street, firstDay }
}

const streetAt = (at: string) =>
  city.database.withAuthority(city.authority, async (tx) => (await findSite(tx, 'mitte'))?.street, {
    at: parseInstant(at),
  })

const told = () =>
  city.database.withAuthority(city.authority, (tx) =>
    tx.rows(db.selectFrom('message').select('kind').where('kind', '=', 'relocated')),
  )

test('a file announces moves, and its people are told once', async () => {
  await city.database.withAuthority(
    city.authority,
    (tx) =>
      bookForCaller(tx, links, {
        matters: [{ serviceKey: 'identity-card', people: 1 }],
        siteKey: 'mitte',
        startsAt: parseInstant('2027-03-04T09:00:00Z'),
        language: 'de',
        channel: 'telephone',
        contact: { name: 'Ada', email: 'ada@example.org', phone: null },
      }),
    { at: TEST_START },
  )
  const moves = [moveTo('Ring 2', '2027-03-04')]
  expect(await bring({ moves })).toEqual(['mitte'])
  expect(await bring({ moves })).toEqual([])
  expect(await told()).toHaveLength(1)
  expect([await streetAt('2027-03-03T12:00:00Z'), await streetAt('2027-03-04T12:00:00Z')]).toEqual([
    'Am Markt 1',
    'Ring 2',
  ])
})

test('a file that names no moves leaves those that were announced, and one that names none ends them', async () => {
  await bring({ moves: [moveTo('Ring 2', '2027-03-04')] })
  expect(await bring({})).toEqual([])
  expect(await streetAt('2027-03-04T12:00:00Z')).toBe('Ring 2')
  expect(await bring({ moves: [] })).toEqual(['mitte'])
  expect(await streetAt('2027-03-04T12:00:00Z')).toBe('Am Markt 1')
})

test('a file with another address than before speaks of today', async () => {
  await bring({ moves: [moveTo('Ring 2', '2027-03-04'), moveTo('Tor 3', '2027-04-01')] })
  await bring({ street: 'Neu 4' }, parseInstant('2027-03-05T09:00:00Z'))
  expect(await streetAt('2027-03-05T12:00:00Z')).toBe('Neu 4')
  expect(await streetAt('2027-04-01T12:00:00Z')).toBe('Tor 3')
})

test('a file with two moves on one day is refused, with the place of the second', () => {
  const moves = [moveTo('Ring 2', '2027-03-04'), moveTo('Tor 3', '2027-03-04')]
  const sites = DATA.sites.map((site) => ({ ...site, moves }))
  const faults = authorityFaults({ ...DATA, sites })
  expect(faults.map(({ file, path }) => [file, path])).toEqual([
    ['sites.json', [0, 'moves', 1, 'firstDay']],
    ['sites.json', [1, 'moves', 1, 'firstDay']],
  ])
})
