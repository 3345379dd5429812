import { sql } from 'kysely'
import { afterEach, expect, test, vi } from 'vitest'
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
} from './clerks.ts'
import { type Ground, openGround } from './ground.ts'

// On a busy machine everything takes several times as long.
vi.setConfig({ testTimeout: 180_000 })

const PEOPLE = 200
const guards = vi.hoisted(() => ({ on: true }))

// Two of the guards are code: the lock that a call takes, and the version that a write must still find.
vi.mock('#features/hall/store.ts', async (original) => {
  const store = await original<typeof HallStore>()
  const lockHall: typeof store.lockHall = async (tx, siteId) => {
    if (guards.on) await store.lockHall(tx, siteId)
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

test('without lock, version and keys two clerks get the same person', async () => {
  ground = await openGround({ at: CALLING })
  const clerks = await seatClerks(ground, 10)
  await fillHall(ground, 50)
  guards.on = false
  await ground.sql('DROP INDEX visit_counter_busy')
  await ground.sql('ALTER TABLE journal DROP CONSTRAINT journal_visit_version_once')
  // The states of visits and the journal's chain refer to this one.
  await ground.sql('ALTER TABLE journal DROP CONSTRAINT journal_visit_version CASCADE')
  const { visits } = await pressNext(clerks)
  expect(new Set(visits).size).toBeLessThan(visits.length)
})
