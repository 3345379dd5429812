import { beforeAll, describe, expect, it } from 'vitest'
import { type Id, newId } from '#kernel/id.ts'
import { plus } from '#kernel/instant.ts'
import { db } from '#platform/db/query.ts'
import { asOwner } from '#test/city.ts'
import { MONDAY, openStaffCity } from '#test/staffCity.ts'
import { callerOf, seat, signOut, unseat } from './actions.ts'
import { SESSION_IDLE, type StaffCaller } from './model.ts'

const { city, run, signedIn, actionsIn, counterOf } = openStaffCity()
let first: Id<'counter'>
let second: Id<'counter'>
let foreign: Id<'counter'>

beforeAll(async () => {
  first = await counterOf('mitte', '1')
  second = await counterOf('mitte', '2')
  foreign = await counterOf('nord', '1')
})

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
    const late = plus(MONDAY, SESSION_IDLE - 1)
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
    const table = `${city().authority.schema}.staff_session`
    await asOwner(city().ownerUrl, async (owner) => {
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
