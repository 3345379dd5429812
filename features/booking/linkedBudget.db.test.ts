import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { localDate, MINUTE, parseInstant, plus } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { asOwner, type City, openCity } from '#test/city.ts'
import { TEST_START } from '#test/fixtures.ts'
import { plainLinks } from '#test/plainLinks.ts'
import { partCounters, TWO_MATTERS } from '#test/twoMatters.ts'
import { holdTime, releaseHold, searchTimes } from './actions.ts'

// Two linked visits of a quarter of an hour and of 20 minutes: within one hour both count in its budget.

const DAY = localDate('2027-03-10')
const TEN = parseInstant('2027-03-10T09:00:00Z')
const ELEVEN = plus(TEN, 60 * MINUTE)

let city: City
beforeAll(async () => {
  city = await openCity({ connections: 4 })
  await run(partCounters)
})
afterEach(() => city.unchanged())
afterAll(() => city.drop())

const run = <T>(work: (tx: Tx) => Promise<T>) =>
  city.database.withAuthority(city.authority, work, { at: TEST_START })

/** From ten to eleven citizens have so many minutes. */
const leave = (minutes: number) =>
  asOwner(city.ownerUrl, (client) =>
    client.query(`SET search_path TO ${city.authority.schema};
      UPDATE hour_budget SET online_minutes = ${minutes} WHERE day = '${DAY}' AND hour = 10;
      INSERT INTO plan_change (site_id, day) SELECT id, '${DAY}' FROM site`),
  )

/** The pairs of that day of which something lies in the hour, and those that lie in it wholly. */
async function pairs() {
  const question = { matters: TWO_MATTERS, siteKey: 'mitte', day: DAY, fromDay: DAY }
  const found = await run((tx) => searchTimes(tx, question))
  const times = found.ok ? found.value.times : impossible(found.code)
  const all = times.flatMap(({ startsAt, second }) =>
    second ? [{ startsAt, secondAt: second.startsAt }] : [],
  )
  const touching = all.filter(
    ({ startsAt, secondAt }) => startsAt < ELEVEN && plus(secondAt, 20 * MINUTE) > TEN,
  )
  const within = all.filter(
    ({ startsAt, secondAt }) => startsAt >= TEN && plus(secondAt, 20 * MINUTE) <= ELEVEN,
  )
  return { touching, within }
}

type Pair = Awaited<ReturnType<typeof pairs>>['touching'][number]

/** What comes of a press on it; nothing is kept. */
async function press(pair: Pair): Promise<string> {
  const wish = { matters: TWO_MATTERS, siteKey: 'mitte', language: 'de', channel: 'online' } as const
  const held = await run((tx) => holdTime(tx, plainLinks, { ...wish, ...pair, browser: 'b' }))
  await run((tx) => releaseHold(tx, 'b'))
  return held.ok ? 'held' : held.code
}

test('a pair is shown where the hour has enough left for both, and each that is shown is had', async () => {
  const before = await pairs()
  expect(before.within.length).toBeGreaterThan(0)
  // Each of the two would fit, both would not.
  await leave(30)
  const { within, touching } = await pairs()
  expect(within).toEqual([])
  expect(touching.length).toBeGreaterThan(2)
  for (const pair of touching) expect([pair, await press(pair)]).toEqual([pair, 'held'])
  // What was shown before is refused now, and had where the hour has enough left (control).
  const [gone] = before.within
  expect(await press(gone ?? impossible('no pair'))).toBe('time_taken')
  await leave(35)
  expect((await pairs()).within.length).toBeGreaterThan(0)
  expect(await press(gone ?? impossible('no pair'))).toBe('held')
})
