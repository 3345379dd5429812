import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findSite } from '#features/authority/actions.ts'
import type { Site } from '#features/authority/model.ts'
import { type ForeseenDay, foreseeSite } from '#features/capacity/actions/foresight.ts'
import { previewPlan } from '#features/capacity/actions/seePlan.ts'
import { publishPlan, shiftPlanOf } from '#features/capacity/actions/shiftPlan.ts'
import { listCounters, releasePlaces } from '#features/capacity/actions.ts'
import { type Asker, fitsBudget, minutesLeft } from '#features/capacity/model/budget.ts'
import type { ShiftPlan } from '#features/capacity/model/shiftPlan.ts'
import { cellsFor, instantOfCell, startsOf } from '#features/capacity/model.ts'
import { listServices } from '#features/catalogue/actions.ts'
import { type Instant, localDate, localTime, parseInstant } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { addDays } from '#kernel/wallTime.ts'
import { raw } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { type City, openCity } from '#test/city.ts'
import { TEST_START } from '#test/fixtures.ts'
import { plainLinks } from '#test/plainLinks.ts'
import { bookForCaller, holdTime, searchTimes } from './actions.ts'

const MONDAY = localDate('2027-03-01')
const WEEK = Array.from({ length: 7 }, (_, index) => addDays(MONDAY, index))
const TUESDAY = localDate('2027-03-02')
const THURSDAY = localDate('2027-03-04')
const CARD = 'identity-card'
const SERVICES = [CARD, 'passport', 'registration']

let city: City
beforeAll(async () => {
  city = await openCity({ connections: 8 })
})
afterAll(async () => {
  await city.unchanged()
  await city.drop()
})

const run = <T>(work: (tx: Tx) => Promise<T>, at: Instant = TEST_START) =>
  city.database.withAuthority(city.authority, work, { at })
const siteOf = async (tx: Tx) => (await findSite(tx, 'mitte')) ?? impossible('no such site')

/** Sets shares as an import does, and releases. */
const share = (settings: string) =>
  run(async (tx) => {
    await tx.changeReference()
    await tx.run(raw(sql.raw(`UPDATE setting SET ${settings}`)))
    await releasePlaces(tx, { untilDay: addDays(MONDAY, 60) })
  })

const offered = async (serviceKey: string, asker: Asker, day = MONDAY, dayLimit = 7) => {
  const matters = [{ serviceKey, people: 1 }]
  const wish = { matters, siteKey: 'mitte', fromDay: day, dayLimit, asker }
  const found = await run((tx) => searchTimes(tx, wish))
  if (!found.ok) throw new Error(found.code)
  return found.value.times.filter((time) => time.day < addDays(day, dayLimit)).map(({ startsAt }) => startsAt)
}

const callFor = (serviceKey: string, startsAt: Instant) =>
  run((tx) =>
    bookForCaller(tx, plainLinks, {
      matters: [{ serviceKey, people: 1 }],
      siteKey: 'mitte',
      startsAt,
      language: 'de',
      channel: 'telephone',
      beyondLimits: true,
      contact: { name: 'Ada Muster', email: null, phone: '0999 1' },
    }),
  )

/** The starts that a foreseen week has, place by place and cell by cell. */
async function foreseen(days: readonly ForeseenDay[], key: string, asker: Asker): Promise<Instant[]> {
  const service = (await run((tx) => listServices(tx))).find((one) => one.key === key)
  const { id, minutes } = service ?? impossible('no such service')
  const starts = days.flatMap(({ day, after }) => {
    const leftOf = (hour: number) => {
      const budget = after.budgets.get(hour)
      return budget ? minutesLeft(budget, budget.booked, asker) : Number.POSITIVE_INFINITY
    }
    const cells = after.places.flatMap((place) =>
      startsOf(place, minutes, [id]).filter(
        (cell) =>
          cell >= after.firstCell && fitsBudget(cell, cellsFor(minutes, place.durationPercent), leftOf),
      ),
    )
    return [...new Set(cells)].map((cell) => instantOfCell(day, cell, 'Europe/Berlin'))
  })
  return starts.toSorted((a, b) => a - b)
}

/** A plan of the week: when each of the two counters that are booked works, how fast, with a break or without. */
const anyWeek = fc.record({
  shifts: fc.array(
    fc.record({
      weekday: fc.integer({ min: 1, max: 5 }),
      counter: fc.constantFrom('1', '2'),
      starts: fc.integer({ min: 16, max: 21 }),
      halves: fc.integer({ min: 3, max: 10 }),
      rests: fc.boolean(),
      durationPercent: fc.constantFrom(100, 150),
      mode: fc.constantFrom('both', 'both', 'appointment', 'walk_in'),
    }),
    { minLength: 4, maxLength: 8 },
  ),
  walkIn: fc.constantFrom(0, 25, 40),
  callers: fc.constantFrom(0, 15, 50),
  shortTerm: fc.constantFrom(0, 30),
  booked: fc.array(fc.tuple(fc.constantFrom(...SERVICES), fc.nat(200)), { minLength: 4, maxLength: 8 }),
})
type AnyWeek = typeof anyWeek extends fc.Arbitrary<infer T> ? T : never

/** So many half hours after midnight. */
const clock = (halves: number) =>
  localTime(`${String(Math.floor(halves / 2)).padStart(2, '0')}:${halves % 2 === 1 ? '30' : '00'}`)

async function planOf(tx: Tx, site: Site, { shifts }: AnyWeek): Promise<ShiftPlan> {
  const { plan } = await shiftPlanOf(tx, site)
  const counters = new Map((await listCounters(tx, site.id)).map(({ id, key }) => [key, id]))
  const once = new Map(shifts.map((shift) => [`${shift.weekday} ${shift.counter}`, shift]))
  const weekly = [...once.values()].map(({ counter, starts, halves, rests, ...rule }) => ({
    ...rule,
    counterId: counters.get(counter) ?? impossible('no such counter'),
    starts: clock(starts),
    ends: clock(starts + halves),
    breakStarts: rests ? clock(starts + 1) : null,
    breakEnds: rests ? clock(starts + 2) : null,
  }))
  return { ...plan, weekly }
}

/** Plays a week: people book, a plan is looked at and published; what was said before, and what search offers then. */
async function play(week: AnyWeek) {
  await share(
    `walk_in_percent = ${week.walkIn}, caller_percent = ${week.callers},
     short_term_percent = ${week.shortTerm}, short_term_days = 1`,
  )
  for (const [key, nth] of week.booked) {
    const times = await offered(key, 'staff')
    const startsAt = times[nth % Math.max(1, times.length)]
    if (startsAt) await callFor(key, startsAt)
  }
  const seen = await run(async (tx) => {
    const site = await siteOf(tx)
    const plan = await planOf(tx, site, week)
    const { days } = await foreseeSite(tx, site, { plan, days: WEEK })
    return { days, plan, preview: await previewPlan(tx, site, { plan, monday: MONDAY }) }
  })
  const published = await run(async (tx) => {
    const site = await siteOf(tx)
    const { version } = await shiftPlanOf(tx, site)
    return publishPlan(tx, site, { basedOn: version, plan: seen.plan })
  })
  expect(published).toMatchObject({ ok: true })
  return seen
}

test('what a preview shows is what search offers once the plan is published, whatever is booked and kept', async () => {
  let budgetsMattered = false
  await fc.assert(
    fc.asyncProperty(anyWeek, async (week) => {
      const { days, plan, preview } = await play(week)
      for (const key of SERVICES) {
        for (const asker of ['online', 'staff'] as const) {
          const then = await offered(key, asker)
          expect(await foreseen(days, key, asker)).toEqual(then)
          const raw = days.map((day) => ({ ...day, after: { ...day.after, budgets: new Map() } }))
          budgetsMattered ||= (await foreseen(raw, key, asker)).length !== then.length
        }
      }
      const again = await run(async (tx) => previewPlan(tx, await siteOf(tx), { plan, monday: MONDAY }))
      const counts = ({ services }: typeof again) =>
        services.map(({ service, after }) => [service.key, after])
      expect(again.services.map(({ service, before }) => [service.key, before])).toEqual(counts(preview))
      expect(again.days).toEqual(preview.days)
    }),
    { numRuns: 4 },
  )
  // Control: had the budgets been left out, search would have offered less than was said.
  expect(budgetsMattered).toBe(true)
})

test('so many people as the preview says can book one after the other, then search has none left', async () => {
  const [counter, registration] = await run(async (tx) => listCounters(tx, (await siteOf(tx)).id))
  if (!counter || !registration) throw new Error('two counters are needed')
  await share('walk_in_percent = 25, caller_percent = 20, short_term_percent = 0')
  const shift = {
    starts: localTime('08:00'),
    ends: localTime('10:00'),
    breakStarts: null,
    breakEnds: null,
  }
  const dated = [counter, registration].map(({ id }, index) => ({
    ...shift,
    counterId: id,
    day: THURSDAY,
    durationPercent: index === 0 ? 100 : 150,
    mode: index === 0 ? ('appointment' as const) : ('both' as const),
  }))
  const said = await run(async (tx) => {
    const site = await siteOf(tx)
    const { version } = await shiftPlanOf(tx, site)
    const plan = { weekly: [], dated, away: [] }
    const { services } = await previewPlan(tx, site, { plan, monday: MONDAY })
    await publishPlan(tx, site, { basedOn: version, plan })
    return services.find(({ service }) => service.key === CARD)?.after ?? 0
  })
  let booked = 0
  for (;;) {
    const [startsAt] = await offered(CARD, 'online', THURSDAY, 1)
    if (!startsAt) break
    const wish = {
      matters: [{ serviceKey: CARD, people: 1 }],
      siteKey: 'mitte',
      startsAt,
      language: 'de',
    } as const
    expect(
      await run((tx) => holdTime(tx, plainLinks, { ...wish, channel: 'online', browser: null })),
    ).toMatchObject({
      ok: true,
    })
    booked++
  }
  expect(said).toBeGreaterThan(4)
  expect(booked).toBe(said)
})

test('what has begun is not counted, nor what can no longer be booked today', async () => {
  const noon = parseInstant('2027-03-02T11:00:00Z')
  const before = await run(async (tx) => {
    const site = await siteOf(tx)
    const { plan } = await shiftPlanOf(tx, site)
    return (await foreseeSite(tx, site, { plan, days: [MONDAY, TUESDAY] })).days
  }, noon)
  expect(before.map(({ after }) => after.firstCell)).toEqual([Number.POSITIVE_INFINITY, expect.any(Number)])
  expect(before[1]?.after.firstCell).toBeGreaterThanOrEqual(144)
})
