import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { makeLinks } from '#apps/server/application.tsx'
import { HOUR, type Instant, parseInstant, plus } from '#kernel/instant.ts'
import { type Database, openDatabase } from '#platform/db/database.ts'
import { db } from '#platform/db/query.ts'
import { type City, openCity } from '#test/city.ts'
import { TEST_SECRET, TEST_START } from '#test/fixtures.ts'
import { bookForCaller, cancelBooking } from './actions.ts'

const links = makeLinks(TEST_SECRET)
/** Two counters can take it. */
const TEN = parseInstant('2027-03-02T09:00:00Z')
const NOON = parseInstant('2027-03-02T11:00:00Z')

let city: City
/** Another node of the same city: it remembers for itself. */
let other: Database

beforeEach(async () => {
  city = await openCity()
  other = openDatabase({ url: city.appUrl, connections: 2 })
})
afterEach(async () => {
  await other.close()
  await city.unchanged()
  await city.drop()
})

function book(node: Database, startsAt: Instant, onAttempt: (attempt: number) => void = () => undefined) {
  return node.withAuthority(
    city.authority,
    (tx) => {
      onAttempt(tx.attempt)
      return bookForCaller(tx, links, {
        matters: [{ serviceKey: 'identity-card', people: 1 }],
        siteKey: 'mitte',
        startsAt,
        language: 'de',
        channel: 'telephone',
        contact: { name: 'Ada Muster', email: null, phone: null },
      })
    },
    { at: TEST_START },
  )
}

const placesTaken = async () => {
  const cells = await city.database.withAuthority(city.authority, (tx) =>
    tx.rows(db.selectFrom('claim_cell').select(['place_id', 'cell'])),
  )
  return { cells: cells.length, places: new Set(cells.map((cell) => cell.place_id)).size }
}

describe('what a node remembers of a day', () => {
  test('lets a booking that another node outran go to the next place', async () => {
    expect((await book(city.database, NOON)).ok).toBe(true)
    expect((await book(other, TEN)).ok).toBe(true)
    const attempts: number[] = []
    expect((await book(city.database, TEN, (attempt) => attempts.push(attempt))).ok).toBe(true)
    // The first try met the key claim_cell_taken: without that, both would have one place.
    expect(attempts).toEqual([1, 2])
    expect(await placesTaken()).toEqual({ cells: 9, places: 2 })
  })

  test('lets no booking through when the other node took all', async () => {
    await book(city.database, NOON)
    await book(other, TEN)
    await book(other, TEN)
    expect(await book(city.database, TEN)).toEqual({ ok: false, code: 'time_taken' })
  })

  test('is not believed when it says that nothing is free', async () => {
    const booked = await book(city.database, TEN)
    await book(city.database, TEN)
    expect(await book(city.database, TEN)).toEqual({ ok: false, code: 'time_taken' })
    if (!booked.ok) throw new Error(booked.code)
    const visitId = booked.value.id
    // So near that it is free for all at once.
    const near = plus(TEN, -HOUR)
    await other.withAuthority(city.authority, (tx) => cancelBooking(tx, visitId), { at: near })
    expect((await book(city.database, TEN)).ok).toBe(true)
  })

  test('keeps two bookings of one node apart without a second try', async () => {
    await book(city.database, NOON)
    const attempts: number[] = []
    const note = (attempt: number) => attempts.push(attempt)
    const both = await Promise.all([book(city.database, TEN, note), book(city.database, TEN, note)])
    expect(both.map((each) => each.ok)).toEqual([true, true])
    expect(attempts).toEqual([1, 1])
  })
})
