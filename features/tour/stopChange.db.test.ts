import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { importData } from '#apps/import/importAuthority.ts'
import { listCounters } from '#features/capacity/actions.ts'
import { callNext, checkInByNumber, openCounter } from '#features/hall/actions.ts'
import { loadVisit } from '#features/visit/actions.ts'
import { type LocalDate, localTime, parseInstant } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { addDays } from '#kernel/wallTime.ts'
import { raw } from '#platform/db/query.ts'
import { TEST_START } from '#test/fixtures.ts'
import { mobileData } from '#test/mobileTeam.ts'
import { openStopCity, THURSDAY, TUESDAY } from '#test/stopCity.ts'
import { listStops, planStops, previewStops } from './actions.ts'
import { insertStop } from './store.ts'

const {
  city,
  run,
  siteOf,
  bus,
  wanted,
  plan,
  planned,
  change,
  cancel,
  found,
  booked,
  unplaced,
  replaceAll,
  asCityOwner,
} = openStopCity()

describe('a change', () => {
  test('keeps the times that still fit; who loses theirs gets another held, and the old one counts', async () => {
    const id = await planned()
    const [early, late] = [await booked('2027-03-02T08:00:00Z'), await booked('2027-03-02T10:00:00Z')]
    const seen = await run(async (tx) =>
      previewStops(tx, await bus(tx), [await wanted(tx, { opens: '10:00' })], id),
    )
    expect(seen.lost).toBe(1)
    expect(await change(id, { opens: '10:00' })).toMatchObject({ ok: true, value: { unplaced: 1 } })
    expect(await unplaced()).toEqual([{ visit: early.id }])
    expect(await replaceAll()).toBe(1)
    expect(await run((tx) => loadVisit(tx, early.id))).toMatchObject({ state: 'booked', day: TUESDAY })
    expect(await run((tx) => loadVisit(tx, late.id))).toMatchObject({ state: 'booked' })
    expect((await found())[0]).toBeGreaterThanOrEqual(parseInstant('2027-03-02T09:00:00Z'))
  })

  test('that is taken back opens the hours again, and everybody has the old place', async () => {
    const id = await planned()
    await booked('2027-03-02T08:00:00Z')
    await change(id, { opens: '10:00' })
    expect(await unplaced()).toHaveLength(1)
    await change(id, {})
    expect(await unplaced()).toEqual([])
    expect((await found())[0]).toBe(parseInstant('2027-03-02T08:15:00Z'))
  })

  test('to another day never drops a booking', async () => {
    const id = await planned()
    const visit = await booked('2027-03-02T08:00:00Z')
    expect(await change(id, { day: THURSDAY })).toMatchObject({ ok: true, value: { unplaced: 1 } })
    expect(await replaceAll()).toBe(1)
    expect(await run((tx) => loadVisit(tx, visit.id))).toMatchObject({ state: 'booked', day: TUESDAY })
    // Held beside the old one: the first time of the new day.
    expect((await found())[0]).toBe(parseInstant('2027-03-04T08:15:00Z'))
  })

  test('gives the next stop of the day its new way', async () => {
    await planned({ opens: '08:00', closes: '09:00' })
    const id = await planned({ site: 'auenrain', opens: '12:00', closes: '13:00' })
    const leaves = async () =>
      (
        await run((tx) =>
          tx.one(raw<{ leaves: string }>(sql`SELECT leaves::text FROM stop WHERE id = ${id}`)),
        )
      ).leaves
    const [first] = await run((tx) => listStops(tx))
    const before = await leaves()
    await cancel(first?.id ?? impossible('a stop'))
    expect((await leaves()) < before).toBe(true)
  })
})

describe('a cancelled stop', () => {
  test('holds an equal time for everybody who had booked, and is planned again without any trace', async () => {
    const id = await planned()
    const visit = await booked('2027-03-02T08:00:00Z')
    expect(await cancel(id)).toMatchObject({ ok: true, value: { unplaced: 1 } })
    expect(await found()).toEqual([])
    expect(await replaceAll()).toBe(1)
    expect(await run((tx) => loadVisit(tx, visit.id))).toMatchObject({ state: 'booked' })
    expect(await cancel(id)).toMatchObject({ code: 'unknown_stop' })
    await planned()
    expect(await unplaced()).toEqual([])
    expect((await found())[0]).toBe(parseInstant('2027-03-02T08:15:00Z'))
  })

  test('is refused while the next one could not be reached without it', async () => {
    const known = mobileData()
    const far = known.sites.find(({ key }) => key === 'auenrain') ?? impossible('a site')
    const work = known.counters.find(({ site }) => site === 'auenrain') ?? impossible('a counter')
    const data = {
      ...known,
      sites: [...known.sites, { ...far, key: 'sand', latitude: 51 }],
      counters: [...known.counters, { ...work, site: 'sand' }],
      offers: [...known.offers, { site: 'sand', service: 'identity-card', mode: 'both' as const }],
    }
    expect(await importData(city().database, city().authority, data, { at: TEST_START })).toMatchObject({
      ok: true,
    })
    await planned({ opens: '09:00', closes: '09:05' })
    const middle = await planned({ site: 'auenrain', opens: '10:15', closes: '10:20' })
    const wish = { site: 'sand', opens: '11:30', closes: '11:35' }
    // Who knows better: from there it is not far.
    const last = await run(async (tx) =>
      planStops(tx, await bus(tx), [{ ...(await wanted(tx, wish)), travelMinutes: 10 }]),
    )
    const id = (last.ok ? last.value.stopIds[0] : undefined) ?? impossible('not planned')
    const ways = async () => (await run((tx) => listStops(tx))).map(({ travelMinutes }) => travelMinutes)
    expect(await cancel(middle)).toEqual({ ok: false, code: 'not_workable' })
    expect(await ways()).toEqual([null, null, 10])
    expect(await change(id, { ...wish, opens: '15:00', closes: '15:05' })).toMatchObject({ ok: true })
    expect(await cancel(middle)).toMatchObject({ ok: true })
    expect(await ways()).toEqual([null, null])
  })

  test('is none when it is over', async () => {
    const id = await planned()
    expect(await cancel(id, parseInstant('2027-03-03T08:00:00Z'))).toMatchObject({ code: 'unknown_stop' })
  })
})

describe('of two managers who plan the same team at once', () => {
  /** Both have seen an empty day and write side by side, without the lock that keeps the house's planners apart. */
  async function raceOf(sites: readonly [string, string], days: readonly [LocalDate, LocalDate]) {
    let gate: () => void = () => {}
    const both = new Promise<void>((resolve) => {
      gate = resolve
    })
    let ready = 0
    return Promise.all(
      sites.map((site, index) =>
        run(async (tx) => {
          const team = await bus(tx)
          const stop = await wanted(tx, { site, day: days[index] ?? TUESDAY })
          ready++
          if (ready === 2) gate()
          await both
          const busy = { leaves: localTime('08:00'), packed: localTime('12:30') }
          return (await insertStop(tx, team.number, stop, busy)) !== undefined
        }),
      ),
    )
  }

  test('one is refused by the database, on other days none', async () => {
    expect((await raceOf(['volksdorf', 'auenrain'], [TUESDAY, TUESDAY])).toSorted()).toEqual([false, true])
    expect(await raceOf(['volksdorf', 'auenrain'], [THURSDAY, addDays(THURSDAY, 1)])).toEqual([true, true])
    // Two stops of one place on one day.
    const free = addDays(THURSDAY, 4)
    expect((await raceOf(['volksdorf', 'volksdorf'], [free, free])).toSorted()).toEqual([false, true])
  })

  test('control: without the constraint the team is at two places', async () => {
    await asCityOwner('ALTER TABLE stop DROP CONSTRAINT stop_team_elsewhere')
    expect(await raceOf(['volksdorf', 'auenrain'], [TUESDAY, TUESDAY])).toEqual([true, true])
  })

  test('through the console one is told that it does not fit', async () => {
    const both = await Promise.all([plan(), plan({ site: 'auenrain' })])
    expect(both.map(({ ok }) => ok).toSorted()).toEqual([false, true])
  })
})

describe('at a stop', () => {
  test('people are checked in, called to its workplace and served', async () => {
    await planned()
    const visit = await booked('2027-03-02T08:00:00Z')
    const now = parseInstant('2027-03-02T07:55:00Z')
    const called = await run(async (tx) => {
      const site = await siteOf(tx, 'volksdorf')
      const [counter] = await listCounters(tx, site.id)
      const number = visit.bookingNumber ?? impossible('a booking has a number')
      expect(await checkInByNumber(tx, site, number)).toMatchObject({ ok: true })
      const counterId = counter?.id ?? impossible('a workplace')
      const here = { siteId: site.id, counterId, day: TUESDAY }
      await openCounter(tx, here)
      return callNext(tx, here)
    }, now)
    expect(called).toMatchObject({ ok: true })
    expect(await run((tx) => loadVisit(tx, visit.id))).toMatchObject({ state: 'called' })
  })
})
