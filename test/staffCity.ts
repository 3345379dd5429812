import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest'
import { findSite } from '#features/authority/actions.ts'
import { listCounters } from '#features/capacity/actions.ts'
import { importStaff, signIn } from '#features/staff/actions.ts'
import type { StaffImport } from '#features/staff/model.ts'
import { type Instant, parseInstant } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { hashPassword } from '#platform/crypto/password.ts'
import { db } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { type City, openCity } from './city.ts'
import { TEST_AUTHORITIES, TEST_PASSWORD, testData } from './fixtures.ts'

/** When everything of these tests happens, unless they say otherwise. */
export const MONDAY = parseInstant('2026-11-23T08:00:00Z')
/** The network from which people sign in. */
export const HOME = '192.0.2.0/24'
/** Everybody who works in the city of these tests. */
export const PEOPLE: readonly StaffImport[] = TEST_AUTHORITIES.flatMap((authority) =>
  authority.key === 'neuwalden' ? testData(authority).staff : [],
)

/** Opens one city for this file. Before each test its people are as imported, signed out, and nothing is audited. */
export function openStaffCity(options: { readonly connections?: number } = {}) {
  let opened: City | undefined
  let hash = ''
  const city = () => opened ?? impossible('not opened')

  const run = <T>(work: (tx: Tx) => Promise<T>, time: Instant = MONDAY) =>
    city().database.withAuthority(city().authority, work, { at: time })

  beforeAll(async () => {
    opened = await openCity(options)
    hash = await hashPassword(TEST_PASSWORD)
  })
  afterAll(() => city().drop())
  afterEach(() => city().unchanged())

  beforeEach(() =>
    run(async (tx) => {
      await tx.run(db.deleteFrom('staff_session'))
      await tx.run(db.deleteFrom('sign_in_failure'))
      await importStaff(tx, PEOPLE, () => hash)
      await tx.run(db.deleteFrom('audit'))
    }),
  )

  async function signedIn(login: string, time: Instant = MONDAY) {
    const result = await run((tx) => signIn(tx, { login, password: TEST_PASSWORD, network: HOME }), time)
    if (!result.ok) throw new Error(result.code)
    return result.value
  }

  const wrong = (login: string, network: string, time: Instant = MONDAY) =>
    run((tx) => signIn(tx, { login, password: 'wrong', network }), time)

  const actionsIn = (time: Instant = MONDAY) =>
    run(async (tx) => {
      const rows = await tx.rows(db.selectFrom('audit').select('action'))
      // In the order of the alphabet: within a millisecond ids have none.
      return rows.map(({ action }) => action).sort()
    }, time)

  /** A counter by the keys of its site and its own. */
  async function counterOf(site: string, key: string) {
    const found = (await run((tx) => findSite(tx, site))) ?? impossible(`no site ${site}`)
    const counters = await run((tx) => listCounters(tx, found.id))
    return counters.find((counter) => counter.key === key)?.id ?? impossible(`no counter ${key}`)
  }

  return { city, hash: () => hash, run, signedIn, wrong, actionsIn, counterOf }
}
