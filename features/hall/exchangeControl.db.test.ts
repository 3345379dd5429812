import { sql } from 'kysely'
import { afterEach, expect, test, vi } from 'vitest'
import { loadVisit } from '#features/visit/actions.ts'
import type { Visit } from '#features/visit/model.ts'
import type * as VisitStore from '#features/visit/store/visit.ts'
import { impossible } from '#kernel/result.ts'
import { raw } from '#platform/db/query.ts'
import { asOwner } from '#test/city.ts'
import { openHallCity } from '#test/hallCity.ts'
import { callNext, exchangeTicket, exchangeTimes } from './actions.ts'

// What keeps an exchange right when others press at the same moment: the visit's lock, its version, the journal's key and
// the key of the cells. Guards are taken away one after the other, the outermost first: the next one holds until none is left.

const guards = vi.hoisted(() => ({ stale: undefined as Visit | undefined, version: true }))

// Two of them are code.
vi.mock('#features/visit/store/visit.ts', async (original) => {
  const store = await original<typeof VisitStore>()
  const lockVisit: typeof store.lockVisit = async (tx, id) =>
    guards.stale?.id === id ? guards.stale : store.lockVisit(tx, id)
  const updateVisit: typeof store.updateVisit = async (tx, visit, state, changes) => {
    const version = guards.version ? visit.version : ((await store.loadVisit(tx, visit.id))?.version ?? 0)
    return store.updateVisit(tx, { ...visit, version }, state, changes)
  }
  return { ...store, lockVisit, updateVisit }
})

const hall = openHallCity()
const { run, draw, emptyHall } = hall
const read = async (id: Visit['id']) => (await run((tx) => loadVisit(tx, id))) ?? impossible('gone')
const timesFor = (visit: Visit) => run((tx) => exchangeTimes(tx, hall.site(), visit))

const weaken = (statements: (schema: string) => string) =>
  asOwner(hall.city().ownerUrl, (owner) => owner.query(statements(hall.city().authority.schema)))

afterEach(() => {
  guards.stale = undefined
  guards.version = true
})

test('a number that was called meanwhile is not exchanged: by the lock, the version and the journal’s key', async () => {
  const visit = await read((await draw()).id)
  const startsAt = (await timesFor(visit)).at(-1) ?? impossible('no time')
  const exchange = () => run((tx) => exchangeTicket(tx, visit.id, startsAt))
  await run((tx) => callNext(tx, hall.counterAt(0)))
  expect(await exchange()).toEqual({ ok: false, code: 'not_waiting' })
  // Whoever saw them before the call, without the lock: the version is another one.
  guards.stale = visit
  expect(await exchange()).toEqual({ ok: false, code: 'not_waiting' })
  // Without that, too: the journal has an event of this version.
  guards.version = false
  await expect(exchange()).rejects.toThrow(/journal_visit_version/)
  expect((await read(visit.id)).state).toBe('called')
  guards.stale = undefined
  guards.version = true
  await emptyHall()
})

/** Four people take the same time at once: how many get it, and whether any cells were given twice. */
async function race() {
  const drawn = [await draw(), await draw(), await draw(), await draw()]
  const startsAt = (await timesFor(drawn[0] ?? impossible('nobody'))).at(-1) ?? impossible('no time')
  const results = await Promise.allSettled(
    drawn.map(({ id }) => run((tx) => exchangeTicket(tx, id, startsAt))),
  )
  const cells = sql`SELECT 1 FROM claim_cell GROUP BY place_id, day, cell HAVING count(*) > 1 LIMIT 1`
  const twice = await run((tx) => tx.rows(raw(cells)))
  const won = drawn.filter((_, nth) => {
    const result = results[nth]
    return result?.status === 'fulfilled' && result.value.ok
  })
  return { won: won.length, twice: twice.length }
}

test('of four who take the same time as many get it as there are places', async () => {
  const { won, twice } = await race()
  expect(won).toBeGreaterThan(0)
  expect(won).toBeLessThan(4)
  expect(twice).toBe(0)
  await emptyHall()
})

test('without the key of the cells all four get it (control)', async () => {
  await weaken(
    (schema) => `ALTER TABLE ${schema}.claim_cell DROP CONSTRAINT claim_cell_taken;
      ALTER TABLE ${schema}.claim_cell ADD CONSTRAINT claim_cell_taken PRIMARY KEY (place_id, day, cell, claim_id)`,
  )
  // On a busy machine one may be through before the others have looked: then they try once more.
  for (let rounds = 0, found = 0; found === 0; rounds++) {
    expect(rounds).toBeLessThan(5)
    const { won, twice } = await race()
    if (twice === 1) expect(won).toBeGreaterThan(1)
    found = twice
    await emptyHall()
  }
})
