import fc from 'fast-check'
import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { cancelBooking, lookAtList, moveBooking } from '#features/booking/actions.ts'
import type { Id } from '#kernel/id.ts'
import { localTime, MINUTE, parseInstant, plus } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { raw } from '#platform/db/query.ts'
import { asOwner } from '#test/city.ts'
import { TEST_START } from '#test/fixtures.ts'
import { bookedIds, bookedVisits, claimTimes, openShiftPlanCity, TEN, TUESDAY } from '#test/shiftPlanCity.ts'
import { repackDay, repackRecentDays } from './actions/release.ts'
import { sendCountersAway } from './actions/shiftPlan.ts'
import { cellsOf, startsOf } from './model.ts'

const { city, brokenLaws, run, siteOf, counterOf, book, publish, away, unplaced, bookable } =
  openShiftPlanCity()

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
  await city().database.withAuthority(city().authority, lookAtList, { at: plus(TEST_START, 60 * MINUTE) })
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
      asOwner(city().ownerUrl, (client) => client.query(text.replaceAll('@', city().authority.schema)))
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
