import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { makeLinks } from '#apps/server/application.tsx'
import { listSites } from '#features/authority/actions.ts'
import { forgetPlanChanges, loadPlaces, releasePlaces } from '#features/capacity/actions.ts'
import { listServices } from '#features/catalogue/actions.ts'
import type { Id } from '#kernel/id.ts'
import { HOUR, localDate, localTime } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { addDays } from '#kernel/wallTime.ts'
import { quoteIdentifier } from '#platform/db/authority.ts'
import { type Database, openDatabase } from '#platform/db/database.ts'
import { db } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { startWakeUps, type WakeUps } from '#platform/events/wakeUps.ts'
import { asOwner, type City, openCity } from '#test/city.ts'
import { TEST_SECRET } from '#test/fixtures.ts'
import { bookForCaller, cancelBooking, createLiveSearch, moveBooking, searchTimes } from './actions.ts'
import { type FreeTime, freeTimes } from './model.ts'

const MATTERS = [{ serviceKey: 'identity-card', people: 1 }]
const HORIZON = { untilDay: addDays(localDate('2027-03-01'), 40) }
/** The poll comes once a second; what a busy machine adds must not fail the test. */
const BY_POLL_MS = 2_000
const links = makeLinks(TEST_SECRET)

let city: City
/** A second node on the same database. */
let far: Database
const wakeUps: WakeUps[] = []

beforeAll(async () => {
  city = await openCity({ connections: 8 })
  far = openDatabase({ url: city.appUrl, connections: 4 })
  for (const database of [city.database, far]) wakeUps.push(startWakeUps(database, fail))
})
afterEach(() => city.unchanged())
afterAll(async () => {
  for (const each of wakeUps) await each.stop()
  await far.close()
  await city.drop()
})

/** While nobody may send NOTIFY, failing to is expected. */
let silent = false

function fail(error: unknown): void {
  if (!silent) throw error
}

const run = <T>(work: (tx: Tx) => Promise<T>, database = city.database) =>
  database.withAuthority(city.authority, work)

function sql(text: string): Promise<unknown> {
  return asOwner(city.ownerUrl, (client) =>
    client.query(`SET search_path TO ${quoteIdentifier(city.authority.schema)}; ${text}`),
  )
}

/** Monday is left out: what is bookable of it changes with the clock. */
const MONDAY = localDate('2027-03-01')
const TUESDAY = localDate('2027-03-02')

/** All times as the plan of a node has them. */
function planned(tx: Tx): Promise<readonly FreeTime[]> {
  const question = { matters: MATTERS, dayLimit: Number.POSITIVE_INFINITY }
  return searchTimes(tx, question).then((found) =>
    found.ok ? found.value.times.filter(({ day }) => day > MONDAY) : impossible(found.code),
  )
}

/** All times as the tables have them: every place and every cell read anew. */
async function straight(tx: Tx): Promise<readonly FreeTime[]> {
  const found = await searchTimes(tx, { matters: MATTERS })
  const services = (await listServices(tx)).filter(({ key }) => key === MATTERS[0]?.serviceKey)
  if (!found.ok) return impossible(found.code)
  const { minutes, window } = found.value
  const places = await loadPlaces(tx, { fromDay: TUESDAY, toDay: window.horizon })
  return freeTimes(
    places,
    await listSites(tx),
    minutes,
    services.map(({ id }) => id),
    tx.now,
  )
}

/** The plans of both nodes have what the tables have. */
async function expectTruth(): Promise<void> {
  const truth = await run(straight)
  expect(await run(planned)).toEqual(truth)
  expect(await run(planned, far)).toEqual(truth)
}

let picked = 0

/** One of many, another one each time, the same ones in every run. */
function pick<T>(list: readonly T[]): T {
  picked++
  return list[(picked * 7_919) % list.length] ?? impossible('all is booked')
}

async function keyOf({ siteId }: FreeTime): Promise<string> {
  const sites = await run((tx) => listSites(tx))
  return sites.find(({ id }) => id === siteId)?.key ?? impossible('a time of no site')
}

async function book(time: FreeTime, database = city.database): Promise<Id<'visit'>> {
  const siteKey = await keyOf(time)
  const booked = await run((tx) => bookIn(tx, siteKey, time), database)
  return booked.ok ? booked.value.id : impossible(booked.code)
}

function bookIn(tx: Tx, siteKey: string, { startsAt }: FreeTime) {
  const contact = { name: 'Ada Muster', email: null, phone: null }
  const channel = 'telephone' as const
  return bookForCaller(tx, links, { channel, matters: MATTERS, siteKey, startsAt, language: 'de', contact })
}

const change = (work: (tx: Tx) => Promise<unknown>) =>
  run(async (tx) => {
    await tx.changeReference()
    await work(tx)
  })

describe('the plan of every node', () => {
  test('has what the tables have after bookings, moves, cancellations and releases on either', async () => {
    await expectTruth()
    const visits: Id<'visit'>[] = []
    for (let step = 0; step < 30; step++) {
      const database = step % 2 === 0 ? city.database : far
      const time = pick(await run(planned))
      const visit = visits.length > 0 ? pick(visits) : undefined
      const siteKey = await keyOf(time)
      if (visit === undefined || step % 3 === 0) visits.push(await book(time, database))
      else if (step % 3 === 1) {
        await run((tx) => moveBooking(tx, visit, { siteKey, startsAt: time.startsAt }), database)
      } else await run((tx) => cancelBooking(tx, visit), database)
      await expectTruth()
    }
    await change((tx) => tx.run(db.updateTable('shift_rule').set({ ends: localTime('15:00') })))
    await run((tx) => releasePlaces(tx, HORIZON), far)
    await expectTruth()
    await change(async (tx) => {
      const { id } = await tx.one(db.selectFrom('counter').select('id').orderBy('id').limit(1))
      await tx.run(db.deleteFrom('counter_skill').where('counter_id', '=', id))
    })
    await expectTruth()
  })

  test('has a booking that was begun before another look and committed after it', async () => {
    const [early, late] = (await run(planned, far)).filter(({ cell }) => cell % 6 === 0)
    if (!early || !late) return impossible('some times are free')
    const before = (await run(planned, far)).length
    let commit: () => void = () => undefined
    const committing = new Promise<void>((resolve) => {
      commit = resolve
    })
    let taken: () => void = () => undefined
    const takenNow = new Promise<void>((resolve) => {
      taken = resolve
    })
    const slow = run(async (tx) => {
      await tx.changeReference()
      const siteKey = await keyOf(early)
      await bookIn(tx, siteKey, early)
      taken()
      await committing
    })
    await takenNow
    // Others book and are seen meanwhile; the slow transaction has an older number than theirs.
    await book(pick((await run(planned, far)).filter(({ day }) => day > early.day)))
    const between = (await run(planned, far)).length
    commit()
    await slow
    expect(between).toBeLessThanOrEqual(before)
    await expectTruth()
  })

  test('never shows what is not committed, and shows it to its own transaction', async () => {
    const time = (await run(planned)).find(({ cell }) => cell % 6 === 0) ?? impossible('some time is free')
    const siteKey = await keyOf(time)
    const before = await run(planned)
    const rolledBack = run(async (tx) => {
      // Both places of that time, so that it is gone.
      await bookIn(tx, siteKey, time)
      await bookIn(tx, siteKey, time)
      const own = await planned(tx)
      expect(own).toEqual(await straight(tx))
      expect(own).not.toEqual(before)
      expect(await run(planned, far)).toEqual(before)
      throw new Error('given up')
    })
    await expect(rolledBack).rejects.toThrow('given up')
    expect(await run(planned)).toEqual(before)
    await expectTruth()
  })

  test('hears of nothing whose row is missing, until it is read whole again (control)', async () => {
    await run(planned, far)
    const time = pick(await run(planned))
    const siteKey = await keyOf(time)
    await run(async (tx) => {
      await bookIn(tx, siteKey, time)
      await bookIn(tx, siteKey, time).catch(() => undefined)
      tx.beforeCommit('forget', async () => {
        await tx.run(db.deleteFrom('plan_change'))
      })
    })
    const truth = await run(straight)
    expect(await run(planned, far)).not.toEqual(truth)
    for (const database of [city.database, far]) {
      await run(async (tx) => {
        const kept = tx.memory('plan', () => ({ clock: 0 }))
        // As if it had not looked for longer than rows of changes are kept.
        kept.clock -= HOUR
      }, database)
    }
    await expectTruth()
  })

  test('goes on when rows of changes are forgotten in time', async () => {
    await book(pick(await run(planned)))
    await expectTruth()
    await sql("UPDATE plan_change SET changed_at = changed_at - interval '2 hours'")
    expect(await run(forgetPlanChanges)).toBeGreaterThan(0)
    expect(await run(forgetPlanChanges)).toBe(0)
    await book(pick(await run(planned)))
    await expectTruth()
  })
})

describe('search without a transaction', () => {
  const nodes = () =>
    [city.database, far].map((database, index) =>
      createLiveSearch(database, wakeUps[index] ?? impossible('two nodes'), () => city.authority),
    )
  const asks = (
    search: ReturnType<typeof createLiveSearch> | undefined,
    siteKey: string,
    { day }: FreeTime,
  ) =>
    search?.ask(
      city.authority,
      `${siteKey} ${day}`,
      () => ({ matters: MATTERS, siteKey, day }),
      ({ times }) => times.map(({ startsAt }) => startsAt),
    )

  /** How long a node goes on showing a time that was just booked, in milliseconds. */
  async function staleness(search: ReturnType<typeof createLiveSearch> | undefined): Promise<number> {
    const time = pick((await run(planned)).filter(({ cell }) => cell % 6 === 0))
    const siteKey = await keyOf(time)
    const shows = async () => {
      const answer = await asks(search, siteKey, time)
      return answer?.ok && answer.value.includes(time.startsAt)
    }
    while (await shows()) {
      if (!(await run((tx) => bookIn(tx, siteKey, time))).ok) break
    }
    const since = performance.now()
    while (await shows()) await new Promise((resolve) => setTimeout(resolve, 5))
    return performance.now() - since
  }

  test('shows a booking of the same node in its next answer', async () => {
    const [own] = nodes()
    for (let round = 0; round < 5; round++) expect(await staleness(own)).toBeLessThan(250)
    own?.stop()
  })

  test('shows a booking of another node within a second, also when no wake-up goes out', async () => {
    const [, other] = nodes()
    for (let round = 0; round < 3; round++) expect(await staleness(other)).toBeLessThan(1_000)
    await sql('REVOKE EXECUTE ON FUNCTION pg_catalog.pg_notify(text, text) FROM PUBLIC')
    silent = true
    for (let round = 0; round < 2; round++) expect(await staleness(other)).toBeLessThan(BY_POLL_MS)
    await sql('GRANT EXECUTE ON FUNCTION pg_catalog.pg_notify(text, text) TO PUBLIC')
    silent = false
    other?.stop()
  })

  test('gives the same object again until something that it shows changes', async () => {
    const [own] = nodes()
    const [time, another] = (await run(planned)).filter(({ cell }) => cell % 6 === 0)
    if (!time || !another) return impossible('some times are free')
    const siteKey = await keyOf(time)
    const first = await asks(own, siteKey, time)
    expect(await asks(own, siteKey, time)).toBe(first)
    await book(time)
    await expect.poll(async () => (await asks(own, siteKey, time)) === first).toBe(false)
    own?.stop()
  })
})
