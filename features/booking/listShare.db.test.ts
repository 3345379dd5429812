import { sql } from 'kysely'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { findSite } from '#features/authority/actions.ts'
import { publishPlan, shiftPlanOf } from '#features/capacity/actions/shiftPlan.ts'
import { releasePlaces } from '#features/capacity/actions.ts'
import { openKeptTimes } from '#features/capacity/jobs.ts'
import { DAY, type Instant, localDate, localTime, MINUTE, parseInstant, plus } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { raw } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { type City, openCity } from '#test/city.ts'
import { TEST_START } from '#test/fixtures.ts'
import { brokenLawsOf } from '#test/laws/checker.ts'
import { plainLinks } from '#test/plainLinks.ts'
import { addWishForCaller, lookAtList } from './actions.ts'

// What becomes public other than by a new place: the waitlist gets its share of it first. At Mitte two counters.

const TARGET = localDate('2027-03-10')
const TEN = parseInstant('2027-03-10T09:00:00Z')
const UNTIL = localDate('2027-04-26')

let city: City

beforeEach(async () => {
  city = await openCity()
})
afterEach(async () => {
  await city.unchanged()
  expect(await brokenLawsOf(city.ownerUrl, city.authority.schema)).toEqual([])
  await city.drop()
})

const run = <T>(work: (tx: Tx) => Promise<T>, at: Instant = TEST_START) =>
  city.database.withAuthority(city.authority, work, { at })

/** Sets shares as an import does, and releases. */
const share = (settings: string) =>
  run(async (tx) => {
    await tx.changeReference()
    await tx.run(raw(sql.raw(`UPDATE setting SET ${settings}`)))
    await releasePlaces(tx, { untilDay: UNTIL })
  })

/** Somebody waits for an identity card on that day. */
const waiting = () =>
  run(async (tx) => {
    const added = await addWishForCaller(tx, plainLinks, {
      matters: [{ serviceKey: 'identity-card', people: 1 }],
      siteKeys: ['mitte'],
      weekdays: [],
      parts: [],
      firstDay: TARGET,
      untilDay: TARGET,
      statedDates: {},
      language: 'de',
      channel: 'telephone',
      contact: { name: 'Ada Lind', email: null, phone: '0170 1234567' },
    })
    if (!added.ok) throw new Error(added.code)
  })

/** Every day's shifts at Mitte end then. */
const shiftsUntil = (ends: string) =>
  run(async (tx) => {
    const site = (await findSite(tx, 'mitte')) ?? impossible('no such site')
    const { version, plan } = await shiftPlanOf(tx, site)
    const weekly = plan.weekly.map((rule) => ({ ...rule, ends: localTime(ends) }))
    const published = await publishPlan(tx, site, { basedOn: version, plan: { ...plan, weekly } })
    if (!published.ok) throw new Error(published.code)
  })

type Kept = { firstCell: number; endCell: number }

/** What the list sees first on that day at Mitte. */
const kept = () =>
  run((tx) =>
    tx.rows(
      raw<Kept>(sql`SELECT c.first_cell AS "firstCell", c.end_cell AS "endCell"
        FROM claim c JOIN freed_time f ON f.claim_id = c.id JOIN place p ON p.id = c.place_id
        JOIN site s ON s.id = p.site_id AND s.key = 'mitte'
        WHERE f.reason = 'released' AND c.kind = 'freed' AND c.day = ${TARGET}`),
    ),
  )
const cellsIn = (blocks: readonly Kept[]) =>
  blocks.reduce((sum, { firstCell, endCell }) => sum + endCell - firstCell, 0)
const offered = async (at: Instant) => (await run((tx) => lookAtList(tx), at)).offered

test('of shifts that become longer the list sees a part of what is new, and offers it', async () => {
  await share('waitlist_percent = 50')
  await shiftsUntil('13:15')
  await waiting()
  await shiftsUntil('14:15')
  // Two counters with twelve cells more; of these half, of each its part.
  const blocks = await kept()
  expect(blocks.map((block) => cellsIn([block]))).toEqual([6, 6])
  expect(blocks.every(({ firstCell, endCell }) => firstCell >= 159 && endCell <= 171)).toBe(true)
  expect(await offered(TEST_START)).toBe(1)
})

test('of shifts that become longer all is public where nobody waits, and none goes to it where they become shorter', async () => {
  await shiftsUntil('13:15')
  await shiftsUntil('14:15')
  expect(await kept()).toEqual([])
  await waiting()
  await shiftsUntil('13:45')
  expect(await kept()).toEqual([])
})

test('of what was kept for callers the list sees a part when it opens, once', async () => {
  await share('caller_percent = 50, waitlist_percent = 50')
  await waiting()
  const opens = plus(TEN, -DAY)
  await run(openKeptTimes, plus(opens, -MINUTE))
  const before = await kept()
  await run(openKeptTimes, opens)
  const blocks = (await kept()).filter(
    (one) => !before.some(({ firstCell, endCell }) => firstCell === one.firstCell && endCell === one.endCell),
  )
  // Of 120 minutes 60 were kept; half of these is six cells, of the hour that opened.
  expect(cellsIn(blocks)).toBe(6)
  expect(blocks.every(({ firstCell, endCell }) => firstCell >= 120 && endCell <= 132)).toBe(true)
  await run(openKeptTimes, opens)
  expect(cellsIn(await kept())).toBe(cellsIn(before) + 6)
  expect(await offered(opens)).toBe(1)
})

/** A fifth of half of two counters' day; each place gives whole cells, so a little is lost. */
function expectFifth(cells: number): void {
  expect(cells).toBeGreaterThanOrEqual(10)
  expect(cells).toBeLessThanOrEqual(19)
}

test('of what is held back for the short term the list sees a part when its day comes near', async () => {
  await share('short_term_percent = 50, short_term_days = 3')
  await waiting()
  await run(openKeptTimes, plus(TEN, -4 * DAY))
  expect(await kept()).toEqual([])
  await run(openKeptTimes, plus(TEN, -3 * DAY))
  // Two counters from 8 to 16 with a break each: half of their minutes open, a fifth of these for the list.
  expectFifth(cellsIn(await kept()))
})

test('of a share that a city gives up the list sees a part', async () => {
  await share('walk_in_percent = 50')
  await waiting()
  await share('walk_in_percent = 0')
  expectFifth(cellsIn(await kept()))
})

test('where the day that opens is the running one, it belongs to the hall', async () => {
  await share('short_term_percent = 50, short_term_days = 0, online_today = false')
  await waiting()
  await run(openKeptTimes, plus(TEN, -120 * MINUTE))
  expect(await kept()).toEqual([])
})
