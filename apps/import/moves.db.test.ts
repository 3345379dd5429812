import type pg from 'pg'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { findSite } from '#features/authority/actions.ts'
import { authorityFaults } from '#features/authority/contract/import.ts'
import { bookForCaller } from '#features/booking/actions.ts'
import { claimDue, endAttempt, loadFacts } from '#features/message/actions.ts'
import { composeMessage } from '#features/message/model/compose.ts'
import { newId } from '#kernel/id.ts'
import { type Instant, parseInstant } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { quoteIdentifier } from '#platform/db/authority.ts'
import { db } from '#platform/db/query.ts'
import { asOwner, type City, openCity } from '#test/city.ts'
import { TEST_AUTHORITIES, TEST_START, testData } from '#test/fixtures.ts'
import { plainLinks } from '#test/plainLinks.ts'
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

const book = (name = 'Ada') =>
  city.database.withAuthority(
    city.authority,
    (tx) =>
      bookForCaller(tx, plainLinks, {
        matters: [{ serviceKey: 'identity-card', people: 1 }],
        siteKey: 'mitte',
        startsAt: parseInstant('2027-03-04T09:00:00Z'),
        language: 'de',
        channel: 'telephone',
        contact: { name, email: 'ada@example.org', phone: null },
      }),
    { at: TEST_START },
  )

/** The mails about the address that are worth sending, as they are written. */
async function sent(): Promise<string[]> {
  const texts: string[] = []
  for (;;) {
    const text = await city.database.withAuthority(
      city.authority,
      async (tx) => {
        const attempt = newId<'attempt'>(tx.now)
        const message = await claimDue(tx, attempt, 'mail')
        if (!message) return undefined
        const facts = await loadFacts(tx, plainLinks, 'https://city.example', message)
        const how = facts
          ? ({ state: 'sent' } as const)
          : ({ state: 'failed', failure: 'out_of_date' } as const)
        await endAttempt(tx, message.id, attempt, how)
        return facts && message.kind === 'relocated' ? composeMessage(facts).text : ''
      },
      { at: TEST_START },
    )
    if (text === undefined) return texts
    if (text !== '') texts.push(text.replaceAll('\u00a0', ' '))
  }
}

test('a file with another house than before tells those who have booked there, once; other words for the way do not', async () => {
  await book()
  const { texts } = DATA.sites[0] ?? impossible('no site')
  const other = { de: 'Durch den Hof', 'de-simple': 'Durch den Hof', en: 'Across the yard' }
  expect(await bring({ texts: { ...texts, way: other } })).toEqual([])
  expect(await bring({ street: 'Neu 4' })).toEqual(['mitte'])
  expect(await bring({ street: 'Neu 4' })).toEqual([])
  const [mail, ...more] = await sent()
  expect(more).toEqual([])
  expect(mail).toContain('Neu 4')
  expect(mail).toContain('Tag und Uhrzeit ändern sich nicht')
})

/** Returns once a transaction waits for a lock. */
async function untilSomebodyWaits(client: pg.Client): Promise<void> {
  for (;;) {
    // In a transaction the view shows what it showed first.
    await client.query('SELECT pg_stat_clear_snapshot()')
    const { rows } = await client.query(
      "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
    )
    if (rows.length > 0) return
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

test('while a file with a move is brought in, people book; who did is told, too', async () => {
  const moves = [moveTo('Ring 2', '2027-03-04')]
  let brought: Promise<unknown> = Promise.resolve()
  await asOwner(city.ownerUrl, async (client) => {
    await client.query('BEGIN')
    // The import waits for this table in its middle.
    await client.query(`LOCK TABLE ${quoteIdentifier(city.authority.schema)}.staff_member`)
    brought = bring({ moves })
    await untilSomebodyWaits(client)
    expect(await book('Ben')).toMatchObject({ ok: true })
    await client.query('COMMIT')
  })
  expect(await brought).toEqual(['mitte'])
  expect(await told()).toHaveLength(1)
})

test('a file announces moves, and its people are told once', async () => {
  await book()
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
