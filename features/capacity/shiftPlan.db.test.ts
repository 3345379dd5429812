import { describe, expect, test } from 'vitest'
import { localTime, MINUTE, plus } from '#kernel/instant.ts'
import { addDays } from '#kernel/wallTime.ts'
import { MONDAY, openShiftPlanCity, TEN, TUESDAY } from '#test/shiftPlanCity.ts'
import { foreseeApply, foreseeUndo } from './actions/foreseePlan.ts'
import { planChanges, planHistory } from './actions/planHistory.ts'
import { previewPlan } from './actions/seePlan.ts'
import { applyPlan, publishPlan, shiftPlanOf, undoPlan } from './actions/shiftPlan.ts'
import { type ShiftPlan, shiftsOn } from './model/shiftPlan.ts'
import { readShiftPlans } from './store/shiftPlan.ts'

const { run, siteOf, counterOf, planned, book, publish, away, unplaced, bookable } = openShiftPlanCity()

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

  test('of which one day is read says of that day what the whole says', async () => {
    const counterId = (await planned()).plan.weekly[0]?.counterId ?? expect.fail('no counter')
    const late = {
      counterId,
      breakStarts: null,
      breakEnds: null,
      mode: 'both',
      durationPercent: 100,
    } as const
    await publish((plan) => ({
      ...plan,
      dated: [MONDAY, TUESDAY].map((day) => ({
        ...late,
        day,
        starts: localTime('10:00'),
        ends: localTime('12:00'),
      })),
      away: [{ counterId, firstDay: TUESDAY, lastDay: addDays(TUESDAY, 1), starts: null, ends: null }],
    }))
    const { whole, part } = await run(async (tx) => {
      const { id: siteId } = await siteOf(tx)
      const whole = (await readShiftPlans(tx)).get(siteId)
      return { whole, part: (await readShiftPlans(tx, { siteId, day: TUESDAY })).get(siteId) }
    })
    expect([whole?.dated.length, part?.dated.length, part?.away.length]).toEqual([2, 1, 1])
    expect(part && shiftsOn(part, TUESDAY)).toEqual(whole && shiftsOn(whole, TUESDAY))
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
