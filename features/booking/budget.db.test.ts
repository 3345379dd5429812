import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { findSite } from '#features/authority/actions.ts'
import { publishPlan, sendCountersAway, shiftPlanOf, undoPlan } from '#features/capacity/actions/shiftPlan.ts'
import { listCounters, loadPlaces, releasePlaces } from '#features/capacity/actions.ts'
import { openKeptTimes } from '#features/capacity/jobs.ts'
import { type Asker, minutesByHour } from '#features/capacity/model/budget.ts'
import type { ServiceMode } from '#features/catalogue/model.ts'
import { type Instant, localDate, localTime, MINUTE, parseInstant, plus } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { type Database, openDatabase } from '#platform/db/database.ts'
import { raw } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { asOwner, type City, openCity } from '#test/city.ts'
import { TEST_START } from '#test/fixtures.ts'
import { brokenLawsOf } from '#test/laws/checker.ts'
import { plainLinks } from '#test/plainLinks.ts'
import { bookForCaller, cancelBooking, expireHolds, holdTime, moveBooking, searchTimes } from './actions.ts'

// At Mitte two counters serve an identity card, a quarter of an hour each: 120 place-minutes between ten and eleven.
const DAY = localDate('2027-03-10')
const TEN = parseInstant('2027-03-10T09:00:00Z')
const ELEVEN = plus(TEN, 60 * MINUTE)
const MATTERS = [{ serviceKey: 'identity-card', people: 1 }]

/** What a control has broken is not to be found by the checker at the end. */
const FORGET_ALL = `ALTER TABLE visit DISABLE TRIGGER ALL; ALTER TABLE journal DISABLE TRIGGER ALL;
  DELETE FROM claim_cell; DELETE FROM claim; DELETE FROM journal; DELETE FROM visit; DELETE FROM hour_budget;
  UPDATE journal_counter SET last_number = 0`

let city: City

beforeEach(async () => {
  city = await openCity({ connections: 12 })
})
afterEach(async () => {
  await city.unchanged()
  expect(await brokenLawsOf(city.ownerUrl, city.authority.schema)).toEqual([])
  await city.drop()
})

function run<T>(work: (tx: Tx) => Promise<T>, at: Instant = TEST_START, on: Database = city.database) {
  return on.withAuthority(city.authority, work, { at })
}

const owner = (text: string) =>
  asOwner(city.ownerUrl, (client) => client.query(`SET search_path TO ${city.authority.schema}; ${text}`))

/** Sets shares as an import does, and releases. */
const share = (settings: string) =>
  run(async (tx) => {
    await tx.changeReference()
    await tx.run(raw(sql.raw(`UPDATE setting SET ${settings}`)))
    await releasePlaces(tx, { untilDay: localDate('2027-04-26') })
  })

type Hour = { hour: number; limit: number; open: number; online: number; booked: number }

/** The budgets of Mitte on a day. */
const hours = (day = DAY) =>
  run((tx) =>
    tx.rows(
      raw<Hour>(sql`SELECT hour, limit_minutes AS "limit", open_minutes AS open, online_minutes AS online,
        booked_minutes AS booked FROM hour_budget JOIN site ON site.id = site_id AND key = 'mitte'
        WHERE day = ${day} ORDER BY hour`),
    ),
  )
const atTen = async (day = DAY) =>
  (await hours(day)).find(({ hour }) => hour === 10) ?? impossible('no such hour')

/** When people of a kind see times that begin between ten and eleven. */
const seen = async (asker: Asker, at: Instant = TEST_START) => {
  const question = { matters: MATTERS, siteKey: 'mitte', day: DAY, fromDay: DAY, asker }
  const found = await run((tx) => searchTimes(tx, question), at)
  if (!found.ok) throw new Error(found.code)
  return found.value.times.map(({ startsAt }) => startsAt).filter((time) => TEN <= time && time < ELEVEN)
}

const take = (asker: Asker, startsAt: Instant, at: Instant = TEST_START, on = city.database) => {
  const wish = { matters: MATTERS, siteKey: 'mitte', startsAt, language: 'de' } as const
  const contact = { name: 'Ada Muster', email: null, phone: '0999 1' }
  return run(
    (tx) =>
      asker === 'online'
        ? holdTime(tx, plainLinks, { ...wish, channel: 'online', browser: null })
        : bookForCaller(tx, plainLinks, { ...wish, channel: 'telephone', beyondLimits: true, contact }),
    at,
    on,
  )
}

/** Takes quarters of the hour, whatever is shown, until none is left; how many. */
async function fill(asker: Asker, at: Instant = TEST_START): Promise<number> {
  for (let taken = 0; ; taken++) {
    const [startsAt] = await seen(asker, at)
    if (startsAt === undefined) return taken
    expect(await take(asker, startsAt, at)).toMatchObject({ ok: true })
  }
}

test('a release gives each hour the place-minutes of its places, without the share of walk-ins', async () => {
  await share('walk_in_percent = 25, caller_percent = 20')
  for (const day of [DAY, localDate('2027-03-12'), localDate('2027-04-26')]) {
    const places = await run(async (tx) => {
      const site = (await findSite(tx, 'mitte')) ?? impossible('no such site')
      return loadPlaces(tx, { fromDay: day, toDay: day, siteIds: [site.id] })
    })
    const expected = [...minutesByHour(places)].map(([hour, minutes]) => {
      const limit = Math.floor(minutes * 0.75)
      return { hour, limit, open: limit, online: Math.floor(limit * 0.8), booked: 0 }
    })
    expect(await hours(day)).toEqual(expected.toSorted((a, b) => a.hour - b.hour))
  }
})

/** Makes counter "1" of Mitte one for these people on the day, published as the editor does. */
const counterFor = (mode: ServiceMode) =>
  run(async (tx) => {
    const site = (await findSite(tx, 'mitte')) ?? impossible('no such site')
    const one = (await listCounters(tx, site.id)).find(({ key }) => key === '1')
    const { version, plan } = await shiftPlanOf(tx, site)
    const weekly = plan.weekly.map((rule) => (rule.counterId === one?.id ? { ...rule, mode } : rule))
    return publishPlan(tx, site, { basedOn: version, plan: { ...plan, weekly } })
  })

test('beside a place for everybody, one for appointments only can be booked wholly: walk-ins have their share of the other', async () => {
  await share('walk_in_percent = 50, caller_percent = 0')
  expect(await atTen()).toMatchObject({ limit: 60, online: 60 })
  expect(await counterFor('appointment')).toMatchObject({ ok: true })
  // 60 of the one, half of the other; at least as many times are shown as can be taken, and no more.
  expect(await atTen()).toMatchObject({ limit: 90, online: 90 })
  expect(await fill('online')).toBe(6)
  expect(await take('staff', TEN)).toEqual({ ok: false, code: 'time_taken' })
  // Nobody loses a booking when it is for everybody again; nothing comes on top.
  expect(await counterFor('both')).toMatchObject({ ok: true })
  expect(await atTen()).toMatchObject({ limit: 60, booked: 90 })
  expect(await seen('staff')).toEqual([])
  expect(await counterFor('walk_in')).toMatchObject({ ok: true })
  expect(await atTen()).toMatchObject({ limit: 30 })
  // A place is never one for walk-ins alone, who need none.
  await expect(owner(`UPDATE place SET mode = 'walk_in'`)).rejects.toThrow('place_mode_check')
  await expect(owner(`UPDATE shift_rule SET mode = 'nobody'`)).rejects.toThrow('shift_rule_mode_check')
})

test('a site may have a share of its own', async () => {
  await owner(`UPDATE site SET walk_in_percent = 50 WHERE key = 'mitte'`)
  await share('walk_in_percent = 25')
  expect((await atTen()).limit).toBe(60)
})

describe('what can be booked', () => {
  test('is what is shown: to citizens without the part of callers, to nobody the part of walk-ins', async () => {
    await share('walk_in_percent = 25, caller_percent = 33')
    // 120 minutes: 30 for walk-ins, of 90 then 60 for citizens.
    const [one] = await seen('online')
    expect(await fill('online')).toBe(4)
    expect(await take('online', one ?? TEN)).toEqual({ ok: false, code: 'time_taken' })
    expect(await fill('staff')).toBe(2)
    expect(await take('staff', plus(TEN, 45 * MINUTE))).toEqual({ ok: false, code: 'time_taken' })
    expect(await atTen()).toMatchObject({ limit: 90, booked: 90 })
    // Cells are free: it is the budget that has ended, for a visit that begins before the hour, too.
    expect(await take('staff', plus(TEN, -5 * MINUTE))).toEqual({ ok: false, code: 'time_taken' })
  })

  test('by citizens grows 24 hours before, to all that anybody may book', async () => {
    await share('caller_percent = 50')
    expect(await fill('online')).toBe(4)
    const before = plus(TEN, -24 * 60 * MINUTE)
    await run(openKeptTimes, plus(before, -MINUTE))
    expect(await seen('online', before)).toEqual([])
    await run(openKeptTimes, before)
    expect(await fill('online', before)).toBe(4)
  })

  test('of what is held back for the short term is open so many days before, to staff as well', async () => {
    await share('short_term_percent = 50, short_term_days = 3')
    expect(await fill('staff')).toBe(4)
    const [early, late] = [-4, -3].map((days) => plus(TEN, days * 24 * 60 * MINUTE)) as [Instant, Instant]
    await run(openKeptTimes, early)
    expect(await seen('staff', early)).toEqual([])
    await run(openKeptTimes, late)
    expect(await fill('staff', late)).toBe(4)
  })

  test('on the day that has begun is for staff alone: what is free belongs to walk-ins', async () => {
    await share('online_today = false')
    const midnight = parseInstant('2027-03-09T23:00:00Z')
    await run(openKeptTimes, plus(midnight, -MINUTE))
    expect((await seen('online', midnight)).length).toBeGreaterThan(0)
    await run(openKeptTimes, midnight)
    expect(await seen('online', midnight)).toEqual([])
    expect(await take('online', TEN, midnight)).toEqual({ ok: false, code: 'time_taken' })
    expect((await seen('staff', midnight)).length).toBeGreaterThan(0)
    expect(await take('staff', TEN, midnight)).toMatchObject({ ok: true })
  })
})

test('minutes come back when a hold runs out, a booking moves or a near one is cancelled; a freed time keeps them', async () => {
  const held = await take('online', TEN)
  const booked = await take('staff', plus(TEN, 50 * MINUTE))
  if (!held.ok || !booked.ok) throw new Error('nothing was free')
  expect(await atTen()).toMatchObject({ booked: 25 })
  // Given up days ahead it is kept for the waitlist, and counts.
  await run((tx) => expireHolds(tx, 10), plus(TEST_START, 60 * MINUTE))
  expect(await atTen()).toMatchObject({ booked: 25 })
  const near = plus(TEN, -60 * MINUTE)
  const to = { siteKey: 'mitte', startsAt: plus(ELEVEN, 30 * MINUTE) }
  expect(await run((tx) => moveBooking(tx, booked.value.id, to), near)).toMatchObject({ ok: true })
  expect((await hours()).map((hour) => hour.booked)).toEqual([0, 0, 15, 15, 0, 0, 0, 0])
  expect(await run((tx) => cancelBooking(tx, booked.value.id), TEN)).toMatchObject({ ok: true })
  expect((await hours()).map((hour) => hour.booked)).toEqual([0, 0, 15, 0, 0, 0, 0, 0])
})

test('a plan with fewer counters loses no booking, and offers nothing until there is room again', async () => {
  await share('walk_in_percent = 25')
  for (const minutes of [0, 15, 30, 45]) await take('staff', plus(TEN, minutes * MINUTE))
  const plan = await run(async (tx) => {
    const site = (await findSite(tx, 'mitte')) ?? impossible('no such site')
    const second = (await listCounters(tx, site.id)).find(({ key }) => key === '2')
    const counterIds = [second?.id ?? impossible('no such counter')]
    const { version } = await shiftPlanOf(tx, site)
    const published = await sendCountersAway(tx, site, {
      counterIds,
      firstDay: DAY,
      lastDay: DAY,
      starts: null,
      ends: null,
    })
    if (!published.ok) throw new Error(published.code)
    return { site, before: version, now: published.value.version }
  })
  // They fit on the place that is left. That is more than its share, and stays.
  expect(await atTen()).toMatchObject({ limit: 45, booked: 60 })
  expect(await seen('staff')).toEqual([])
  expect(await take('staff', plus(TEN, -5 * MINUTE))).toEqual({ ok: false, code: 'time_taken' })
  await run((tx) => undoPlan(tx, plan.site, { basedOn: plan.now, version: plan.before }))
  expect(await atTen()).toMatchObject({ limit: 90, booked: 60 })
  expect(await fill('staff')).toBe(2)
})

describe('many at the last minutes of an hour', () => {
  /** All quarters of the hour are asked for on two nodes at once; how many got one. */
  async function rush(): Promise<number> {
    const other = openDatabase({ url: city.appUrl, connections: 12 })
    // Each node knows the day, and two of the quarters are asked for on each, so that no cell is in the way.
    const nodes = [city.database, other]
    for (const [nth, node] of nodes.entries())
      await take('staff', plus(ELEVEN, nth * 15 * MINUTE), TEST_START, node)
    const wishes = Array.from({ length: 32 }, (_, nth) => ({
      startsAt: plus(TEN, (nth % 4) * 15 * MINUTE),
      on: nodes[nth % 4 < 2 ? 0 : 1] ?? other,
      asker: nth % 3 === 0 ? ('online' as const) : ('staff' as const),
    }))
    const answers = await Promise.all(
      wishes.map(({ startsAt, on, asker }) => take(asker, startsAt, TEST_START, on)),
    )
    await other.close()
    expect(
      answers.flatMap((answer) => (answer.ok ? [] : [answer.code])).every((code) => code === 'time_taken'),
    ).toBe(true)
    return answers.filter(({ ok }) => ok).length
  }

  test('get what the budget has, and nobody gets more', async () => {
    await share('walk_in_percent = 50')
    expect(await rush()).toBe(4)
    expect(await atTen()).toMatchObject({ limit: 60, booked: 60 })
  })

  test('get more without the CHECK (control)', async () => {
    await share('walk_in_percent = 50')
    await owner('ALTER TABLE hour_budget DROP CONSTRAINT hour_budget_kept')
    expect(await rush()).toBeGreaterThan(4)
    await owner(FORGET_ALL)
  })
})

describe('a booking while the shift of its place ends earlier', () => {
  /** The node knows the day; then a plan is published under it, and somebody books at its old end meanwhile. */
  async function bookUnderPublication() {
    await take('staff', TEN)
    const last = parseInstant('2027-03-10T14:45:00Z')
    let booking: ReturnType<typeof take> | undefined
    await run(async (tx) => {
      const site = (await findSite(tx, 'mitte')) ?? impossible('no such site')
      const { version, plan } = await shiftPlanOf(tx, site)
      const weekly = plan.weekly.map((rule) => ({ ...rule, ends: localTime('15:50') }))
      const published = await publishPlan(tx, site, { basedOn: version, plan: { ...plan, weekly } })
      expect(published.ok).toBe(true)
      booking = take('staff', last)
      // It has begun, and waits for the places that this transaction has changed.
      await new Promise((resolve) => setTimeout(resolve, 200))
    })
    return booking
  }

  test('is refused: it never lands outside of the new bounds', async () => {
    expect(await bookUnderPublication()).toEqual({ ok: false, code: 'time_taken' })
  })

  test('lands there without the CHECK (control)', async () => {
    await owner('ALTER TABLE claim_cell DROP CONSTRAINT claim_cell_inside')
    expect(await bookUnderPublication()).toMatchObject({ ok: true })
    const broken = await brokenLawsOf(city.ownerUrl, city.authority.schema)
    expect(broken.join()).toContain('lie inside its place')
    await owner(FORGET_ALL)
  })
})
