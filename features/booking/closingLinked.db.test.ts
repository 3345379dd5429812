import { afterEach, beforeEach, expect, test } from 'vitest'
import { listCounters, reopenSite } from '#features/capacity/actions.ts'
import { loadVisit } from '#features/visit/actions.ts'
import type { Visit } from '#features/visit/model.ts'
import type { Instant } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { db } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { type City, openCity } from '#test/city.ts'
import { closeMitte, siteOf, TUESDAY } from '#test/closing.ts'
import { TEST_START } from '#test/fixtures.ts'
import { brokenLawsOf } from '#test/laws/checker.ts'
import { plainLinks } from '#test/plainLinks.ts'
import { partCounters, TWO_MATTERS } from '#test/twoMatters.ts'
import {
  acceptReplacement,
  bookForCaller,
  cancelBooking,
  replaceNext,
  searchTimes,
  settleReplacements,
} from './actions.ts'
import { isUnplaced, liveReplacement, readProgress } from './store/replacement.ts'

let city: City

beforeEach(async () => {
  city = await openCity({ connections: 8 })
  await run(partCounters)
})
afterEach(async () => {
  expect(await brokenLawsOf(city.ownerUrl, city.authority.schema)).toEqual([])
  await city.unchanged()
  await city.drop()
})

const run = <T>(work: (tx: Tx) => Promise<T>, at: Instant = TEST_START) =>
  city.database.withAuthority(city.authority, work, { at })

async function bookPair(): Promise<readonly [Visit, Visit]> {
  const found = await run((tx) => searchTimes(tx, { matters: TWO_MATTERS, siteKey: 'mitte', day: TUESDAY }))
  const time = (found.ok && found.value.times[4]) || impossible('no time for two')
  const made = await run((tx) =>
    bookForCaller(tx, plainLinks, {
      matters: TWO_MATTERS,
      siteKey: 'mitte',
      startsAt: time.startsAt,
      secondAt: time.second?.startsAt,
      language: 'de',
      channel: 'telephone',
      beyondLimits: true,
      contact: { name: 'Ada Lind', email: 'ada@example.org', phone: null },
    }),
  )
  return made.ok ? both(made.value) : impossible(made.code)
}

async function both({ id }: Visit): Promise<readonly [Visit, Visit]> {
  const first = (await run((tx) => loadVisit(tx, id))) ?? impossible('no first')
  const second = await run((tx) => loadVisit(tx, first.linked?.visitId ?? impossible('not linked')))
  return [first, second ?? impossible('no second')]
}

/** Closes the one counter that the second of the two needs. */
async function closeCounterOf(second: Visit) {
  const closed = await run(async (tx) => {
    const site = await siteOf(tx)
    const place = await tx.one(
      db
        .selectFrom('claim')
        .innerJoin('place', 'place.id', 'claim.place_id')
        .select('place.counter_id as counterId')
        .where('claim.visit_id', '=', second.id),
    )
    const counters = await listCounters(tx, site.id)
    const counterIds = counters.map(({ id }) => id).filter((id) => id === place.counterId)
    return closeMitte(tx, { counterIds })
  })
  return closed.ok ? closed.value.closingId : impossible(closed.code)
}

const stateOf = async (pair: readonly Visit[]) =>
  Promise.all(pair.map(async ({ id }) => (await run((tx) => liveReplacement(tx, id)))?.state))

test('two linked visits get two new times together, although only one of them lost its place', async () => {
  const pair = await bookPair()
  const closingId = await closeCounterOf(pair[1])
  expect(await run((tx) => isUnplaced(tx, pair[0].id))).toBe(true)
  expect(await run(replaceNext)).toBe(true)
  expect(await run(replaceNext)).toBe(false)
  expect(await stateOf(pair)).toEqual(['open', 'open'])
  const [progress] = await run((tx) => readProgress(tx, [closingId]))
  expect(progress).toMatchObject({ open: 1, waiting: 0 })
})

test('one press accepts both, in the same order, and nothing of the old times is kept', async () => {
  const pair = await bookPair()
  await closeCounterOf(pair[1])
  await run(replaceNext)
  const held = await run((tx) => liveReplacement(tx, pair[0].id))
  // By the link of either.
  const accepted = await run((tx) => acceptReplacement(tx, pair[1].id))
  expect(accepted).toMatchObject({ ok: true, value: { id: pair[0].id, appointmentAt: held?.startsAt } })
  const [first, second] = await both(pair[0])
  expect(second).toMatchObject({ siteId: first.siteId, day: first.day, appointmentAt: held?.secondAt })
  expect(first.appointmentAt ?? 0).toBeLessThan(second.appointmentAt ?? 0)
  expect(await stateOf(pair)).toEqual([undefined, undefined])
})

test('nobody answers: both go back and stay booked without a place', async () => {
  const pair = await bookPair()
  await closeCounterOf(pair[1])
  await run(replaceNext)
  const until = (await run((tx) => liveReplacement(tx, pair[0].id)))?.until ?? impossible('no end')
  expect(await run(settleReplacements, until)).toBe(1)
  expect(await stateOf(pair)).toEqual(['lapsed', 'lapsed'])
  expect((await both(pair[0])).map(({ state }) => state)).toEqual(['booked', 'booked'])
})

test('a cancellation and a site that opens after all end both', async () => {
  const pair = await bookPair()
  const closingId = await closeCounterOf(pair[1])
  await run(replaceNext)
  await run(async (tx) => reopenSite(tx, await siteOf(tx), closingId))
  expect(await run(settleReplacements)).toBe(1)
  expect(await stateOf(pair)).toEqual([undefined, undefined])
  await closeCounterOf(pair[1])
  await run(replaceNext)
  expect(await stateOf(pair)).toEqual(['open', 'open'])
  await run((tx) => cancelBooking(tx, pair[1].id))
  expect(await stateOf(pair)).toEqual([undefined, undefined])
})
