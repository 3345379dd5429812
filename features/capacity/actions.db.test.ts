import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { findSite } from '#features/authority/actions.ts'
import { bookForCaller } from '#features/booking/actions.ts'
import { newId } from '#kernel/id.ts'
import { type Instant, localDate, localTime, parseInstant } from '#kernel/instant.ts'
import { addDays, instantOf } from '#kernel/wallTime.ts'
import { db, json, raw } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { asOwner, type City, openCity } from '#test/city.ts'
import { TEST_START } from '#test/fixtures.ts'
import { plainLinks } from '#test/plainLinks.ts'
import { unplacedBookings } from './actions/seePlan.ts'
import { counterSkills, listCounters, loadPlaces, releasePlaces } from './actions.ts'
import { releaseDaily } from './jobs.ts'
import { cellOf, cellsOf, instantOfCell, type Place, startsOf } from './model.ts'
import { deletePlaces, insertPlaces, readStandingPlaces, withdrawPlaces } from './store/release.ts'

const ZONE = 'Europe/Berlin'
const MONDAY = localDate('2027-03-01')
const TUESDAY = localDate('2027-03-02')
const TEN = parseInstant('2027-03-02T09:00:00Z')
const HORIZON = { untilDay: localDate('2027-04-26') }
const NOTHING = { made: 0, removed: 0, reshaped: 0, withdrawn: 0, replaced: 0, unplaced: 0 }

let city: City

/** A database for each test: releases change everything. */
beforeEach(async () => {
  city = await openCity()
})
afterEach(async () => {
  await city.unchanged()
  await city.drop()
})

function run<T>(work: (tx: Tx) => Promise<T>, at: Instant = TEST_START): Promise<T> {
  return city.database.withAuthority(city.authority, work, { at })
}

function book(startsAt = TEN, serviceKey = 'identity-card', siteKey = 'mitte') {
  return run((tx) => bookForCaller(tx, plainLinks, wish(startsAt, serviceKey, siteKey)))
}

function wish(startsAt: Instant, serviceKey = 'identity-card', siteKey = 'mitte') {
  return {
    matters: [{ serviceKey, people: 1 }],
    siteKey,
    startsAt,
    language: 'de',
    channel: 'telephone',
    beyondLimits: true,
    contact: { name: 'Ada Muster', email: null, phone: '0999 1' },
  } as const
}

function placesOn(day = TUESDAY, siteKey = 'mitte'): Promise<Place[]> {
  return run(async (tx) => {
    const site = await findSite(tx, siteKey)
    return loadPlaces(tx, { fromDay: day, toDay: day, siteIds: site ? [site.id] : [] })
  })
}

const standing = () => run((tx) => readStandingPlaces(tx, MONDAY))

/** Changes the hours, shifts or closures by hand, as an import would. */
function change(work: (tx: Tx) => Promise<unknown>): Promise<void> {
  return run(async (tx) => {
    await tx.changeReference()
    await work(tx)
  })
}

const close = (firstDay: string, lastDay = firstDay) =>
  change((tx) =>
    tx.run(
      db.insertInto('closure').values({
        id: newId<'closure'>(tx.now),
        site_id: null,
        first_day: localDate(firstDay),
        last_day: localDate(lastDay),
        texts: json({ reason: { de: 'zu', 'de-simple': 'zu', en: 'closed' } }),
      }),
    ),
  )

describe('a release', () => {
  test('that finds everything in place does nothing', async () => {
    const before = await standing()
    expect(before.length).toBeGreaterThan(200)
    expect(await run(releaseDaily)).toEqual(NOTHING)
    expect(await standing()).toEqual(before)
  })

  test('makes one more day each day, and leaves closed days out', async () => {
    expect(await run(releaseDaily, parseInstant('2027-03-02T06:30:00Z'))).toEqual({ ...NOTHING, made: 6 })
    const days = new Set((await standing()).map((place) => place.day))
    expect(days).toContain('2027-04-27')
    expect(days).not.toContain('2027-03-26')
    expect(days).not.toContain('2027-03-27')
  })

  test('running twice at once makes every place once', async () => {
    const before = await standing()
    await change((tx) => tx.run(db.deleteFrom('place')))
    const both = await Promise.all([run(releaseDaily), run(releaseDaily)])
    expect(both.map(({ made }) => made).sort((a, b) => a - b)).toEqual([0, before.length])
    expect(await standing()).toHaveLength(before.length)
  })

  test('follows a changed shift', async () => {
    await change((tx) => tx.run(db.updateTable('shift_rule').set({ ends: localTime('15:00') })))
    const before = await standing()
    expect(await run((tx) => releasePlaces(tx, HORIZON))).toEqual({
      ...NOTHING,
      reshaped: (before.length * 2) / 3,
    })
    expect((await placesOn()).map((place) => place.endCell)).toEqual([180, 180])
  })

  test('has right times on the day of a clock change and after it', async () => {
    await change(async (tx) => {
      await tx.run(db.deleteFrom('closure'))
      for (const table of ['site_hours', 'shift_rule']) {
        await tx.run(raw(sql`UPDATE ${sql.table(table)} SET weekday = 7 WHERE weekday = 3`))
      }
    })
    await run((tx) => releasePlaces(tx, HORIZON))
    for (const day of ['2027-03-21', '2027-03-28', '2027-03-30'].map(localDate)) {
      const places = await placesOn(day)
      expect(places).toHaveLength(2)
      for (const place of places) {
        expect(instantOfCell(day, place.firstCell, ZONE)).toBe(instantOf(day, localTime('08:00'), ZONE))
        expect(instantOfCell(day, place.endCell, ZONE)).toBe(instantOf(day, localTime('16:00'), ZONE))
      }
    }
  })
})

describe('the constraint place_once', () => {
  /** Two that know nothing of one another make the same places, as if nobody held the lock. */
  async function race(): Promise<number> {
    const wanted = (await standing()).map(({ id: _, withdrawn: __, ...place }) => place)
    await change((tx) => tx.run(db.deleteFrom('place')))
    await Promise.all([run((tx) => insertPlaces(tx, wanted)), run((tx) => insertPlaces(tx, wanted))])
    return (await standing()).length / wanted.length
  }

  test('keeps two from making the same place', async () => {
    expect(await race()).toBe(1)
  })

  test('is what does it: without it, places stand twice (control)', async () => {
    await asOwner(city.ownerUrl, (client) =>
      client.query(`ALTER TABLE ${city.authority.schema}.place DROP CONSTRAINT place_once;
        ALTER TABLE ${city.authority.schema}.place ADD CONSTRAINT place_once UNIQUE (id)`),
    )
    expect(await race()).toBe(2)
  })
})

describe('a booking', () => {
  test('takes the cells of one place, and no other', async () => {
    const booked = await book()
    expect(booked.ok).toBe(true)
    const places = await placesOn()
    const first = cellOf(TEN, TUESDAY, ZONE)
    expect(places.map((place) => cellsOf(place.taken)).filter((cells) => cells.length > 0)).toEqual([
      [first, first + 1, first + 2],
    ])
    const taken = places.find((place) => place.taken !== 0n)
    // The place that can do less is taken first.
    expect(taken?.skills.size).toBe(2)
    expect(taken && startsOf(taken, 15, [])).not.toContain(first)
    expect(taken && startsOf(taken, 15, [])).toContain(first + 3)
  })

  test('of all places at a time leaves none, and the neighbouring times free', async () => {
    expect([(await book()).ok, (await book()).ok]).toEqual([true, true])
    expect(await book()).toEqual({ ok: false, code: 'time_taken' })
    expect((await book(parseInstant('2027-03-02T09:15:00Z'))).ok).toBe(true)
    expect((await book(parseInstant('2027-03-02T08:45:00Z'))).ok).toBe(true)
  })

  test('keeps its time on a day that is closed afterwards, and gets a place again when the day is open', async () => {
    await book()
    await close('2027-03-02')
    expect(await run((tx) => releasePlaces(tx, HORIZON))).toMatchObject({ removed: 6, unplaced: 1 })
    expect(await placesOn()).toEqual([])
    expect(await book(parseInstant('2027-03-02T10:00:00Z'))).toEqual({ ok: false, code: 'time_taken' })
    expect(await run((tx) => tx.rows(db.selectFrom('visit').select('state')))).toEqual([{ state: 'booked' }])
    expect(await run((tx) => tx.rows(db.selectFrom('claim_cell').select('cell')))).toEqual([])
    expect(await run((tx) => unplacedBookings(tx))).toMatchObject([
      { visit: { state: 'booked', appointmentAt: TEN }, contact: { name: 'Ada Muster', phone: '0999 1' } },
    ])

    await change((tx) => tx.run(db.deleteFrom('closure').where('first_day', '=', TUESDAY)))
    expect(await run((tx) => releasePlaces(tx, HORIZON))).toMatchObject({ made: 6, replaced: 1 })
    expect((await placesOn()).flatMap((place) => cellsOf(place.taken))).toHaveLength(3)
    expect(await run((tx) => unplacedBookings(tx))).toEqual([])
  })

  test('after the end of a shortened shift stays valid without a place, and the rest of the shift can be booked', async () => {
    const last = parseInstant('2027-03-02T14:30:00Z')
    await book(last)
    await change((tx) => tx.run(db.updateTable('shift_rule').set({ ends: localTime('15:00') })))
    expect(await run((tx) => releasePlaces(tx, HORIZON))).toMatchObject({ withdrawn: 0, unplaced: 1 })
    const places = await placesOn()
    expect(places.map((place) => place.endCell)).toEqual([180, 180])
    expect(places.flatMap((place) => cellsOf(place.taken))).toEqual([])
    expect((await book(parseInstant('2027-03-02T13:30:00Z'))).ok).toBe(true)
    expect(await book(last)).toEqual({ ok: false, code: 'time_taken' })
  })

  test('that is under way while its day is closed is refused, or stands on the list', async () => {
    for (const pause of [0, 5, 20, 80, 200]) {
      const day = addDays(TUESDAY, pause === 0 ? 0 : 7)
      const booking = run(async (tx) => {
        const booked = await bookForCaller(tx, plainLinks, wish(instantOf(day, localTime('10:00'), ZONE)))
        await new Promise((resolve) => setTimeout(resolve, pause))
        return booked.ok
      })
      await close(day)
      await run((tx) => releasePlaces(tx, HORIZON))
      const booked = await booking
      expect(await run((tx) => unplacedBookings(tx))).toHaveLength(booked ? 1 : 0)
      expect(await run((tx) => tx.rows(db.selectFrom('claim_cell').select('cell')))).toEqual([])
      await change((tx) => tx.run(db.deleteFrom('closure').where('first_day', '=', day)))
      await run((tx) => tx.run(raw(sql`DELETE FROM claim`)))
      await run((tx) => releasePlaces(tx, HORIZON))
    }
  })
})

test('places can be asked for by site and by days', async () => {
  const days = { fromDay: MONDAY, toDay: TUESDAY }
  const [all, none] = await run(async (tx) => [
    await loadPlaces(tx, days),
    await loadPlaces(tx, { ...days, siteIds: [] }),
  ])
  expect(all).toHaveLength(12)
  expect(none).toEqual([])
  expect(await placesOn(TUESDAY, 'nord')).toHaveLength(4)
})

test('counters come in their order, with what they can serve', async () => {
  const counters = await run(async (tx) => {
    const site = await findSite(tx, 'mitte')
    return site ? listCounters(tx, site.id) : []
  })
  expect(counters.map(({ key, skills }) => [key, skills.size])).toEqual([
    ['1', 4],
    ['2', 2],
    ['3', 2],
  ])
  for (const { id, skills } of counters) {
    expect(await run((tx) => counterSkills(tx, id))).toEqual(skills)
  }
})

test('more places than a statement has parameters can be removed and withdrawn at once', async () => {
  const many = Array.from({ length: 70_000 }, () => newId<'place'>(TEST_START))
  await run(async (tx) => {
    await deletePlaces(tx, many)
    await withdrawPlaces(tx, many)
  })
})
