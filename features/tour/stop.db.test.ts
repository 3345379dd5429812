import { sql } from 'kysely'
import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { planTour } from '#apps/demo/seed/tour.ts'
import { importData } from '#apps/import/importAuthority.ts'
import { findSite, listClosures } from '#features/authority/actions.ts'
import { isServed, openSpans } from '#features/authority/model.ts'
import { bookForCaller, describeVisit, replaceNext, searchTimes } from '#features/booking/actions.ts'
import { BookingPage } from '#features/booking/pages/BookingPage.tsx'
import { PrintPage } from '#features/booking/pages/PrintPage.tsx'
import { shiftPlanOf, undoPlan } from '#features/capacity/actions/shiftPlan.ts'
import { listCounters, releasePlaces } from '#features/capacity/actions.ts'
import { callNext, checkInByNumber, openCounter } from '#features/hall/actions.ts'
import { fileOfBooking, loadFacts } from '#features/message/actions.ts'
import { composeMessage } from '#features/message/model/compose.ts'
import type { Message } from '#features/message/model.ts'
import { loadVisit } from '#features/visit/actions.ts'
import type { Visit } from '#features/visit/model.ts'
import { type Id, newId } from '#kernel/id.ts'
import {
  type Instant,
  isoInstant,
  type LocalDate,
  localDate,
  localTime,
  parseInstant,
} from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { addDays } from '#kernel/wallTime.ts'
import { quoteIdentifier } from '#platform/db/authority.ts'
import { raw } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { asOwner, type City, openCity } from '#test/city.ts'
import { TEST_START } from '#test/fixtures.ts'
import { brokenLawsOf } from '#test/laws/checker.ts'
import { mobileData } from '#test/mobileTeam.ts'
import { plainLinks } from '#test/plainLinks.ts'
import { cancelStop, changeStop, listStops, listTeams, planStops, previewStops } from './actions.ts'
import type { StopsFile } from './contract.ts'
import type { WantedStop } from './model.ts'
import { insertStop } from './store.ts'

const TUESDAY = localDate('2027-03-02')
const THURSDAY = localDate('2027-03-04')

let city: City

const bring = (stops?: StopsFile, at: Instant = TEST_START) =>
  importData(city.database, city.authority, mobileData(stops), { at })

beforeEach(async () => {
  city = await openCity({ connections: 8 })
  expect(await bring()).toMatchObject({ ok: true })
})
afterEach(async () => {
  expect(await brokenLawsOf(city.ownerUrl, city.authority.schema)).toEqual([])
  await city.unchanged()
  await city.drop()
})

const run = <T>(work: (tx: Tx) => Promise<T>, at: Instant = TEST_START) =>
  city.database.withAuthority(city.authority, work, { at })

const siteOf = async (tx: Tx, key: string) => (await findSite(tx, key)) ?? impossible('no such site')
const bus = async (tx: Tx) => (await listTeams(tx))[0] ?? impossible('no team')

type Wish = { site?: string; day?: LocalDate; opens?: string; closes?: string }

async function wanted(
  tx: Tx,
  { site = 'volksdorf', day = TUESDAY, opens = '09:00', closes = '12:00' }: Wish = {},
) {
  return {
    siteId: (await siteOf(tx, site)).id,
    day,
    opens: localTime(opens),
    closes: localTime(closes),
    breakStarts: null,
    breakEnds: null,
    travelMinutes: null,
  } satisfies WantedStop
}

const plan = (wish: Wish = {}) => run(async (tx) => planStops(tx, await bus(tx), [await wanted(tx, wish)]))

async function planned(wish: Wish = {}): Promise<Id<'stop'>> {
  const done = await plan(wish)
  return (done.ok ? done.value.stopIds[0] : undefined) ?? impossible('not planned')
}

const change = (id: Id<'stop'>, wish: Wish) =>
  run(async (tx) =>
    changeStop(tx, await bus(tx), { id, wanted: await wanted(tx, wish), reason: 'technical' }),
  )
const cancel = (id: Id<'stop'>, at?: Instant) =>
  run(async (tx) => cancelStop(tx, await bus(tx), { id, reason: 'technical' }), at)

async function found(service = 'identity-card', site = 'volksdorf') {
  const answer = await run((tx) =>
    searchTimes(tx, { matters: [{ serviceKey: service, people: 1 }], siteKey: site, asker: 'staff' }),
  )
  return answer.ok ? answer.value.times.map(({ startsAt }) => startsAt) : []
}

/** Without the spaces at which no line may end. */
const plain = (text: string) => text.replaceAll('\u00a0', ' ')

let people = 0
async function booked(at: string, siteKey = 'volksdorf'): Promise<Visit> {
  people++
  const made = await run((tx) =>
    bookForCaller(tx, plainLinks, {
      matters: [{ serviceKey: 'identity-card', people: 1 }],
      siteKey,
      startsAt: parseInstant(at),
      language: 'de',
      channel: 'telephone',
      beyondLimits: true,
      contact: { name: `Ada ${people}`, email: 'ada@example.org', phone: '0999 1' },
    }),
  )
  return made.ok ? made.value : impossible(made.code)
}

const unplaced = () =>
  run((tx) =>
    tx.rows(
      raw<{ visit: Id<'visit'> }>(
        sql`SELECT visit_id AS visit FROM claim WHERE place_id IS NULL AND kind = 'booked'`,
      ),
    ),
  )

async function replaceAll(): Promise<number> {
  let done = 0
  while (await run(replaceNext)) done++
  return done
}

async function asCityOwner(statement: string) {
  await asOwner(city.ownerUrl, async (client) => {
    await client.query(`SET search_path TO ${quoteIdentifier(city.authority.schema)}`)
    await client.query(statement)
  })
}

describe('a stop', () => {
  test('can be booked like any site, on its day and in its hours alone, for what the kit can do', async () => {
    expect(await found()).toEqual([])
    await planned()
    const times = await found()
    expect(times).toHaveLength(36 - 2)
    expect(times[0]).toBe(parseInstant('2027-03-02T08:00:00Z'))
    expect(times.at(-1)).toBe(parseInstant('2027-03-02T10:45:00Z'))
    expect(await found('passport')).toEqual([])
    expect(await booked('2027-03-02T08:00:00Z')).toMatchObject({ state: 'booked', day: TUESDAY })
  })

  test('is what mail and calendar file of a booking name as the place, with its address of that day', async () => {
    await planned()
    const visit = await booked('2027-03-02T08:00:00Z')
    const message: Message = {
      kind: 'booked',
      visitId: visit.id,
      wishId: null,
      checkId: null,
      id: newId<'message'>(TEST_START),
      language: 'de',
      recipient: 'ada@example.org',
      attempts: 0,
      createdAt: TEST_START,
    }
    const [facts, file] = await run(async (tx) => [
      await loadFacts(tx, plainLinks, 'https://dran.example', message),
      await fileOfBooking(tx, plainLinks, 'https://dran.example', visit, 'de'),
    ])
    const { text } = composeMessage(facts ?? impossible('worth sending'))
    const { street, postcode, town } = await run((tx) => siteOf(tx, 'volksdorf'))
    const stop = 'Mobiles Team am 2. März in Volksdorf'
    expect(plain(text)).toContain(`${stop}, ${street}, ${postcode} ${town}`)
    expect(text).not.toContain('Automat')
    expect(plain(file?.content ?? '').replaceAll('\r\n ', '')).toContain(`SUMMARY:Termin: ${stop}`)
  })

  test('has no terminal, so nobody is sent to one: the team takes the code, on screen and on paper', async () => {
    await planned()
    const visit = await booked('2027-03-02T08:00:00Z')
    const described = await run((tx) => describeVisit(tx, visit))
    const frame = {
      language: 'de',
      cityName: 'x',
      address: '/',
      look: 'system',
      assets: { stylesheet: '/' },
    } as const
    const shared = {
      ...described,
      frame,
      phone: null,
      videoLink: null,
      punctuality: { early: 10, late: 15 },
      moved: false,
    }
    const paper = { names: [], link: 'https://dran.example/v/x', officePhone: '1' }
    const here = described.site ?? impossible('a stop without site')
    const pagesAt = (site: typeof here) => [
      renderToStaticMarkup(createElement(BookingPage, { ...shared, site, token: 'x' })),
      renderToStaticMarkup(createElement(PrintPage, { ...shared, ...paper, site })),
    ]
    for (const page of pagesAt(here)) {
      expect(page).toContain('mobilen Team')
      expect(page).not.toContain('Automat')
    }
    for (const page of pagesAt({ ...here, kind: 'permanent' })) expect(page).toContain('Automat')
  })

  test('opens the site on its day and is named only while it is to come', async () => {
    await planned()
    const served = (at: string) =>
      run(async (tx) => isServed(await siteOf(tx, 'volksdorf'), tx.now), parseInstant(at))
    const spans = (day: LocalDate) =>
      run(async (tx) => openSpans(await siteOf(tx, 'volksdorf'), await listClosures(tx, day), day).length)
    expect([await spans(TUESDAY), await spans(addDays(TUESDAY, 7))]).toEqual([1, 0])
    expect(await served('2027-03-02T10:59:00Z')).toBe(true)
    expect(await served('2027-03-02T11:00:00Z')).toBe(false)
  })

  test('that does not fit is refused and leaves nothing', async () => {
    await planned()
    expect(await plan({ site: 'auenrain', opens: '12:30', closes: '14:00' })).toMatchObject({
      code: 'not_workable',
    })
    expect(await plan({ day: localDate('2027-02-26') })).toMatchObject({ code: 'not_workable' })
    expect(await run((tx) => listStops(tx))).toHaveLength(1)
  })

  test('is foreseen with its times and faults, and nothing is written', async () => {
    await planned()
    const seen = await run(async (tx) =>
      previewStops(tx, await bus(tx), [
        await wanted(tx, { day: THURSDAY }),
        await wanted(tx, { site: 'auenrain', opens: '11:30', closes: '13:00' }),
      ]),
    )
    expect(seen.stops).toMatchObject([
      {
        faults: [],
        services: [{ key: 'identity-card', times: 12 }],
      },
      { faults: ['overlapping'], services: [] },
    ])
    expect(await run((tx) => listStops(tx))).toHaveLength(1)
  })

  test('is foreseen within the budgets: so many as it says can book, then search has none', async () => {
    await run(async (tx) => {
      await tx.changeReference()
      await tx.run(raw(sql`UPDATE setting SET walk_in_percent = 50`))
    })
    const [seen] = await run(async (tx) => (await previewStops(tx, await bus(tx), [await wanted(tx)])).stops)
    await planned()
    let people = 0
    for (let [first] = await found(); first !== undefined; [first] = await found(), people++)
      await booked(isoInstant(first))
    expect(seen?.services).toEqual([{ key: 'identity-card', times: people }])
    expect(people).toBe(6)
  })

  test('stays as it was when a day is released again', async () => {
    await planned()
    const before = await found()
    await run((tx) => releasePlaces(tx, { untilDay: addDays(TUESDAY, 30) }))
    expect(await found()).toEqual(before)
  })
})

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

describe('an undo in the shift plan', () => {
  test('leaves the shifts of stops alone', async () => {
    await planned({ day: THURSDAY })
    await planned()
    const free = await found()
    expect(free).not.toEqual([])
    const undone = await run(async (tx) => {
      const site = await siteOf(tx, 'volksdorf')
      const { version } = await shiftPlanOf(tx, site)
      return undoPlan(tx, site, { basedOn: version, version: version - 1 })
    })
    expect(undone).toMatchObject({ ok: true })
    expect(await found()).toEqual(free)
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
    expect(await importData(city.database, city.authority, data, { at: TEST_START })).toMatchObject({
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

describe('the import', () => {
  const entry = (day: string, more: Partial<StopsFile[number]> = {}): StopsFile[number] => ({
    team: 'bus',
    site: 'volksdorf',
    day,
    opens: '09:00',
    closes: '12:00',
    breakStarts: null,
    breakEnds: null,
    ...more,
  })

  test('plans what is to come, passes over what is over, and the second time changes nothing', async () => {
    const stops = [entry('2027-02-23'), entry('2027-03-02')]
    expect(await bring(stops)).toMatchObject({ ok: true, report: { stops: 1 } })
    expect(await bring(stops)).toMatchObject({ ok: true, report: { stops: 0 } })
    expect(await run((tx) => listStops(tx))).toMatchObject([{ day: TUESDAY }])
    await bring([entry('2027-03-02', { opens: '10:00' })])
    expect(await run((tx) => listStops(tx))).toMatchObject([{ opens: '10:00' }])
  })

  test('keeps nothing when a stop does not fit beside one that the console planned', async () => {
    await planned({ site: 'auenrain' })
    expect(await bring([entry('2027-03-04'), entry('2027-03-02')])).toMatchObject({
      ok: false,
      faults: [{ file: 'stops.json', path: [1] }],
    })
    expect(await run((tx) => listStops(tx))).toHaveLength(1)
  })
})

describe('the demo', () => {
  test('has stops in the next weeks, none on a holiday', async () => {
    await planTour(city.database, city.authority, TEST_START)
    const days = (await run((tx) => listStops(tx))).map(({ day }) => day)
    const [tuesdays, thursdays] = [
      ['2027-03-02', '2027-03-09', '2027-03-16', '2027-03-23'],
      ['2027-03-04', '2027-03-11', '2027-03-18', '2027-03-25'],
    ]
    expect(days).toEqual([...tuesdays, ...thursdays].toSorted())
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
