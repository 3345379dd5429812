import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { listSites } from '#features/authority/actions.ts'
import { listCounters } from '#features/capacity/actions.ts'
import type { Id } from '#kernel/id.ts'
import { type Instant, MINUTE, parseInstant, plus } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { hashPassword } from '#platform/crypto/password.ts'
import { db } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { type City, openCity } from '#test/city.ts'
import { TEST_AUTHORITIES, TEST_PASSWORD, testData } from '#test/fixtures.ts'
import { callerOf, importStaff, seat, setPassword, signIn, signOut } from './actions.ts'
import { deleteOldStaffRows } from './jobs.ts'
import { FAILURES_KEPT, SESSION_IDLE, SESSION_LENGTH, type StaffImport } from './model.ts'

const monday = parseInstant('2026-11-23T08:00:00Z')
const HOME = '192.0.2.0/24'
const people: readonly StaffImport[] = TEST_AUTHORITIES.flatMap((authority) =>
  authority.key === 'neuwalden' ? testData(authority).staff : [],
)

let city: City
let hash: string
let counter: Id<'counter'>

const run = <T>(work: (tx: Tx) => Promise<T>, time: Instant = monday) =>
  city.database.withAuthority(city.authority, work, { at: time })

beforeAll(async () => {
  city = await openCity()
  hash = await hashPassword(TEST_PASSWORD)
  const [site] = await run(listSites)
  const [first] = site ? await run((tx) => listCounters(tx, site.id)) : []
  counter = first?.id ?? impossible('no counter')
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

describe('a session', () => {
  const kindAt = (token: string, time: Instant) => run(async (tx) => (await callerOf(tx, token)).kind, time)

  it('ends an hour after the last request', async () => {
    const { token } = await signedIn('schalter')
    const last = plus(monday, 50 * MINUTE)
    expect(await kindAt(token, last)).toBe('staff')
    expect(await kindAt(token, plus(last, SESSION_IDLE - 1))).toBe('staff')
    const later = plus(last, 2 * SESSION_IDLE - 1)
    expect(await kindAt(token, later)).toBe('anonymous')
  })

  it('outlasts a long consultation at a counter, but no more than twelve hours', async () => {
    const { token, caller } = await signedIn('schalter')
    await run((tx) => seat(tx, caller, counter))
    expect(await kindAt(token, plus(monday, SESSION_LENGTH - 1))).toBe('staff')
    expect(await kindAt(token, plus(monday, SESSION_LENGTH))).toBe('anonymous')
  })

  it('notes at most once a minute that it was used', async () => {
    const { token } = await signedIn('schalter')
    const seenAt = () => run((tx) => tx.one(db.selectFrom('staff_session').select('seen_at')))
    await kindAt(token, plus(monday, MINUTE - 1))
    expect(await seenAt()).toEqual({ seen_at: monday })
    await kindAt(token, plus(monday, MINUTE))
    expect(await seenAt()).toEqual({ seen_at: plus(monday, MINUTE) })
  })

  it('never waits for another request of the same session', async () => {
    const { token } = await signedIn('schalter')
    const later = plus(monday, 5 * MINUTE)
    await run(async (tx) => {
      await callerOf(tx, token)
      expect(await kindAt(token, later)).toBe('staff')
    }, later)
  })

  it('ends when its person signs out, and no other does', async () => {
    const [one, two] = [await signedIn('schalter'), await signedIn('schalter')]
    await run((tx) => signOut(tx, one.caller))
    await run((tx) => signOut(tx, one.caller))
    expect(await kindAt(one.token, monday)).toBe('anonymous')
    expect(await kindAt(two.token, monday)).toBe('staff')
    expect(await actionsIn()).toEqual(['signed_in', 'signed_in', 'signed_out'])
  })

  it('ends with a new password', async () => {
    const { token } = await signedIn('schalter')
    const colleague = await signedIn('schalter2')
    expect(await run((tx) => setPassword(tx, 'schalter', hash))).toEqual({ ok: true, value: undefined })
    expect(await kindAt(token, monday)).toBe('anonymous')
    expect(await kindAt(colleague.token, monday)).toBe('staff')
    expect(await run((tx) => setPassword(tx, 'nobody-here', hash))).toEqual({ ok: false, code: 'not_found' })
  })

  it.each<[string, (person: StaffImport) => StaffImport[], string]>([
    ['other roles', (person) => [{ ...person, roles: ['information_desk'] }], 'anonymous'],
    ['another site', (person) => [{ ...person, site: 'nord' }], 'anonymous'],
    ['leaving', () => [], 'anonymous'],
    ['only another name', (person) => [{ ...person, name: 'Katrin Neu' }], 'staff'],
    ['nothing new', (person) => [person], 'staff'],
  ])('after an import with %s', async (_, change, expected) => {
    const { token } = await signedIn('schalter')
    const list = people.flatMap((person) => (person.login === 'schalter' ? change(person) : [person]))
    await run((tx) => importStaff(tx, list, () => null))
    expect(await kindAt(token, monday)).toBe(expected)
  })
})

describe('the sweep of sessions and failures', () => {
  it('deletes dead sessions and old failures, and leaves the living', async () => {
    const [idle, sitting] = [await signedIn('schalter'), await signedIn('schalter2')]
    await run((tx) => seat(tx, sitting.caller, counter))
    await wrong('schalter', HOME)
    const afterIdle = await run((tx) => deleteOldStaffRows(tx), plus(monday, SESSION_IDLE))
    expect(afterIdle).toEqual({ sessions: 1, failures: 0, auditEntries: 0 })
    expect((await run((tx) => callerOf(tx, idle.token))).kind).toBe('anonymous')
    const afterLength = await run((tx) => deleteOldStaffRows(tx), plus(monday, SESSION_LENGTH))
    expect(afterLength).toEqual({ sessions: 1, failures: 0, auditEntries: 0 })
    expect(await actionsIn()).toContain('counter_closed')
    const nextDay = await run((tx) => deleteOldStaffRows(tx), plus(monday, FAILURES_KEPT))
    expect(nextDay).toEqual({ sessions: 0, failures: 1, auditEntries: 0 })
  })
})
