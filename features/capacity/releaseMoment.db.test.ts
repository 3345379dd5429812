import { afterEach, beforeEach, expect, test } from 'vitest'
import { findSite } from '#features/authority/actions.ts'
import { type Instant, localDate, localTime, MINUTE, parseInstant, plus } from '#kernel/instant.ts'
import { addDays } from '#kernel/wallTime.ts'
import { db } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { type City, openCity } from '#test/city.ts'
import { TEST_START } from '#test/fixtures.ts'
import { sendCountersAway } from './actions/shiftPlan.ts'
import { listCounters } from './actions.ts'
import { releaseDaily, releaseNewestDay } from './jobs.ts'
import { readStandingPlaces } from './store/release.ts'
import { readMoment } from './store/releaseMoment.ts'

const MONDAY = localDate('2027-03-01')
const TUESDAY = localDate('2027-03-02')
/** The day that comes within the horizon on Tuesday; six counters work on it. */
const NEW_DAY = localDate('2027-04-27')
const SEVEN = parseInstant('2027-03-02T06:00:00Z')
const NINE = parseInstant('2027-03-02T08:00:00Z')

let city: City

beforeEach(async () => {
  city = await openCity()
  await run(async (tx) => {
    await tx.changeReference()
    const window = { release_opens: localTime('07:00'), release_closes: localTime('09:00') }
    await tx.run(db.updateTable('setting').set(window))
  })
})
afterEach(async () => {
  await city.unchanged()
  await city.drop()
})

function run<T>(work: (tx: Tx) => Promise<T>, at: Instant = TEST_START): Promise<T> {
  return city.database.withAuthority(city.authority, work, { at })
}

const placesOnNewDay = async () =>
  (await run((tx) => readStandingPlaces(tx, MONDAY))).filter(({ day }) => day === NEW_DAY).length

test('the new day becomes bookable at one minute of the window and at no other time', async () => {
  const at: Instant[] = []
  for (let time = plus(SEVEN, -5 * MINUTE); time <= plus(NINE, 5 * MINUTE); time = plus(time, MINUTE)) {
    const before = await placesOnNewDay()
    const released = await run(releaseNewestDay, time)
    if (released) at.push(time)
    expect(released?.made ?? 0).toBe((await placesOnNewDay()) - before)
  }
  expect(at).toEqual([await run((tx) => readMoment(tx, TUESDAY))])
  expect(at[0]).toBeGreaterThanOrEqual(SEVEN)
  expect(at[0]).toBeLessThan(NINE)
  expect(await placesOnNewDay()).toBe(6)
})

test('before it neither a release of everything nor a published plan brings the new day; afterwards either does', async () => {
  const early = plus(SEVEN, -MINUTE)
  await run(releaseNewestDay, early)
  expect((await run(releaseDaily, early)).made).toBe(0)
  expect(await sendOneAway(early)).toBe(0)
  const moment = (await run((tx) => readMoment(tx, TUESDAY))) ?? NINE
  expect((await run(releaseDaily, plus(moment, -MINUTE))).made).toBe(0)
  expect(await sendOneAway(moment)).toBe(4)
  expect((await run(releaseDaily, moment)).made).toBe(2)
})

/** Publishes a plan for one of the two sites; how many places of the new day that made. */
async function sendOneAway(at: Instant): Promise<number> {
  await run(async (tx) => {
    const site = await findSite(tx, 'nord')
    const [counter] = site ? await listCounters(tx, site.id) : []
    if (!site || !counter) throw new Error('no such site')
    const days = { firstDay: addDays(NEW_DAY, 10), lastDay: addDays(NEW_DAY, 10) }
    const sent = await sendCountersAway(tx, site, {
      counterIds: [counter.id],
      ...days,
      starts: null,
      ends: null,
    })
    if (!sent.ok) throw new Error(sent.code)
  }, at)
  return placesOnNewDay()
}

test('two nodes release it once, at the moment that one of them drew', async () => {
  const both = await Promise.all([run(releaseNewestDay, NINE), run(releaseNewestDay, NINE)])
  expect(both.filter((released) => released !== undefined).map(({ made }) => made)).toEqual([6])
})

test('moments differ from day to day, and only that of today is kept', async () => {
  const moments = new Set<number>()
  for (let day = 0; day < 12; day++) {
    await run(releaseNewestDay, plus(SEVEN, day * 24 * 60 * MINUTE))
    const kept = await run((tx) => tx.rows(db.selectFrom('release_moment').select('at')))
    expect(kept).toHaveLength(1)
    moments.add((kept[0]?.at ?? 0) % (24 * 60 * MINUTE))
  }
  // Twelve times the same of 120 minutes: once in 10 to the 22.
  expect(moments.size).toBeGreaterThan(1)
})
