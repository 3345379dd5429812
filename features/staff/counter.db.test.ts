import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { findSite } from '#features/authority/actions.ts'
import { listCounters } from '#features/capacity/actions.ts'
import { type Id, newId } from '#kernel/id.ts'
import { type Instant, parseInstant, plus } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { db } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { asOwner, type City, openCity } from '#test/city.ts'
import { TEST_PASSWORD } from '#test/fixtures.ts'
import { callerOf, seat, signIn, signOut, unseat } from './actions.ts'
import { SESSION_IDLE, type StaffCaller } from './model.ts'

const monday = parseInstant('2026-11-23T08:00:00Z')
const HOME = '192.0.2.0/24'

let city: City
let first: Id<'counter'>
let second: Id<'counter'>
let foreign: Id<'counter'>

const run = <T>(work: (tx: Tx) => Promise<T>, time: Instant = monday) =>
  city.database.withAuthority(city.authority, work, { at: time })

beforeAll(async () => {
  city = await openCity()
  const counterOf = async (site: string, key: string) => {
    const found = await run((tx) => findSite(tx, site))
    const counters = found ? await run((tx) => listCounters(tx, found.id)) : []
    return counters.find((counter) => counter.key === key)?.id ?? impossible(`no counter ${key}`)
  }
  first = await counterOf('mitte', '1')
  second = await counterOf('mitte', '2')
  foreign = await counterOf('nord', '1')
})

afterAll(() => city.drop())
afterEach(() => city.unchanged())

beforeEach(() =>
  run(async (tx) => {
    await tx.run(db.deleteFrom('staff_session'))
    await tx.run(db.deleteFrom('audit'))
  }),
)

async function signedIn(login: string, time: Instant = monday) {
  const result = await run((tx) => signIn(tx, { login, password: TEST_PASSWORD, network: HOME }), time)
  if (!result.ok) throw new Error(result.code)
  return result.value
}
const actionsIn = (time: Instant = monday) =>
  run(async (tx) => {
    const rows = await tx.rows(db.selectFrom('audit').select('action'))
    // In the order of the alphabet: within a millisecond ids have none.
    return rows.map(({ action }) => action).sort()
  }, time)

describe('a counter', () => {
  it('seats one person, who sees it with the next request', async () => {
    const { token, caller } = await signedIn('schalter')
    expect(await run((tx) => seat(tx, caller, first))).toEqual({ ok: true, value: undefined })
    expect(await run((tx) => callerOf(tx, token))).toMatchObject({ counterId: first })
    expect(await run((tx) => seat(tx, caller, first))).toEqual({ ok: true, value: undefined })
    await run((tx) => seat(tx, caller, second))
    await run((tx) => unseat(tx, caller))
    await run((tx) => unseat(tx, caller))
    expect(await actionsIn()).toEqual([
      'counter_closed',
      'counter_closed',
      'counter_opened',
      'counter_opened',
      'signed_in',
    ])
  })

  it('is refused to a colleague while it is taken, whose transaction goes on', async () => {
    const [one, two] = [await signedIn('schalter'), await signedIn('schalter2')]
    await run((tx) => seat(tx, one.caller, first))
    const both = await run(async (tx) => [
      await seat(tx, two.caller, first),
      await seat(tx, two.caller, second),
    ])
    expect(both).toEqual([
      { ok: false, code: 'counter_occupied' },
      { ok: true, value: undefined },
    ])
    await run((tx) => unseat(tx, one.caller))
    expect((await run((tx) => seat(tx, two.caller, first))).ok).toBe(true)
  })

  it('yields to its own person in a new session, and to a colleague after an idle hour', async () => {
    const [old, again, colleague] = [
      await signedIn('schalter'),
      await signedIn('schalter'),
      await signedIn('schalter2'),
    ]
    await run((tx) => seat(tx, old.caller, first))
    expect((await run((tx) => seat(tx, again.caller, first))).ok).toBe(true)
    const late = plus(monday, SESSION_IDLE - 1)
    expect((await run((tx) => seat(tx, colleague.caller, first), late)).ok).toBe(false)
    expect((await run((tx) => seat(tx, colleague.caller, first), plus(late, 1))).ok).toBe(true)
  })

  it('is only for clerks of its site', async () => {
    const [clerk, manager] = [await signedIn('schalter'), await signedIn('leitung')]
    const codes = await run(async (tx) => [
      await seat(tx, clerk.caller, foreign),
      await seat(tx, manager.caller, first),
      await seat(tx, clerk.caller, newId<'counter'>(tx.now)),
    ])
    expect(codes.map((result) => !result.ok && result.code)).toEqual(['forbidden', 'forbidden', 'not_found'])
  })

  it('is refused when it was given up', async () => {
    const { caller } = await signedIn('schalter')
    const use = (active: boolean) => db.updateTable('counter').set({ active }).where('id', '=', first)
    await run((tx) => tx.run(use(false)))
    expect(await run((tx) => seat(tx, caller, first))).toEqual({ ok: false, code: 'not_found' })
    await run((tx) => tx.run(use(true)))
    expect((await run((tx) => seat(tx, caller, first))).ok).toBe(true)
  })

  it('is refused to a session that ended meanwhile', async () => {
    const { caller } = await signedIn('schalter')
    await run((tx) => signOut(tx, caller))
    expect(await run((tx) => seat(tx, caller, first))).toEqual({ ok: false, code: 'forbidden' })
  })

  it('never seats two who press at the same moment', async () => {
    const callers = await clerks()
    for (let round = 0; round < 20; round++) {
      const results = await Promise.all(callers.map((caller) => run((tx) => seat(tx, caller, first))))
      expect(results.filter(({ ok }) => ok)).toHaveLength(1)
      for (const caller of callers) await run((tx) => unseat(tx, caller))
    }
  })

  it('would seat two without the unique key (control)', async () => {
    const table = `${city.authority.schema}.staff_session`
    await asOwner(city.ownerUrl, async (owner) => {
      await owner.query(`ALTER TABLE ${table} DROP CONSTRAINT staff_session_counter_id_key`)
      const callers = await clerks()
      const results = await Promise.all(callers.map((caller) => run((tx) => seat(tx, caller, first))))
      expect(results.filter(({ ok }) => ok).length).toBeGreaterThan(1)
      await owner.query(`DELETE FROM ${table}`)
      await owner.query(
        `ALTER TABLE ${table} ADD CONSTRAINT staff_session_counter_id_key UNIQUE (counter_id)`,
      )
    })
  })

  async function clerks(): Promise<StaffCaller[]> {
    return [(await signedIn('schalter')).caller, (await signedIn('schalter2')).caller]
  }
})
