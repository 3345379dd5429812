import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Instant, parseInstant } from '#kernel/instant.ts'
import { hashPassword } from '#platform/crypto/password.ts'
import { db } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { type City, openCity } from '#test/city.ts'
import { TEST_AUTHORITIES, TEST_PASSWORD, testData } from '#test/fixtures.ts'
import { importStaff, signIn } from './actions.ts'
import type { StaffImport } from './model.ts'

const monday = parseInstant('2026-11-23T08:00:00Z')
const HOME = '192.0.2.0/24'
const people: readonly StaffImport[] = TEST_AUTHORITIES.flatMap((authority) =>
  authority.key === 'neuwalden' ? testData(authority).staff : [],
)

let city: City
let hash: string

const run = <T>(work: (tx: Tx) => Promise<T>, time: Instant = monday) =>
  city.database.withAuthority(city.authority, work, { at: time })

beforeAll(async () => {
  city = await openCity()
  hash = await hashPassword(TEST_PASSWORD)
})

afterAll(() => city.drop())
afterEach(() => city.unchanged())

beforeEach(() =>
  run(async (tx) => {
    await tx.run(db.deleteFrom('staff_session'))
    await tx.run(db.deleteFrom('sign_in_failure'))
    await importStaff(tx, people, () => hash)
    await tx.run(db.deleteFrom('audit'))
  }),
)

async function signedIn(login: string, time: Instant = monday) {
  const result = await run((tx) => signIn(tx, { login, password: TEST_PASSWORD, network: HOME }), time)
  if (!result.ok) throw new Error(result.code)
  return result.value
}
const wrong = (login: string, network: string, time: Instant = monday) =>
  run((tx) => signIn(tx, { login, password: 'wrong', network }), time)

const actionsIn = (time: Instant = monday) =>
  run(async (tx) => {
    const rows = await tx.rows(db.selectFrom('audit').select('action'))
    // In the order of the alphabet: within a millisecond ids have none.
    return rows.map(({ action }) => action).sort()
  }, time)

describe('the import of people', () => {
  it('creates, changes, and lets go', async () => {
    const list = people
      .filter(({ login }) => login !== 'schalter2')
      .map((person) => (person.login === 'schalter' ? { ...person, name: 'Katrin Neu' } : person))
    const newcomer: StaffImport = { ...(people[0] as StaffImport), login: 'neu', name: 'Nora Neu' }
    const result = await run((tx) =>
      importStaff(tx, [...list, newcomer], (login) => (login === 'neu' ? hash : null)),
    )
    expect(result).toEqual({ ok: true, value: { created: 1, changed: 1, deactivated: 1 } })
    await signedIn('neu')
    await signedIn('schalter')
    expect(await wrong('schalter2', HOME)).toEqual({ ok: false, code: 'wrong_credentials' })
    const back = await run((tx) => importStaff(tx, people, () => null))
    expect(back).toEqual({ ok: true, value: { created: 0, changed: 2, deactivated: 1 } })
    await signedIn('schalter2')
  })

  it('does nothing the second time', async () => {
    const result = await run((tx) => importStaff(tx, people, () => null))
    expect(result).toEqual({ ok: true, value: { created: 0, changed: 0, deactivated: 0 } })
    expect(await actionsIn()).toEqual([])
  })

  it('refuses a site that does not exist, and a login that is named twice', async () => {
    const [person] = people as [StaffImport]
    const results = await run(async (tx) => [
      await importStaff(tx, [{ ...person, site: 'atlantis' }], () => null),
      await importStaff(tx, [person, person], () => null),
    ])
    expect(results.map((result) => !result.ok && result.code)).toEqual(['unknown_site', 'duplicate_login'])
  })
})
