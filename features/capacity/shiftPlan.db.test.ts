import fc from 'fast-check'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { findSite } from '#features/authority/actions.ts'
import { bookForCaller, cancelBooking, lookAtList, moveBooking } from '#features/booking/actions.ts'
import type { Id } from '#kernel/id.ts'
import { type Instant, localDate, localTime, MINUTE, parseInstant, plus } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { addDays } from '#kernel/wallTime.ts'
import { raw } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { asOwner, type City, openCity } from '#test/city.ts'
import { TEST_START } from '#test/fixtures.ts'
import { plainLinks } from '#test/plainLinks.ts'
import { foreseeApply, foreseeUndo } from './actions/foreseePlan.ts'
import { planChanges, planHistory } from './actions/planHistory.ts'
import { repackDay, repackRecentDays } from './actions/release.ts'
import { previewPlan, unplacedBookings } from './actions/seePlan.ts'
import { applyPlan, publishPlan, sendCountersAway, shiftPlanOf, undoPlan } from './actions/shiftPlan.ts'
import { listCounters, loadPlaces } from './actions.ts'
import type { CounterAway, ShiftPlan } from './model/shiftPlan.ts'
import { cellsOf, startsOf } from './model.ts'

const MONDAY = localDate('2027-03-01')
const TUESDAY = localDate('2027-03-02')
const TEN = parseInstant('2027-03-02T09:00:00Z')

// Plain SQL that knows nothing of the code.
const claimTimes = raw<{ visit: string; cell: number }>(
  sql`SELECT visit_id AS visit, first_cell AS cell FROM claim ORDER BY visit_id`,
)
const bookedVisits = raw<{ count: number }>(
  sql`SELECT count(*)::int AS count FROM visit WHERE state = 'booked'`,
)
const bookedIds = raw<{ id: Id<'visit'> }>(sql`SELECT id FROM visit WHERE state = 'booked' ORDER BY id`)
const cellsOfBooked = raw<{ id: Id<'visit'>; whole: boolean; cells: number }>(sql`
  SELECT v.id, coalesce(bool_and(c.kind = 'booked' AND x.inside = c.end_cell - c.first_cell), false) AS whole,
    coalesce(sum(x.held), 0)::int AS cells
  FROM visit v LEFT JOIN claim c ON c.visit_id = v.id LEFT JOIN LATERAL (
    SELECT count(*) AS held, count(*) FILTER (WHERE k.place_id = c.place_id AND k.day = c.day
      AND k.cell >= c.first_cell AND k.cell < c.end_cell) AS inside
    FROM claim_cell k WHERE k.claim_id = c.id) x ON true
  WHERE v.state = 'booked' GROUP BY v.id`)

let city: City

/** Booked visits that have neither all their cells nor stand on the list without any. */
async function brokenLaws(): Promise<readonly unknown[]> {
  const listed = new Set((await unplaced()).map(({ visit }) => visit.id))
  const booked = await run((tx) => tx.rows(cellsOfBooked))
  return booked.filter(({ id, whole, cells }) => (listed.has(id) ? cells > 0 : !whole))
}

beforeEach(async () => {
  city = await openCity({ connections: 12 })
})
afterEach(async () => {
  await city.unchanged()
  await city.drop()
})

function run<T>(work: (tx: Tx) => Promise<T>, at: Instant = TEST_START): Promise<T> {
  return city.database.withAuthority(city.authority, work, { at })
}

const siteOf = async (tx: Tx, key = 'mitte') => (await findSite(tx, key)) ?? impossible('no such site')

const counterOf = async (tx: Tx, key: string, site = 'mitte') =>
  (await listCounters(tx, (await siteOf(tx, site)).id)).find((counter) => counter.key === key)?.id ??
  impossible('no such counter')

const planned = (site = 'mitte') => run(async (tx) => shiftPlanOf(tx, await siteOf(tx, site)))

const book = (startsAt: Instant, serviceKey = 'identity-card') =>
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

const publish = (change: (plan: ShiftPlan) => ShiftPlan) =>
  run(async (tx) => {
    const site = await siteOf(tx)
    const { version, plan } = await shiftPlanOf(tx, site)
    return publishPlan(tx, site, { basedOn: version, plan: change(plan) })
  })

const away = (
  keys: readonly string[],
  times: Pick<CounterAway, 'starts' | 'ends'> = { starts: null, ends: null },
) =>
  run(async (tx) => {
    const counterIds = await Promise.all(keys.map((key) => counterOf(tx, key)))
    const when = { firstDay: TUESDAY, lastDay: TUESDAY, ...times }
    return sendCountersAway(tx, await siteOf(tx), { counterIds, ...when })
  })

const unplaced = () => run((tx) => unplacedBookings(tx))
const bookable = (day = TUESDAY) =>
  run(async (tx) => {
    const site = await siteOf(tx)
    return loadPlaces(tx, { fromDay: day, toDay: day, siteIds: [site.id] })
  })

describe('a shift plan', () => {
  test('begins with what the import brought, as its first version', async () => {
    const { version, plan } = await planned()
    expect([version, plan.weekly.length, plan.dated, plan.away]).toEqual([1, 15, [], []])
    const history = await run(async (tx) => planHistory(tx, await siteOf(tx)))
    expect(history).toMatchObject([{ version: 1, source: 'import', added: 15, removed: 0, by: null }])
  })

  test('published is a version, and undone is the earlier one anew', async () => {
    const shorter = await publish((plan) => ({
      ...plan,
      weekly: plan.weekly.map((rule) => ({ ...rule, ends: localTime('14:00') })),
    }))
    expect(shorter).toMatchObject({ ok: true, value: { version: 2 } })
    expect((await bookable()).map((place) => place.endCell)).toEqual([168, 168])
    const undone = await run(async (tx) => undoPlan(tx, await siteOf(tx), { basedOn: 2, version: 1 }))
    expect(undone).toMatchObject({ ok: true, value: { version: 3 } })
    expect((await bookable()).map((place) => place.endCell)).toEqual([192, 192])
    const history = await run(async (tx) => planHistory(tx, await siteOf(tx)))
    expect(
      history.map(({ version, source, undoes, added, removed }) => [version, source, undoes, added, removed]),
    ).toEqual([
      [3, 'undo', 1, 15, 15],
      [2, 'editor', null, 15, 15],
      [1, 'import', null, 15, 0],
    ])
  })

  test('is refused when somebody published since it was read, also at the same moment', async () => {
    const { version, plan } = await planned()
    const both = await Promise.all(
      [1, 2].map(() => run(async (tx) => publishPlan(tx, await siteOf(tx), { basedOn: version, plan }))),
    )
    expect(both.map((result) => (result.ok ? 'published' : result.code)).sort()).toEqual([
      'changed_meanwhile',
      'published',
    ])
    expect(await run(async (tx) => undoPlan(tx, await siteOf(tx), { basedOn: 2, version: 9 }))).toEqual({
      ok: false,
      code: 'unknown_version',
    })
  })

  test('that cannot work is refused and leaves no trace', async () => {
    const before = await planned()
    for (const wrong of [
      { starts: localTime('17:00') },
      { breakStarts: localTime('07:00'), breakEnds: localTime('07:30') },
      { starts: localTime('20:00'), ends: localTime('21:00') },
    ]) {
      const change = (plan: ShiftPlan) => ({
        ...plan,
        weekly: plan.weekly.map((rule, index) => (index === 0 ? { ...rule, ...wrong } : rule)),
      })
      expect(await publish(change)).toEqual({ ok: false, code: 'not_workable' })
    }
    expect(await planned()).toEqual(before)
  })

  test('has shifts of one date in place of those of the week', async () => {
    const counterId = await run((tx) => counterOf(tx, '2'))
    const half = { starts: localTime('08:00'), ends: localTime('12:00'), breakStarts: null, breakEnds: null }
    await publish((plan) => ({
      ...plan,
      dated: [{ counterId, day: TUESDAY, ...half, mode: 'both' as const, durationPercent: 150 }],
    }))
    expect(
      (await bookable()).map(({ endCell, durationPercent }) => [endCell, durationPercent]).sort(),
    ).toEqual([
      [144, 150],
      [192, 100],
    ])
    expect((await bookable(addDays(TUESDAY, 1))).map(({ endCell }) => endCell)).toEqual([192, 192])
  })

  test('goes to the counters with the same keys at other sites, at all sites or none', async () => {
    await publish((plan) => ({ ...plan, weekly: plan.weekly.filter(({ weekday }) => weekday !== 5) }))
    const nowhere = await run(async (tx) => applyPlan(tx, await siteOf(tx), ['nord', 'nowhere']))
    expect(nowhere).toEqual({ ok: false, code: 'unknown_site' })
    const applied = await run(async (tx) => applyPlan(tx, await siteOf(tx), ['nord']))
    expect(applied).toMatchObject({ ok: true, value: [{ version: 2, missing: [] }] })
    expect((await planned('nord')).plan.weekly.filter(({ weekday }) => weekday === 5)).toEqual([])
  })

  test('previewed says what it would do and writes nothing', async () => {
    await book(TEN)
    await book(TEN)
    const before = await planned()
    const counterId = await run((tx) => counterOf(tx, '2'))
    const shown = await run(async (tx) => {
      const { plan } = await shiftPlanOf(tx, await siteOf(tx))
      const wanted = {
        ...plan,
        away: [{ counterId, firstDay: TUESDAY, lastDay: TUESDAY, starts: null, ends: null }],
      }
      return previewPlan(tx, await siteOf(tx), { plan: wanted, monday: MONDAY })
    })
    expect([
      shown.unplaced,
      shown.replaced,
      shown.faults.filter(({ code }) => code === 'unknown_counter'),
    ]).toEqual([1, 0, []])
    const card = shown.services.find(({ service }) => service.key === 'identity-card')
    // Counter 2 had 90 cells on Tuesday of which one visit took three.
    expect(card && card.before - card.after).toBe(29)
    const tuesday = shown.days.find(({ day }) => day === TUESDAY)
    expect(tuesday?.hours.find(({ from }) => from === '10:00')).toMatchObject({
      from: '10:00',
      times: 4,
      free: 3,
    })
    expect(await planned()).toEqual(before)
    expect(await unplaced()).toEqual([])
  })
})

describe('before it is published', () => {
  const freeOf = (siteKey: string) =>
    run(async (tx) => {
      const { plan } = await shiftPlanOf(tx, await siteOf(tx, siteKey))
      const seen = await previewPlan(tx, await siteOf(tx, siteKey), { plan, monday: MONDAY })
      return new Map(seen.days.map(({ day, hours }) => [day, hours.reduce((sum, { free }) => sum + free, 0)]))
    })

  test('a plan for other sites says day by day what they win and lose, and that is what comes', async () => {
    const until = localTime('14:00')
    await publish((plan) => ({
      ...plan,
      weekly: plan.weekly.map((rule) => (rule.weekday === 3 ? { ...rule, ends: until } : rule)),
    }))
    const wanted = { siteKeys: ['nord'], monday: MONDAY }
    const nowhere = { siteKeys: ['nord', 'nowhere'], monday: MONDAY }
    expect(await run(async (tx) => foreseeApply(tx, await siteOf(tx), nowhere))).toEqual({
      ok: false,
      code: 'unknown_site',
    })
    const [before, seen] = [
      await freeOf('nord'),
      await run(async (tx) => foreseeApply(tx, await siteOf(tx), wanted)),
    ]
    const [nord] = seen.ok ? seen.value : []
    expect(nord).toMatchObject({ workable: true, unplaced: 0, losing: [], missing: [] })
    expect(await freeOf('nord')).toEqual(before)
    expect(await run(async (tx) => applyPlan(tx, await siteOf(tx), ['nord']))).toMatchObject({ ok: true })
    const after = await freeOf('nord')
    for (const day of nord?.days.slice(0, 7) ?? [])
      expect([day.day, day.won - day.lost]).toEqual([
        day.day,
        (after.get(day.day) ?? 0) - (before.get(day.day) ?? 0),
      ])
    expect(nord?.days.some(({ lost }) => lost > 0)).toBe(true)
  })

  test('an earlier version says who would lose the place, as publishing it does', async () => {
    await away(['2'])
    await publish((plan) => ({ ...plan, away: [] }))
    await book(TEN)
    await book(TEN)
    const seen = await run(async (tx) => foreseeUndo(tx, await siteOf(tx), { version: 2, monday: MONDAY }))
    expect(seen).toMatchObject({
      ok: true,
      value: {
        workable: true,
        unplaced: 1,
        losing: [{ startsAt: TEN, minutes: 15, services: ['identity-card'] }],
      },
    })
    expect(seen.ok && seen.value.days.filter(({ lost }) => lost > 0).map(({ day }) => day)).toEqual([TUESDAY])
    expect(await unplaced()).toEqual([])
    await run(async (tx) => undoPlan(tx, await siteOf(tx), { basedOn: 3, version: 2 }))
    expect(await unplaced()).toHaveLength(1)
    expect(
      await run(async (tx) => foreseeUndo(tx, await siteOf(tx), { version: 9, monday: MONDAY })),
    ).toEqual({
      ok: false,
      code: 'unknown_version',
    })
  })

  test('the history says what each version changed; dates that are over went by themselves', async () => {
    const counterId = await run((tx) => counterOf(tx, '2'))
    await away(['2'])
    const nextWeek = addDays(TUESDAY, 7)
    await run(
      async (tx) => {
        const site = await siteOf(tx)
        const { version, plan } = await shiftPlanOf(tx, site)
        const half = {
          starts: localTime('08:00'),
          ends: localTime('12:00'),
          breakStarts: null,
          breakEnds: null,
        }
        const dated = [
          { counterId, day: addDays(nextWeek, 1), ...half, mode: 'both' as const, durationPercent: 100 },
        ]
        return publishPlan(tx, site, { basedOn: version, plan: { ...plan, dated } })
      },
      plus(TEN, 7 * 24 * 60 * MINUTE),
    )
    const changes = (version: number) => run(async (tx) => planChanges(tx, await siteOf(tx), version))
    expect(await changes(2)).toMatchObject({ shifts: [], away: [{ added: true, away: { counterId } }] })
    expect(await changes(3)).toMatchObject({
      away: [],
      shifts: [{ counterId, day: addDays(nextWeek, 1), before: [], after: [{ ends: '12:00' }] }],
    })
    expect(await changes(9)).toBeUndefined()
  })
})

describe('counters away', () => {
  test('leave bookings their times: at another counter, or on the list with whom it concerns', async () => {
    await book(TEN)
    await book(TEN)
    await book(plus(TEN, 60 * MINUTE))
    expect(await away(['2'])).toMatchObject({
      ok: true,
      value: { released: { removed: 1, replaced: 1, unplaced: 1 } },
    })
    const [lost, ...more] = await unplaced()
    expect([lost?.visit.state, lost?.visit.appointmentAt, lost?.contact?.name, more.length]).toEqual([
      'booked',
      TEN,
      'Ada Muster',
      0,
    ])
    expect((await bookable()).flatMap((place) => cellsOf(place.taken))).toHaveLength(6)
  })

  test('for the morning leave the afternoon', async () => {
    const morning = { starts: localTime('07:00'), ends: localTime('12:00') }
    await run(async (tx) =>
      sendCountersAway(tx, await siteOf(tx), {
        counterIds: [await counterOf(tx, '2')],
        firstDay: TUESDAY,
        lastDay: TUESDAY,
        ...morning,
      }),
    )
    expect((await bookable()).map((place) => place.firstCell).sort()).toEqual([144, 96])
  })

  test('leave what has begun where it is', async () => {
    await book(TEN)
    const noon = parseInstant('2027-03-02T11:00:00Z')
    await run(async (tx) => {
      const both = [await counterOf(tx, '1'), await counterOf(tx, '2')]
      const when = { firstDay: TUESDAY, lastDay: TUESDAY, starts: null, ends: null }
      return sendCountersAway(tx, await siteOf(tx), { counterIds: both, ...when })
    }, noon)
    expect(await unplaced()).toEqual([])
    expect(await brokenLaws()).toEqual([])
    expect(await bookable()).toEqual([])
  })

  test('whose booking moves or is cancelled no longer stand on the list', async () => {
    await book(TEN)
    await book(TEN)
    await away(['1', '2'])
    const [first, second] = await unplaced()
    const to = { siteKey: 'mitte', startsAt: parseInstant('2027-03-03T09:00:00Z') }
    const [one, two] = [first?.visit.id ?? impossible('nobody'), second?.visit.id ?? impossible('nobody')]
    expect((await run((tx) => moveBooking(tx, one, to))).ok).toBe(true)
    expect((await run((tx) => cancelBooking(tx, two))).ok).toBe(true)
    expect(await unplaced()).toEqual([])
    expect(await brokenLaws()).toEqual([])
  })
})

test('re-packing joins free cells: bookings keep their times, longer visits fit again', async () => {
  // Two at each full hour; then the one at counter 2 goes for odd hours, the one at counter 1 for even ones.
  const visits: { id: Id<'visit'>; hour: number }[] = []
  for (const hour of [0, 1, 2, 3]) {
    for (let nth = 0; nth < 2; nth++) {
      const booked = await book(plus(TEN, hour * 60 * MINUTE))
      if (booked.ok) visits.push({ id: booked.value.id, hour })
    }
  }
  for (const { id, hour } of visits.filter((_, index) => index % 2 === Math.floor(index / 2) % 2)) {
    expect([hour, (await run((tx) => cancelBooking(tx, id))).ok]).toEqual([hour, true])
  }
  // Nobody on the waitlist wants them: within the hour they are free for all.
  await city.database.withAuthority(city.authority, lookAtList, { at: plus(TEST_START, 60 * MINUTE) })
  const times = () => run((tx) => tx.rows(claimTimes))
  const before = await times()
  const twoHours = async () => (await bookable()).flatMap((place) => startsOf(place, 120, [])).length
  const hidden = await twoHours()
  const moved = await run(async (tx) => repackDay(tx, await siteOf(tx), TUESDAY))
  expect(moved).toBeGreaterThan(0)
  expect(await times()).toEqual(before)
  expect(await twoHours()).toBeGreaterThan(hidden)
  expect(await run(async (tx) => repackDay(tx, await siteOf(tx), TUESDAY))).toBe(0)
  expect(await brokenLaws()).toEqual([])
})

test('re-packing finds who lies where no shift is any more, as somebody who booked at the very moment of a change', async () => {
  await book(TEN)
  await book(TEN)
  const close = (withdrawn: boolean) =>
    run((tx) => tx.run(raw(sql`UPDATE place SET withdrawn = ${withdrawn} WHERE day = ${TUESDAY}`)))
  await close(true)
  expect(await run((tx) => repackRecentDays(tx))).toBe(2)
  expect(await unplaced()).toHaveLength(2)
  expect(await brokenLaws()).toEqual([])
  await close(false)
  expect(await run((tx) => repackRecentDays(tx))).toBe(2)
  expect(await unplaced()).toEqual([])
})

describe('law 1: every confirmed booking has its cells or stands on the list of the unplaced', () => {
  const anyStep = fc.oneof(
    fc.record({ kind: fc.constant('book' as const), quarter: fc.nat(31), passport: fc.boolean() }),
    fc.record({ kind: fc.constant('cancel' as const), nth: fc.nat(30) }),
    fc.record({
      kind: fc.constant('away' as const),
      counters: fc.subarray(['1', '2'], { minLength: 1 }),
      from: fc.integer({ min: 8, max: 15 }),
    }),
    fc.record({ kind: fc.constant('back' as const) }),
    fc.record({
      kind: fc.constant('hours' as const),
      starts: fc.integer({ min: 8, max: 11 }),
      ends: fc.integer({ min: 12, max: 16 }),
    }),
    fc.record({ kind: fc.constant('pack' as const) }),
  )

  test('whatever is planned, booked, cancelled and packed', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyStep, { minLength: 8, maxLength: 16 }), async (steps) => {
        for (const step of steps) await play(step)
        expect(await brokenLaws()).toEqual([])
      }),
      { numRuns: 8 },
    )
  })

  test('also while people book and others plan at the same moment', async () => {
    const bookers = Array.from({ length: 40 }, (_, nth) => book(plus(TEN, (nth % 20) * 15 * MINUTE)))
    const planning = (async () => {
      for (const keys of [['2'], ['1'], ['1', '2']]) {
        await away(keys, { starts: localTime('12:00'), ends: localTime('13:00') })
        await publish((plan) => ({ ...plan, away: [] }))
        await run(async (tx) => repackDay(tx, await siteOf(tx), TUESDAY))
      }
    })()
    const booked = (await Promise.all(bookers)).filter(({ ok }) => ok).length
    await planning
    expect(booked).toBeGreaterThan(10)
    const { count } = await run((tx) => tx.one(bookedVisits))
    expect(count).toBe(booked)
    await publish((plan) => plan)
    expect(await brokenLaws()).toEqual([])
  })

  test('the check notices a cell that is missing and a claim that is gone (control)', async () => {
    await book(TEN)
    expect(await brokenLaws()).toEqual([])
    const asSql = (text: string) =>
      asOwner(city.ownerUrl, (client) => client.query(text.replaceAll('@', city.authority.schema)))
    await asSql('DELETE FROM @.claim_cell WHERE ctid IN (SELECT ctid FROM @.claim_cell LIMIT 1)')
    expect(await brokenLaws()).toHaveLength(1)
    await asSql('DELETE FROM @.claim')
    expect(await brokenLaws()).toHaveLength(1)
  })

  type Step = typeof anyStep extends fc.Arbitrary<infer T> ? T : never

  async function play(step: Step): Promise<void> {
    if (step.kind === 'book') {
      const start = parseInstant('2027-03-02T07:00:00Z')
      await book(plus(start, step.quarter * 15 * MINUTE), step.passport ? 'passport' : 'identity-card')
    } else if (step.kind === 'cancel') {
      const visits = await run((tx) => tx.rows(bookedIds))
      const visit = visits[step.nth % Math.max(visits.length, 1)]
      if (visit) await run((tx) => cancelBooking(tx, visit.id))
    } else if (step.kind === 'away') {
      const times = {
        starts: localTime(`${String(step.from).padStart(2, '0')}:00`),
        ends: localTime('16:00'),
      }
      await run(async (tx) => {
        const counterIds = await Promise.all(step.counters.map((key) => counterOf(tx, key)))
        await sendCountersAway(tx, await siteOf(tx), {
          counterIds,
          firstDay: TUESDAY,
          lastDay: TUESDAY,
          ...times,
        })
      })
    } else if (step.kind === 'back') {
      await publish((plan) => ({ ...plan, away: [] }))
    } else if (step.kind === 'hours') {
      const at = (hour: number) => localTime(`${String(hour).padStart(2, '0')}:00`)
      const times = { starts: at(step.starts), ends: at(step.ends), breakStarts: null, breakEnds: null }
      await publish((plan) => ({ ...plan, weekly: plan.weekly.map((rule) => ({ ...rule, ...times })) }))
    } else {
      await run(async (tx) => repackDay(tx, await siteOf(tx), TUESDAY))
    }
  }
})
