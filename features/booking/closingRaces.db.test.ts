import { sql } from 'kysely'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Visit } from '#features/visit/model.ts'
import { raw } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { asOwner, type City, openCity } from '#test/city.ts'
import { bookMitte, closeMitte } from '#test/closing.ts'
import { TEST_START } from '#test/fixtures.ts'
import { brokenLawsOf } from '#test/laws/checker.ts'
import { acceptReplacement, replaceNext, searchTimes, settleReplacements } from './actions.ts'
import { isUnplaced } from './store/replacement.ts'

// The control takes a guard of the code away: that whoever decides about a visit has it locked.
const guards = vi.hoisted(() => ({ taken: false, meet: async () => {} }))
vi.mock('../visit/store/visit.ts', async (importOriginal) => {
  const store = await importOriginal<typeof import('../visit/store/visit.ts')>()
  const lockLinked: typeof store.lockLinked = async (tx, id) => {
    if (!guards.taken) return store.lockLinked(tx, id)
    const visit = await store.loadVisit(tx, id)
    return visit ? [visit] : []
  }
  return { ...store, lockLinked }
})
// Both have read what is held before one of them goes on.
vi.mock('./store/replacement.ts', async (importOriginal) => {
  const store = await importOriginal<typeof import('./store/replacement.ts')>()
  const liveReplacement: typeof store.liveReplacement = async (tx, id) => {
    const live = await store.liveReplacement(tx, id)
    if (guards.taken) await guards.meet()
    return live
  }
  return { ...store, liveReplacement }
})

let city: City
beforeEach(async () => {
  city = await openCity({ connections: 8 })
})
afterEach(async () => {
  guards.taken = false
  await city.drop()
})

const run = <T>(work: (tx: Tx) => Promise<T>) =>
  city.database.withAuthority(city.authority, work, { at: TEST_START })

const broken = () => brokenLawsOf(city.ownerUrl, city.authority.schema)

/** From ten o'clock on the site is closed. */
async function closeIn(tx: Tx) {
  const closed = await closeMitte(tx, { starts: '10:00', ends: '18:00' })
  if (!closed.ok) throw new Error(closed.code)
}
const close = () => run(closeIn)
const book = (tx: Tx) => bookMitte(tx)

/** Somebody books a time that still looks free, while the closing is written and not yet certain. */
async function bookWhileClosing() {
  let booking: ReturnType<typeof runBook> | undefined
  await run(async (tx) => {
    await closeIn(tx)
    booking = runBook()
    await somebodyWaits()
  })
  return booking
}
const runBook = () => run(book)

/** Somebody books a time that still looks long enough, while all of the site become trainees and it is not yet certain. */
async function bookWhileTrainees() {
  let booking: ReturnType<typeof runBook> | undefined
  // Everybody remembers the places as they were.
  await run(async (tx) => searchTimes(tx, { matters: [{ serviceKey: 'identity-card', people: 1 }] }))
  await run(async (tx) => {
    await tx.run(raw(sql`SELECT FROM place ORDER BY id FOR UPDATE`))
    await tx.run(raw(sql`UPDATE place SET duration_percent = 200`))
    await tx.run(raw(sql`INSERT INTO plan_change (site_id, day) SELECT DISTINCT site_id, day FROM place`))
    booking = runBook()
    await somebodyWaits()
  })
  return booking
}

/** Until a transaction of this city waits for another one. */
async function somebodyWaits() {
  await asOwner(city.ownerUrl, async (client) => {
    for (;;) {
      const { rows } = await client.query<{ waiting: boolean }>(
        "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock') AS waiting",
      )
      if (rows[0]?.waiting) return
    }
  })
}

test('whoever books while the site closes is refused, and no cell is taken behind a closed door', async () => {
  expect(await bookWhileClosing()).toEqual({ ok: false, code: 'time_taken' })
  expect(await broken()).toEqual([])
})

test('without the checks of cells and minutes the booking would lie outside of its place (control)', async () => {
  await asOwner(city.ownerUrl, async (client) => {
    await client.query(`SET search_path TO ${city.authority.schema}`)
    await client.query('ALTER TABLE claim_cell DROP CONSTRAINT claim_cell_inside')
    await client.query('ALTER TABLE hour_budget DROP CONSTRAINT hour_budget_kept')
  })
  expect(await bookWhileClosing()).toMatchObject({ ok: true })
  expect(await broken()).not.toEqual([])
})

test('whoever books while a place becomes a trainee’s has the minutes that it takes there', async () => {
  expect(await bookWhileTrainees()).toMatchObject({ ok: true })
  expect(await broken()).toEqual([])
})

/** Somebody whose new time is held. */
async function waiting(): Promise<Visit> {
  const made = await run(book)
  if (!made.ok) throw new Error(made.code)
  await close()
  expect(await run(replaceNext)).toBe(true)
  return made.value
}

const press = (visit: Visit) => run((tx) => acceptReplacement(tx, visit.id))

test('of two presses at once one moves the visit, the other hears that it is done', async () => {
  const visit = await waiting()
  const both = await Promise.all([press(visit), press(visit)])
  expect(both.map((one) => (one.ok ? 'moved' : one.code)).toSorted()).toEqual(['moved', 'replacement_over'])
  expect(await run((tx) => isUnplaced(tx, visit.id))).toBe(false)
  expect(await broken()).toEqual([])
})

test('without the lock on the visit the second press would fail (control)', async () => {
  const visit = await waiting()
  let here = 0
  let go = () => {}
  const both = new Promise<void>((resolve) => {
    go = resolve
  })
  guards.taken = true
  guards.meet = () => {
    here++
    if (here === 2) go()
    return both
  }
  const pressed = await Promise.allSettled([press(visit), press(visit)])
  // The database refuses the second: it fails, or is run again after a deadlock.
  expect(pressed.some(({ status }) => status === 'rejected') || here > 2).toBe(true)
})

test('whoever looks after many people waits for none whom somebody else has locked', async () => {
  const visit = await waiting()
  await asOwner(city.ownerUrl, async (client) => {
    await client.query(`BEGIN; SET LOCAL search_path TO ${city.authority.schema}`)
    await client.query("UPDATE replacement SET until = '2027-03-01 06:00Z'")
    await client.query('COMMIT; BEGIN')
    await client.query(`SELECT FROM ${city.authority.schema}.visit WHERE id = $1 FOR UPDATE`, [visit.id])
    expect(await run(settleReplacements)).toBe(0)
    await client.query('ROLLBACK')
  })
  expect(await run(settleReplacements)).toBe(1)
})
