import { afterEach, beforeEach, expect, test } from 'vitest'
import { findSite, listClosures } from '#features/authority/actions.ts'
import { isOpenAt, nextOpening } from '#features/authority/model.ts'
import { bookForCaller, searchTimes } from '#features/booking/actions.ts'
import { type Instant, type LocalDate, localDate, localTime, parseInstant } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { addDays, timeOf } from '#kernel/wallTime.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { type City, openCity } from '#test/city.ts'
import { closeMitte } from '#test/closing.ts'
import { TEST_START } from '#test/fixtures.ts'
import { brokenLawsOf } from '#test/laws/checker.ts'
import { plainLinks } from '#test/plainLinks.ts'
import { unplacedBookings } from './actions/seePlan.ts'
import { changeDated, sendCountersAway } from './actions/shiftPlan.ts'
import { foreseeSpecialHours, setSpecialHours } from './actions/specialHours.ts'
import { listCounters } from './actions.ts'

// At Mitte: Monday to Friday 08:00 to 16:00; the counters' shifts of every week end at 17:00.

const TUESDAY = localDate('2027-03-02')
const WEDNESDAY = localDate('2027-03-03')
const SATURDAY = localDate('2027-03-06')
const LONG = [['08:00', '20:00']] as const

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

const siteOf = async (tx: Tx) => (await findSite(tx, 'mitte')) ?? impossible('no such site')

type Spans = readonly (readonly [opens: string, closes: string])[]
const wish = (spans: Spans, day = TUESDAY) => ({
  day,
  hours: spans.map(([opens, closes]) => ({ opens: localTime(opens), closes: localTime(closes) })),
})
const give = (spans: Spans, day = TUESDAY) =>
  run(async (tx) => setSpecialHours(tx, await siteOf(tx), wish(spans, day)))
const foresee = (spans: Spans) => run(async (tx) => foreseeSpecialHours(tx, await siteOf(tx), wish(spans)))

/** Counter 1 works on that date then, instead of its hours of every week. */
const work = (starts: string, ends: string, day = TUESDAY) =>
  run(async (tx) => {
    const site = await siteOf(tx)
    const counterId = (await listCounters(tx, site.id))[0]?.id ?? impossible('no counter')
    const pause = { breakStarts: null, breakEnds: null, mode: 'both' as const, durationPercent: 100 }
    const shift = { counterId, day, starts: localTime(starts), ends: localTime(ends), ...pause }
    const done = await changeDated(tx, site, (dated) => [...dated, shift])
    if (!done.ok) throw new Error(done.code)
  })

const book = (time: string, day = TUESDAY) =>
  run((tx) =>
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

/** When an identity card can be done on a day at Mitte, wall time. */
const free = (day = TUESDAY) =>
  run(async (tx) => {
    const matters = [{ serviceKey: 'identity-card', people: 1 }]
    const found = await searchTimes(tx, { matters, siteKey: 'mitte', day })
    return found.ok ? found.value.times.map(({ startsAt }) => timeOf(startsAt, 'Europe/Berlin')) : []
  })

const unplaced = () =>
  run(async (tx) =>
    (await unplacedBookings(tx)).map(({ visit: { appointmentAt } }) =>
      timeOf(appointmentAt ?? impossible('a booking has a time'), 'Europe/Berlin'),
    ),
  )

const isOpen = (time: string, day = TUESDAY) =>
  run(async (tx) =>
    isOpenAt(await siteOf(tx), await listClosures(tx, day), parseInstant(`${day}T${time}:00+01:00`)),
  )

test('a long evening gives bookable times as far as somebody works then, and they can be booked', async () => {
  expect(await book('16:30')).toMatchObject({ ok: false })
  expect(await give(LONG)).toMatchObject({ ok: true })
  // The shifts of every week end at 17:00, and the hours do not cut them any more.
  expect((await free()).at(-1)).toBe('16:45')
  expect(await book('18:30')).toMatchObject({ ok: false })
  await work('14:00', '20:00')
  expect(await free()).toContain('18:30')
  expect((await free()).at(-1)).toBe('19:45')
  expect(await book('18:30')).toMatchObject({ ok: true })
  expect(await free()).not.toContain('18:30')
})

test('a site opens on one Saturday alone', async () => {
  await give([['09:00', '13:00']], SATURDAY)
  await work('09:00', '13:00', SATURDAY)
  expect((await free(SATURDAY))[0]).toBe('09:00')
  expect(await book('09:00', SATURDAY)).toMatchObject({ ok: true })
  expect([await isOpen('08:59', SATURDAY), await isOpen('09:00', SATURDAY)]).toEqual([false, true])
  const next = await run(async (tx) =>
    nextOpening(await siteOf(tx), [], parseInstant('2027-03-05T20:00:00+01:00')),
  )
  expect(next).toBe(parseInstant('2027-03-06T09:00:00+01:00'))
  const later = addDays(SATURDAY, 7)
  expect([await free(later), await isOpen('10:00', later)]).toEqual([[], false])
})

test('taken back it leaves every booking: what no longer fits keeps its time, without a place', async () => {
  await give(LONG)
  await work('14:00', '20:00')
  await book('14:30')
  await book('18:30')
  expect(await foresee([])).toEqual({ ok: true, value: { replaced: 0, unplaced: 1 } })
  expect(await unplaced()).toEqual([])
  expect(await give([])).toMatchObject({ ok: true, value: { unplaced: 1 } })
  expect(await unplaced()).toEqual(['18:30'])
  expect([await isOpen('18:30'), await isOpen('14:30')]).toEqual([false, true])
})

test('what was planned for hours that were taken back keeps nobody from changing the plan', async () => {
  await give(LONG)
  await work('17:00', '20:00')
  await give([])
  const away = await run(async (tx) => {
    const site = await siteOf(tx)
    const counterIds = (await listCounters(tx, site.id)).slice(1).map(({ id }) => id)
    const when = { firstDay: TUESDAY, lastDay: TUESDAY, starts: null, ends: null }
    return sendCountersAway(tx, site, { counterIds, ...when })
  })
  expect(away).toMatchObject({ ok: true })
  // New shifts outside the hours are refused as ever.
  await expect(work('18:00', '21:00', WEDNESDAY)).rejects.toThrow('not_workable')
})

test('a closure wins, whichever came first', async () => {
  await run((tx) => closeMitte(tx, { starts: '17:00', ends: '19:00' }))
  await give(LONG)
  await work('14:00', '20:00')
  expect((await free()).filter((time) => '17:00' <= time && time < '19:00')).toEqual([])
  expect((await free()).at(-1)).toBe('19:45')
  await run((tx) => closeMitte(tx))
  expect([await free(), await isOpen('18:00')]).toEqual([[], false])
})

test('the evening shortens the day, too: whoever had booked then keeps the time', async () => {
  await book('09:00')
  await book('15:00')
  expect(await give([['12:00', '20:00']])).toMatchObject({ ok: true })
  expect(await unplaced()).toEqual(['09:00'])
})

test('hours that cannot be are refused, and so is taking back what there is not', async () => {
  const wrong: readonly (readonly [Spans, LocalDate])[] = [
    [LONG, localDate('2027-02-01')],
    [LONG, localDate('2028-09-01')],
    [[['20:00', '08:00']], TUESDAY],
    [
      [
        ['08:00', '12:00'],
        ['11:00', '13:00'],
      ],
      TUESDAY,
    ],
    [[], TUESDAY],
  ]
  for (const [spans, day] of wrong) {
    expect(await give(spans, day)).toEqual({ ok: false, code: 'not_workable' })
  }
  expect(await isOpen('17:00')).toBe(false)
})
