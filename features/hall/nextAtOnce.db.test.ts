import { describe, expect, it, vi } from 'vitest'
import { MINUTE, plus } from '#kernel/instant.ts'
import { quoteIdentifier } from '#platform/db/authority.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { asOwner, type City, openCity } from '#test/city.ts'
import { furnish, NINE, openHallCity, ticket } from '#test/hallCity.ts'
import { type CounterDay, callNext, finish, leave, startServing } from './actions.ts'

// The control takes the guards of the code away: the lock of the hall, and the comparison of versions.
const guards = vi.hoisted(() => ({ taken: false, meet: async () => {}, meanwhile: async () => {} }))
vi.mock('./store.ts', async (importOriginal) => {
  const store = await importOriginal<typeof import('./store.ts')>()
  const lockHall: typeof store.lockHall = (tx, siteId) => {
    if (!guards.taken) store.lockHall(tx, siteId)
  }
  return { ...store, lockHall }
})
vi.mock('../visit/store/visit.ts', async (importOriginal) => {
  const store = await importOriginal<typeof import('../visit/store/visit.ts')>()
  const updateVisit: typeof store.updateVisit = async (tx, visit, state, changes) => {
    await guards.meanwhile()
    if (!guards.taken) return store.updateVisit(tx, visit, state, changes)
    await guards.meet()
    const { version } = (await store.lockVisit(tx, visit.id)) ?? visit
    return store.updateVisit(tx, { ...visit, version }, state, changes)
  }
  return { ...store, updateVisit }
})

const { city, counters, counterAt, run, draw, emptyHall } = openHallCity()

describe('two clerks who press "next" at once', () => {
  it('never get the same person, 200 times', async () => {
    for (let round = 0; round < 200; round++) {
      const person = await draw()
      const calls = await Promise.all(
        [0, 1].map((position) => run((tx) => callNext(tx, counterAt(position)))),
      )
      const got = calls.filter((call) => call.ok)
      expect(got).toHaveLength(1)
      expect(got[0]).toMatchObject({ value: { id: person.id } })
      expect(calls.filter((call) => !call.ok)).toEqual([{ ok: false, code: 'nobody_waiting' }])
      await run(async (tx) => {
        for (const position of [0, 1]) {
          await startServing(tx, counterAt(position))
          await finish(tx, counterAt(position), 'done')
        }
      })
    }
  }, 120_000)

  it('get two different people when two wait', async () => {
    const people = [await draw(), await draw()]
    const calls = await Promise.all([0, 1].map((position) => run((tx) => callNext(tx, counterAt(position)))))
    const ids = calls.map((call) => (call.ok ? call.value.id : call.code)).sort()
    expect(ids).toEqual(people.map((person) => person.id).sort())
    await emptyHall()
  })

  it('never get the same person even without lock and versions: the constraints refuse the second', async () => {
    guards.taken = true
    try {
      const calls = await callTwice(city(), counters())
      expect(calls.filter((call) => call.status === 'fulfilled' && call.value.ok)).toHaveLength(1)
    } finally {
      guards.taken = false
    }
    await emptyHall()
  })

  it('do get the same person once lock, versions and constraints are taken away', async () => {
    const open = await openCity({ connections: 4 })
    try {
      const furnished = await furnish(open)
      const schema = quoteIdentifier(open.authority.schema)
      await asOwner(open.ownerUrl, (client) =>
        client.query(
          `ALTER TABLE ${schema}.journal DROP CONSTRAINT journal_visit_version_once, DROP CONSTRAINT journal_visit_version CASCADE`,
        ),
      )
      guards.taken = true
      const calls = await callTwice(open, furnished.counters)
      const called = calls.flatMap((call) =>
        call.status === 'fulfilled' && call.value.ok ? [call.value.value.id] : [],
      )
      expect(called).toHaveLength(2)
      expect(new Set(called).size).toBe(1)
    } finally {
      guards.taken = false
      await open.drop()
    }
  })
})

/** Two calls that have both read the hall before either writes. */
async function callTwice(open: City, at: readonly CounterDay[]) {
  const inCity = <T>(work: (tx: Tx) => Promise<T>) =>
    open.database.withAuthority(open.authority, work, { at: NINE })
  await inCity((tx) => ticket(tx))
  let arrived = 0
  let letGo = () => {}
  const together = new Promise<void>((resolve) => {
    letGo = resolve
  })
  guards.meet = () => {
    arrived += 1
    if (arrived === 2) letGo()
    return together
  }
  return Promise.allSettled(at.slice(0, 2).map((counter) => inCity((tx) => callNext(tx, counter))))
}

it('calls the next one when the first leaves in the moment of the call', async () => {
  const [first, second] = [await draw(), await draw(plus(NINE, MINUTE))]
  guards.meanwhile = async () => {
    guards.meanwhile = async () => {}
    await run((tx) => leave(tx, first.id))
  }
  const called = await run((tx) => callNext(tx, counterAt(0)), plus(NINE, 2 * MINUTE))
  expect(called).toMatchObject({ ok: true, value: { id: second.id } })
  await emptyHall()
})
