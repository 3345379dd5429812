import { sql } from 'kysely'
import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, test } from 'vitest'
import { planTour } from '#apps/demo/seed/tour.ts'
import { listClosures } from '#features/authority/actions.ts'
import { isServed, openSpans } from '#features/authority/model.ts'
import { describeVisit } from '#features/booking/actions.ts'
import { BookingPage } from '#features/booking/pages/BookingPage.tsx'
import { PrintPage } from '#features/booking/pages/PrintPage.tsx'
import { shiftPlanOf, undoPlan } from '#features/capacity/actions/shiftPlan.ts'
import { releasePlaces } from '#features/capacity/actions.ts'
import { fileOfBooking, loadFacts } from '#features/message/actions.ts'
import { composeMessage } from '#features/message/model/compose.ts'
import type { Message } from '#features/message/model.ts'
import { newId } from '#kernel/id.ts'
import { isoInstant, type LocalDate, localDate, parseInstant } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { addDays } from '#kernel/wallTime.ts'
import { raw } from '#platform/db/query.ts'
import { TEST_START } from '#test/fixtures.ts'
import { plainLinks } from '#test/plainLinks.ts'
import { openStopCity, THURSDAY, TUESDAY } from '#test/stopCity.ts'
import { listStops, previewStops } from './actions.ts'
import type { StopsFile } from './contract.ts'

const { city, bring, run, siteOf, bus, wanted, plan, planned, found, plain, booked } = openStopCity()

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
      attemptId: newId<'attempt'>(TEST_START),
      language: 'de',
      channel: 'mail',
      recipient: 'ada@example.org',
      attempts: 0,
      aboutAt: null,
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
    await planTour(city().database, city().authority, TEST_START)
    const days = (await run((tx) => listStops(tx))).map(({ day }) => day)
    const [tuesdays, thursdays] = [
      ['2027-03-02', '2027-03-09', '2027-03-16', '2027-03-23'],
      ['2027-03-04', '2027-03-11', '2027-03-18', '2027-03-25'],
    ]
    expect(days).toEqual([...tuesdays, ...thursdays].toSorted())
  })
})
