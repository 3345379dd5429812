import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { importData } from '#apps/import/importAuthority.ts'
import { findSite, listClosures } from '#features/authority/actions.ts'
import { withDaysOf } from '#features/authority/model/weekHours.ts'
import { isOpenAt, type OpeningHours } from '#features/authority/model.ts'
import { bookForCaller, searchTimes } from '#features/booking/actions.ts'
import { type LocalDate, localDate, localTime, parseInstant, plus } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { timeOf } from '#kernel/wallTime.ts'
import { openDatabase } from '#platform/db/database.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { type City, openCity } from '#test/city.ts'
import { TEST_AUTHORITIES, TEST_START, testData } from '#test/fixtures.ts'
import { brokenLawsOf } from '#test/laws/checker.ts'
import { plainLinks } from '#test/plainLinks.ts'
import { changeOpeningHours, foreseeOpeningHours, weekOfSite } from './actions/openingHours.ts'
import { unplacedBookings } from './actions/seePlan.ts'
import { publishPlan, shiftPlanOf } from './actions/shiftPlan.ts'
import { setSpecialHours } from './actions/specialHours.ts'

// At Mitte: Monday to Friday 08:00 to 16:00; the counters' shifts of every week end at 17:00.

/** In the week that is looked at. */
const WEDNESDAY = localDate('2027-03-10')
const SATURDAY = localDate('2027-03-13')

let city: City

beforeAll(async () => {
  city = await openCity({ connections: 4 })
})
afterEach(async () => {
  await city.unchanged()
  expect(await brokenLawsOf(city.ownerUrl, city.authority.schema)).toEqual([])
})
afterAll(() => city.drop())

/** Each a second after the one before: changes stand in the order of their time. */
let seconds = 0
const nextMoment = () => plus(TEST_START, seconds++ * 1000)
const run = <T>(work: (tx: Tx) => Promise<T>) =>
  city.database.withAuthority(city.authority, work, { at: nextMoment() })

const siteOf = async (tx: Tx) => (await findSite(tx, 'mitte')) ?? impossible('no such site')
const week = () => run(async (tx) => weekOfSite(tx, await siteOf(tx)))

const spans = (weekday: number, ...times: (readonly [opens: string, closes: string])[]): OpeningHours[] =>
  times.map(([opens, closes]) => ({ weekday, opens: localTime(opens), closes: localTime(closes) }))
const WEDNESDAYS = (...times: (readonly [string, string])[]) => ({ weekday: 3, hours: spans(3, ...times) })

type Day = { readonly weekday: number; readonly hours: readonly OpeningHours[] }
const withDay = (hours: readonly OpeningHours[], day: Day) => withDaysOf(hours, [day.weekday], day.hours)

/** Gives one weekday other hours. */
async function change(day: Day) {
  const { hours, newest } = await week()
  const wanted = { hours: withDay(hours, day), seen: newest, undoes: null }
  return run(async (tx) => changeOpeningHours(tx, await siteOf(tx), wanted))
}

async function foresee(day: Day) {
  const { hours } = await week()
  const seen = await run(async (tx) => foreseeOpeningHours(tx, await siteOf(tx), withDay(hours, day)))
  return seen.ok ? seen.value : impossible(seen.code)
}

/** Takes the newest change back. */
async function undo() {
  const { newest, earlier } = await week()
  const wanted = { hours: earlier ?? impossible('no change'), seen: newest, undoes: newest }
  expect(await run(async (tx) => changeOpeningHours(tx, await siteOf(tx), wanted))).toMatchObject({
    ok: true,
  })
}

async function book(time: string, day = WEDNESDAY) {
  const booked = await run((tx) =>
    bookForCaller(tx, plainLinks, {
      matters: [{ serviceKey: 'identity-card', people: 1 }],
      siteKey: 'mitte',
      startsAt: parseInstant(`${day}T${time}:00+01:00`),
      language: 'de',
      channel: 'telephone',
      beyondLimits: true,
      contact: { name: 'Ada Lind', email: null, phone: '0999 1' },
    }),
  )
  return booked.ok
}

const timesIn = async (tx: Tx, day: LocalDate) => {
  const matters = [{ serviceKey: 'identity-card', people: 1 }]
  const found = await searchTimes(tx, { matters, siteKey: 'mitte', day })
  return found.ok ? found.value.times.map(({ startsAt }) => timeOf(startsAt, 'Europe/Berlin')) : []
}
const free = (day = WEDNESDAY) => run((tx) => timesIn(tx, day))
const openIn = async (tx: Tx, time: string, day: LocalDate) =>
  isOpenAt(await siteOf(tx), await listClosures(tx, day), parseInstant(`${day}T${time}:00+01:00`))

const unplaced = () =>
  run(async (tx) =>
    (await unplacedBookings(tx)).map(({ visit: { appointmentAt } }) =>
      timeOf(appointmentAt ?? impossible('a booking has a time'), 'Europe/Berlin'),
    ),
  )

test('longer hours give times as far as somebody works then; taken back, whoever booked keeps their time without a place', async () => {
  expect((await free()).at(-1)).toBe('15:45')
  expect(await change(WEDNESDAYS(['08:00', '18:00']))).toMatchObject({
    ok: true,
    value: { released: { unplaced: 0 } },
  })
  // The shifts end at 17:00.
  expect((await free()).at(-1)).toBe('16:45')
  expect(await book('16:30')).toBe(true)
  const { earlier } = await week()
  expect(earlier?.filter(({ weekday }) => weekday === 3)).toEqual(spans(3, ['08:00', '16:00']))
  expect((await foresee(WEDNESDAYS(['08:00', '16:00']))).unplaced).toBe(1)
  expect(await unplaced()).toEqual([])
  await undo()
  expect(await unplaced()).toEqual(['16:30'])
  expect((await free()).at(-1)).toBe('15:45')
  const { changes } = await week()
  expect(changes[0]).toMatchObject({
    source: 'console',
    undoes: changes[1]?.id,
    before: { hours: { weekly: spans(3, ['08:00', '18:00']) } },
    after: { hours: { weekly: spans(3, ['08:00', '16:00']) } },
  })
  // The place comes back with the hours, by the release itself.
  await change(WEDNESDAYS(['08:00', '18:00']))
  expect(await unplaced()).toEqual([])
  await undo()
})

test('a closed weekday and one with a break: what is foreseen is what comes', async () => {
  expect(await book('11:30')).toBe(true)
  const noon = WEDNESDAYS(['08:00', '12:00'], ['13:00', '16:00'])
  expect(await foresee(noon)).toMatchObject({ unplaced: 0, shifts: [] })
  await change(noon)
  expect((await free()).filter((time) => '11:50' <= time && time < '13:00')).toEqual([])
  expect(await run((tx) => openIn(tx, '12:30', WEDNESDAY))).toBe(false)
  const seen = await foresee(WEDNESDAYS())
  expect(seen.losing).toMatchObject([{ startsAt: parseInstant(`${WEDNESDAY}T11:30:00+01:00`) }])
  expect(seen.shifts.map(({ weekday, fault }) => [weekday, fault])).toEqual([
    [3, 'stands_outside_hours'],
    [3, 'stands_outside_hours'],
    [3, 'stands_outside_hours'],
  ])
  const card = seen.services.find(({ service }) => service === 'identity-card')
  expect(card?.after).toBeLessThan(card?.before ?? 0)
  // Looking wrote nothing.
  expect(await run((tx) => openIn(tx, '10:00', WEDNESDAY))).toBe(true)
  const closed = await change(WEDNESDAYS())
  // The one of the first test has been without a place all along.
  expect(seen.unplaced).toBe(1)
  expect(closed).toMatchObject({ ok: true, value: { released: { unplaced: seen.unplaced } } })
  expect(await unplaced()).toEqual(['11:30', '16:30'])
  expect([await free(), await run((tx) => openIn(tx, '10:00', WEDNESDAY))]).toEqual([[], false])
  await undo()
  expect(await unplaced()).toEqual(['16:30'])
  await change(WEDNESDAYS(['08:00', '16:00']))
})

test('shifts on a weekday that lost its hours keep nobody from publishing the plan', async () => {
  await change(WEDNESDAYS())
  const published = await run(async (tx) => {
    const site = await siteOf(tx)
    const { version, plan } = await shiftPlanOf(tx, site)
    const weekly = plan.weekly.map((rule) =>
      rule.weekday === 5 ? { ...rule, ends: localTime('12:00'), breakStarts: null, breakEnds: null } : rule,
    )
    return publishPlan(tx, site, { basedOn: version, plan: { ...plan, weekly } })
  })
  expect(published).toMatchObject({ ok: true })
  const anew = await run(async (tx) => {
    const site = await siteOf(tx)
    const { version, plan } = await shiftPlanOf(tx, site)
    const [first] = plan.weekly
    const weekly = [...plan.weekly, { ...(first ?? impossible('no shift')), weekday: 6 }]
    return publishPlan(tx, site, { basedOn: version, plan: { ...plan, weekly } })
  })
  expect(anew).toEqual({ ok: false, code: 'not_workable' })
  await undo()
})

test('hours of one date still win, and stay when the week changes', async () => {
  const evening = { day: WEDNESDAY, hours: [{ opens: localTime('08:00'), closes: localTime('17:00') }] }
  await run(async (tx) => setSpecialHours(tx, await siteOf(tx), evening))
  const before = await week()
  await change(WEDNESDAYS())
  expect((await free()).at(-1)).toBe('16:45')
  expect(await free(localDate('2027-03-17'))).toEqual([])
  // A change of a date is no change of the week: it neither blocks nor is taken back here.
  expect((await week()).changes.map(({ id }) => id)).toContain(before.changes[0]?.id)
  await undo()
  expect((await week()).hours).toEqual(before.hours)
  await run(async (tx) => setSpecialHours(tx, await siteOf(tx), { ...evening, hours: [] }))
})

test('another node knows it at once: pages, search, and what was remembered', async () => {
  const far = openDatabase({ url: city.appUrl, connections: 2 })
  try {
    const there = <T>(work: (tx: Tx) => Promise<T>) =>
      far.withAuthority(city.authority, work, { at: nextMoment() })
    expect(await there((tx) => timesIn(tx, SATURDAY))).toEqual([])
    expect(await there((tx) => openIn(tx, '10:00', WEDNESDAY))).toBe(true)
    await change({ weekday: 3, hours: [] })
    expect(await there((tx) => openIn(tx, '10:00', WEDNESDAY))).toBe(false)
    expect(await there((tx) => timesIn(tx, WEDNESDAY))).toEqual([])
    await undo()
    expect(await there((tx) => openIn(tx, '10:00', WEDNESDAY))).toBe(true)
    expect(await there((tx) => timesIn(tx, WEDNESDAY))).not.toEqual([])
  } finally {
    await far.close()
  }
})

test('two save at once: one is told that it changed meanwhile; nothing and nonsense are not saved', async () => {
  const { hours, newest } = await week()
  const save = (day: Day, seen = newest) =>
    run(async (tx) =>
      changeOpeningHours(tx, await siteOf(tx), { hours: withDay(hours, day), seen, undoes: null }),
    )
  const answers = await Promise.all([
    save({ weekday: 6, hours: spans(6, ['09:00', '13:00']) }),
    save({ weekday: 7, hours: spans(7, ['09:00', '13:00']) }),
  ])
  expect(answers.map((answer) => (answer.ok ? 'ok' : answer.code)).sort()).toEqual([
    'changed_meanwhile',
    'ok',
  ])
  await undo()
  const now = (await week()).newest
  const wrong = [
    spans(6, ['13:00', '09:00']),
    spans(6, ['22:00', '02:00']),
    spans(6, ['09:00', '13:00'], ['12:00', '14:00']),
    spans(6, ['09:02', '13:00']),
  ]
  for (const one of wrong) {
    expect(await save({ weekday: 6, hours: one }, now)).toEqual({ ok: false, code: 'not_workable' })
    const seen = await run(async (tx) =>
      foreseeOpeningHours(tx, await siteOf(tx), withDay(hours, { weekday: 6, hours: one })),
    )
    expect(seen).toEqual({ ok: false, code: 'not_workable' })
  }
  expect(await save(WEDNESDAYS(['08:00', '16:00']), now)).toEqual({ ok: false, code: 'nothing_changed' })
  const [, older] = (await week()).changes
  const late = { hours, seen: now, undoes: older?.id ?? impossible('none') }
  expect(await run(async (tx) => changeOpeningHours(tx, await siteOf(tx), late))).toEqual({
    ...{ ok: false, code: 'changed_meanwhile' },
  })
})

test('a file that says nothing of hours leaves them; one that does makes them its own, and that can be taken back', async () => {
  const [data] = TEST_AUTHORITIES.flatMap((one) => (one.key === 'neuwalden' ? testData(one) : []))
  const file = structuredClone(data) ?? impossible('no data')
  const bring = async (hours: 'named' | 'left out') => {
    const sites = file.sites.map(({ hours: known, ...site }) =>
      site.key === 'mitte' && hours === 'left out' ? site : { ...site, ...(known && { hours: known }) },
    )
    return importData(city.database, city.authority, { ...file, sites }, { at: nextMoment() })
  }
  const wednesday = async () => (await week()).hours.filter(({ weekday }) => weekday === 3)
  await change(WEDNESDAYS(['09:00', '12:00']))
  const lines = (await week()).changes.length
  expect(await bring('left out')).toMatchObject({ ok: true, report: { hours: false } })
  expect(await wednesday()).toEqual(spans(3, ['09:00', '12:00']))
  expect((await week()).changes).toHaveLength(lines)
  const seen = (await week()).newest
  expect(await bring('named')).toMatchObject({ ok: true, report: { hours: true } })
  expect(await wednesday()).toEqual(spans(3, ['08:00', '16:00']))
  // Whoever had the form open meanwhile does not overwrite what the file brought.
  const stale = { hours: [], seen, undoes: null }
  expect(await run(async (tx) => changeOpeningHours(tx, await siteOf(tx), stale))).toMatchObject({
    code: 'changed_meanwhile',
  })
  expect((await week()).changes[0]).toMatchObject({ source: 'import' })
  await undo()
  expect(await wednesday()).toEqual(spans(3, ['09:00', '12:00']))
})
