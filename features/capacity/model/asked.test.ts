import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { asId, type Id } from '#kernel/id.ts'
import { localDate } from '#kernel/instant.ts'
import { addDays } from '#kernel/wallTime.ts'
import { askPlan, refreshAsked, startsOn, type Wanted } from './asked.ts'
import { divisions } from './linked.ts'
import { emptyPlan, type Plan, setSiteDay } from './plan.ts'
import type { ReadPlace } from './siteDay.ts'

function numbered<Kind extends string>(number: number): Id<Kind> {
  return asId(`00000000-0000-7000-8000-${String(number).padStart(12, '0')}`)
}
const FIRST = localDate('2026-11-23')
const DAYS = 3
const SITES = [1, 2].map((number) => numbered<'site'>(number))
const SERVICES = [1, 2].map((number) => numbered<'service'>(number))
/** The first counter can do one matter, the second the other, the third (rarely there) both. */
const SKILLS = new Map([
  [numbered<'counter'>(1), new Set(SERVICES.slice(0, 1))],
  [numbered<'counter'>(2), new Set(SERVICES.slice(1))],
  [numbered<'counter'>(3), new Set(SERVICES)],
])

const anyPlace: fc.Arbitrary<ReadPlace> = fc
  .record({
    counter: fc.constantFrom(1, 1, 1, 2, 2, 2, 3),
    first: fc.integer({ min: 20, max: 30 }),
    length: fc.integer({ min: 1, max: 20 }),
    durationPercent: fc.constantFrom(100, 100, 150),
    taken: fc.integer(),
  })
  .map(({ counter, first, length, durationPercent, taken }) => ({
    counterId: numbered<'counter'>(counter),
    firstCell: first,
    endCell: first + length,
    breakFirstCell: null,
    breakEndCell: null,
    durationPercent,
    taken: [taken & (taken >> 3), taken & (taken >> 2)],
  }))
const anyChange = fc.record({
  site: fc.integer({ min: 0, max: SITES.length - 1 }),
  day: fc.integer({ min: 0, max: DAYS - 1 }),
  places: fc.array(anyPlace, { maxLength: 4 }),
})
type Change = typeof anyChange extends fc.Arbitrary<infer T> ? T : never

const MINUTES = 10
const BOTH: Wanted = {
  services: SERVICES,
  minutes: 2 * MINUTES,
  splits: divisions(SERVICES).map(([first, second]) => ({
    first: { services: first, minutes: MINUTES },
    second: { services: second, minutes: MINUTES },
  })),
}
const ALONE: Wanted = { services: SERVICES, minutes: 2 * MINUTES }

function play(plan: Plan, changes: readonly Change[]): void {
  for (const { site, day, places } of changes)
    setSiteDay(plan, SITES[site] ?? numbered<'site'>(1), addDays(FIRST, day), places)
}

/** Every site has places of every counter at the beginning, so that nothing is numbered anew later. */
function anyPlan(changes: readonly Change[]): Plan {
  const plan = emptyPlan(FIRST, SKILLS)
  const all = [1, 2, 3].map((counter) => ({
    ...{ counterId: numbered<'counter'>(counter), firstCell: 0, endCell: 1, durationPercent: 100 },
    ...{ breakFirstCell: null, breakEndCell: null, taken: [] },
  }))
  for (let day = 0; day < 14; day++)
    for (const site of SITES) setSiteDay(plan, site, addDays(FIRST, day), all)
  play(plan, changes)
  return plan
}

const cellsOf = (plan: Plan, wanted: Wanted, site: number, day: number) =>
  startsOn(plan, askPlan(plan, wanted), site, day).map(({ cell, second }) => [
    cell,
    second?.second,
    second?.split,
  ])

describe('what a question has found', () => {
  test('changes exactly when a site-day that was looked at shows other starts, pairs of linked visits included', () => {
    let renewed = 0
    let kept = 0
    let unseenAlone = 0
    fc.assert(
      fc.property(
        fc.array(anyChange, { maxLength: 6 }),
        fc.array(anyChange, { minLength: 1, maxLength: 3 }),
        fc.uniqueArray(fc.tuple(fc.nat({ max: 1 }), fc.nat({ max: DAYS - 1 })), {
          minLength: 1,
          maxLength: 3,
          selector: ([site, day]) => `${site} ${day}`,
        }),
        (before, changes, lookedAt) => {
          const plan = anyPlan(before)
          const shown = () => lookedAt.map(([site, day]) => cellsOf(plan, BOTH, site, day))
          const [old, version] = [shown(), plan.version]
          const asked = askPlan(plan, BOTH)
          const alone = askPlan(plan, ALONE)
          for (const [site, day] of lookedAt) startsOn(plan, alone, site, day)
          play(plan, changes)
          for (const each of [asked, alone]) refreshAsked(plan, each)
          const fresh = anyPlan([...before, ...changes])
          const now = lookedAt.map(([site, day]) => cellsOf(fresh, BOTH, site, day))
          const isOther = JSON.stringify(now) !== JSON.stringify(old)
          // Several changes of one site-day may come back to what was.
          if (isOther) expect(asked.changedAt).toBeGreaterThan(version)
          else if (changes.length === 1) expect(asked.changedAt).toBeLessThanOrEqual(version)
          expect(shown()).toEqual(now)
          if (isOther) renewed++
          else if (plan.version > version) kept++
          if (isOther && alone.changedAt <= version) unseenAlone++
        },
      ),
      { numRuns: 500 },
    )
    expect(renewed).toBeGreaterThan(50)
    expect(kept).toBeGreaterThan(50)
    // Control: whoever depended on the question as one visit alone would have gone on showing what is gone.
    expect(unseenAlone).toBeGreaterThan(20)
  })

  test('is of the site-days that were asked for, and of no other', () => {
    const plan = anyPlan([])
    const asked = askPlan(plan, BOTH)
    startsOn(plan, asked, 1, 2)
    expect(asked.looked.map((days) => days?.findIndex((marks) => marks !== 0))).toEqual([undefined, 2])
    expect(asked.looked[1]?.filter((marks) => marks !== 0)).toHaveLength(1)
  })
})
