import { sql } from 'kysely'
import { afterEach, expect, test, vi } from 'vitest'
import { callNext, closeCounter, openCounter } from '#features/hall/actions.ts'
import type * as HallStore from '#features/hall/store.ts'
import type * as VisitStore from '#features/visit/store/visit.ts'
import { db } from '#platform/db/query.ts'
import {
  CALLING,
  callsInJournal,
  fillHall,
  pressNext,
  rightOrder,
  seatClerks,
  serveCalled,
  withdrawCalls,
} from './clerks.ts'
import { type Ground, openGround } from './ground.ts'
import { herePressed, openPressers } from './presses.ts'

// On a busy machine everything takes several times as long.
vi.setConfig({ testTimeout: 180_000 })

const PEOPLE = 100
/** What a race does not show at once it shows soon. */
const TRIES = 10
const WAIT_AGAIN = `UPDATE visit SET state = 'waiting', counter_id = NULL, called_at = NULL, call_count = 0 WHERE state = 'called'`
const guards = vi.hoisted(() => ({ on: true, lock: true }))

// Two of the guards are code: the lock that a call takes, and the version that a write must still find.
vi.mock('#features/hall/store.ts', async (original) => {
  const store = await original<typeof HallStore>()
  const lockHall: typeof store.lockHall = async (tx, siteId) => {
    if (guards.on && guards.lock) await store.lockHall(tx, siteId)
  }
  return { ...store, lockHall }
})
vi.mock('#features/visit/store/visit.ts', async (original) => {
  const store = await original<typeof VisitStore>()
  const updateVisit: typeof store.updateVisit = async (tx, visit, state, changes) => {
    if (guards.on || state !== 'called') return store.updateVisit(tx, visit, state, changes)
    const set = { state, counter_id: changes.counterId ?? null, version: sql<number>`${visit.version} + 1` }
    return (await tx.run(db.updateTable('visit').set(set).where('id', '=', visit.id))) === 1
  }
  return { ...store, updateVisit }
})

let ground: Ground

afterEach(async () => {
  guards.on = true
  guards.lock = true
  await ground.city.unchanged()
  await ground.close()
})

test.each([2, 10])(
  '%i clerks who press "next" together never get the same person, and the right ones',
  async (count) => {
    ground = await openGround({ at: CALLING })
    const clerks = await seatClerks(ground, count)
    await fillHall(ground, PEOPLE)
    const order = await rightOrder(ground)
    expect(order).toHaveLength(PEOPLE)
    for (let called = 0; called < PEOPLE; called += count) {
      const { visits, refusals } = await pressNext(clerks)
      expect(refusals).toEqual([])
      expect(visits.toSorted()).toEqual(order.slice(called, called + count).toSorted())
      await serveCalled(ground, clerks)
    }
    expect(await callsInJournal(ground)).toEqual(order)
    const { refusals } = await pressNext(clerks)
    expect(refusals.filter((refusal) => refusal.includes('nobody_waiting'))).toHaveLength(count)
  },
)

test('whoever presses several times at once, by several ways, calls one person', async () => {
  ground = await openGround({ at: CALLING })
  const clerks = await seatClerks(ground, 5)
  await fillHall(ground, 20)
  const order = await rightOrder(ground)
  const pressers = await openPressers(ground, clerks)
  for (let called = 0; called < order.length; called += clerks.length) {
    const { visits, refusals } = await pressers.press(6, 3)
    expect(visits.toSorted()).toEqual(order.slice(called, called + clerks.length).toSorted())
    expect(refusals).toEqual(Array.from({ length: 5 * clerks.length }, () => 'counter_busy'))
    await serveCalled(ground, clerks)
  }
  await pressers.close()
})

/** Every counter is closed at the instant at which it calls, again and again; who is then called at a closed one. */
async function closeWhileCalling(counters: number, times: number): Promise<number> {
  const clerks = await seatClerks(ground, counters)
  await fillHall(ground, counters)
  let stranded = 0
  for (let time = 0; time < times; time++) {
    const presses = await herePressed(ground, clerks, [callNext, closeCounter])
    if (presses.length === 0) throw new Error('nobody pressed')
    const [row] = await ground.sql<{ count: number }>(
      `SELECT count(*)::int AS count FROM visit v WHERE v.state = 'called'
       AND NOT EXISTS (SELECT FROM open_counter o WHERE o.counter_id = v.counter_id)`,
    )
    stranded += row?.count ?? 0
    await herePressed(ground, clerks, [openCounter])
    await withdrawCalls(ground, clerks)
  }
  return stranded
}

test('a counter that is closed at the instant of its call strands nobody', async () => {
  ground = await openGround({ at: CALLING })
  expect(await closeWhileCalling(4, 10)).toBe(0)
})

test('without the lock of the hall somebody is called at a closed counter (control)', async () => {
  ground = await openGround({ at: CALLING })
  guards.lock = false
  expect(await closeWhileCalling(4, 20)).toBeGreaterThan(0)
})

test('without lock, version and keys two clerks get the same person', async () => {
  ground = await openGround({ at: CALLING })
  const clerks = await seatClerks(ground, 10)
  await fillHall(ground, 50)
  const pressers = await openPressers(ground, clerks)
  guards.on = false
  await ground.sql('DROP INDEX visit_counter_busy')
  await ground.sql('ALTER TABLE journal DROP CONSTRAINT journal_visit_version_once')
  // The states of visits and the journal's chain refer to this one.
  await ground.sql('ALTER TABLE journal DROP CONSTRAINT journal_visit_version CASCADE')
  let twice = 0
  for (let time = 0; time < TRIES && twice === 0; time++) {
    const { visits } = await pressers.press(3, 1)
    twice = visits.length - new Set(visits).size
    await ground.sql(WAIT_AGAIN)
  }
  expect(twice).toBeGreaterThan(0)
  await pressers.close()
})
