import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { asId, type Id } from '#kernel/id.ts'
import { localDate } from '#kernel/instant.ts'
import type { Place } from '../model.ts'
import { askPlan, hasStart, startsOn, windowOf } from './asked.ts'
import { choosePair, divisions, needsTwo, type Split } from './linked.ts'
import { emptyPlan, setSiteDay } from './plan.ts'
import { roomForTwo } from './remembered.ts'
import { DAY_WORDS } from './siteDay.ts'

function numbered<Kind extends string>(number: number): Id<Kind> {
  return asId(`00000000-0000-7000-8000-${String(number).padStart(12, '0')}`)
}
const SERVICES = [1, 2, 3].map((number) => numbered<'service'>(number))
const SITE = numbered<'site'>(1)
const DAY = localDate('2026-11-23')

/** A short stretch around a word's edge, with much of it taken: near pairs and near misses both happen. */
const anyPlace = fc
  .record({
    first: fc.integer({ min: 20, max: 40 }),
    length: fc.integer({ min: 1, max: 40 }),
    durationPercent: fc.constantFrom(100, 100, 150),
    skills: fc.subarray(SERVICES, { maxLength: 2 }),
    taken: fc.bigInt({ min: 0n, max: (1n << 100n) - 1n }),
    more: fc.bigInt({ min: 0n, max: (1n << 100n) - 1n }),
  })
  .map(({ first, length, durationPercent, skills, taken, more }) => ({
    firstCell: first,
    endCell: first + length,
    breakFirstCell: null,
    breakEndCell: null,
    durationPercent,
    mode: 'both' as const,
    skills: new Set(skills),
    taken: taken & more & (more >> 3n),
  }))
const anyDay = fc.array(anyPlace, { maxLength: 6 }).map((all) =>
  all.map(
    (place, index): Place => ({
      ...place,
      id: numbered<'place'>(100 + index),
      counterId: numbered<'counter'>(200 + index),
      siteId: SITE,
      day: DAY,
    }),
  ),
)
const MINUTES = fc.constantFrom(5, 10, 15, 20)
const anyMatters = fc
  .subarray(SERVICES, { minLength: 2 })
  .chain((services) =>
    fc.tuple(...services.map((service) => fc.record({ service: fc.constant(service), minutes: MINUTES }))),
  )

type Matter = { readonly service: Id<'service'>; readonly minutes: number }
const partOf = (matters: readonly Matter[]) => ({
  services: matters.map(({ service }) => service),
  minutes: matters.reduce((sum, { minutes }) => sum + minutes, 0),
})
const splitsOf = (matters: readonly Matter[]): Split[] =>
  divisions(matters).map(([first, second]) => ({ first: partOf(first), second: partOf(second) }))

/** What is left of some hours, for citizens; the others are not limited. */
const anyHours = fc.uniqueArray(
  fc.record({ hour: fc.integer({ min: 1, max: 7 }), left: fc.integer({ min: 0, max: 12 }) }),
  { selector: ({ hour }) => hour, maxLength: 7 },
)
type Hours = readonly { readonly hour: number; readonly left: number }[]
const budgetsOf = (hours: Hours) =>
  hours.map(({ hour, left }) => ({ hour, open: 60, online: 5 * left, booked: 0 }))

const roomIn = (places: readonly Place[], hours: Hours) =>
  roomForTwo(
    { readAt: 0, places, budgets: new Map(budgetsOf(hours).map((one) => [one.hour, one])) },
    'online',
  )

/** Slow and plain: have the hours enough left for all these cells? */
function enough(hours: Hours, cells: readonly number[]): boolean {
  return hours.every(
    ({ hour, left }) => cells.filter((cell) => Math.floor(cell / 12) === hour).length <= left,
  )
}

const range = (from: number, cells: number) => Array.from({ length: cells }, (_, index) => from + index)

/** Slow and plain: has this place every one of these cells free, and can it serve this? */
function has(place: Place, services: readonly Id<'service'>[], from: number, cells: number): boolean {
  for (let cell = from; cell < from + cells; cell++) {
    const inside = cell >= place.firstCell && cell < place.endCell
    if (!inside || ((place.taken >> BigInt(cell)) & 1n) === 1n) return false
  }
  return services.every((service) => place.skills.has(service))
}

/** Every first start with its earliest second one, by trying everything. */
function tried(
  places: readonly Place[],
  splits: readonly Split[],
  hours: Hours,
): { first: number; second: number }[] {
  const pairs: { first: number; second: number }[] = []
  for (let first = 0; first < 120; first++) {
    const found: number[] = []
    for (const { first: one, second: other } of splits) {
      for (const place of places) {
        const cells = Math.ceil((one.minutes * place.durationPercent) / 500)
        if (!has(place, one.services, first, cells)) continue
        for (let gap = 0; gap <= 20; gap += 5) {
          const second = first + cells + gap / 5
          const free = (at: Place) => {
            const later = Math.ceil((other.minutes * at.durationPercent) / 500)
            const both = [...range(first, cells), ...range(second, later)]
            return has(at, other.services, second, later) && enough(hours, both)
          }
          if (places.some(free)) found.push(second)
        }
      }
    }
    if (found.length > 0) pairs.push({ first, second: Math.min(...found) })
  }
  return pairs
}

function planOf(places: readonly Place[], hours: Hours) {
  const plan = emptyPlan(DAY, new Map(places.map(({ counterId, skills }) => [counterId, skills])))
  const words = (taken: bigint) =>
    Array.from({ length: DAY_WORDS }, (_, word) => Number((taken >> BigInt(32 * word)) & 0xffff_ffffn))
  setSiteDay(
    plan,
    SITE,
    DAY,
    places.map((place) => ({ ...place, taken: words(place.taken) })),
    budgetsOf(hours),
  )
  return plan
}

const anyWindow = fc.tuple(
  fc.integer({ min: 0, max: 70 }),
  fc.oneof(fc.integer({ min: 0, max: 120 }), fc.constant(Number.POSITIVE_INFINITY)),
)

describe('two linked visits', () => {
  test('are found in the plan exactly where trying everything finds them, each with the earliest second one', () => {
    fc.assert(
      fc.property(anyDay, anyMatters, anyHours, anyWindow, (places, matters, hours, window) => {
        const [from, end] = window
        const splits = splitsOf(matters)
        const plan = planOf(places, hours)
        const asked = askPlan(plan, { ...partOf(matters), splits, onlyLinked: true })
        const pairs = startsOn(plan, asked, 0, 0, windowOf(from, end))
        const expected = tried(places, splits, hours).filter(({ first }) => first >= from && first < end)
        expect(pairs.map(({ cell, second }) => ({ first: cell, second: second?.second }))).toEqual(expected)
        expect(hasStart(plan, asked, 0, 0, windowOf(from, end))).toBe(expected.length > 0)
      }),
      { numRuns: 400 },
    )
  })

  test('get two places that have them free and can do them, wherever the plan offers them', () => {
    fc.assert(
      fc.property(anyDay, anyMatters, anyHours, (places, matters, hours) => {
        const splits = splitsOf(matters)
        for (const { first, second } of tried(places, splits, hours)) {
          const pair = choosePair(roomIn(places, hours), splits, first)
          const split = pair && splits[pair.split]
          if (!pair || !split) throw new Error('offered, but no place was found')
          expect(pair.second).toBe(second)
          const length = (minutes: number, place: Place) => Math.ceil((minutes * place.durationPercent) / 500)
          const cells = length(split.first.minutes, pair.firstPlace)
          expect(has(pair.firstPlace, split.first.services, first, cells)).toBe(true)
          const later = length(split.second.minutes, pair.secondPlace)
          expect(has(pair.secondPlace, split.second.services, second, later)).toBe(true)
          expect(second - first - cells).toBeGreaterThanOrEqual(0)
          expect(second - first - cells).toBeLessThanOrEqual(4)
          const both = [...range(first, cells), ...range(second, later)]
          expect(enough(hours, both)).toBe(true)
          expect(choosePair(roomIn(places, hours), splits, first, second)).toMatchObject({ first, second })
        }
      }),
      { numRuns: 300 },
    )
  })

  test('share an hour only where it has enough left for both', () => {
    const places = SERVICES.slice(0, 2).map(
      (service, index): Place => ({
        ...{ id: numbered(100 + index), counterId: numbered(200 + index), siteId: SITE, day: DAY },
        ...{ firstCell: 24, endCell: 32, breakFirstCell: null, breakEndCell: null },
        ...{ durationPercent: 100, mode: 'both', skills: new Set([service]), taken: 0n },
      }),
    )
    const matters = SERVICES.slice(0, 2).map((service) => ({ service, minutes: 20 }))
    const found = (left: number) => {
      const plan = planOf(places, [{ hour: 2, left }])
      const asked = askPlan(plan, { ...partOf(matters), splits: splitsOf(matters) })
      return startsOn(plan, asked, 0, 0).map(({ cell }) => cell)
    }
    expect(found(8)).toEqual([24])
    // Each alone would fit.
    expect(found(7)).toEqual([])
    const pair = (left: number) => choosePair(roomIn(places, [{ hour: 2, left }]), splitsOf(matters), 24)
    expect(pair(8)).toMatchObject({ first: 24, second: 28 })
    expect(pair(7)).toBeUndefined()
  })

  test('are needed where places are there and none can do all', () => {
    fc.assert(
      fc.property(anyDay, anyMatters, anyHours, (places, matters, hours) => {
        const services = matters.map(({ service }) => service)
        const plan = planOf(places, hours)
        const alone = places.some((place) => services.every((service) => place.skills.has(service)))
        const asked = askPlan(plan, { ...partOf(matters), splits: splitsOf(matters) })
        const found = startsOn(plan, asked, 0, 0)
        if (alone) expect(found.every(({ second }) => second === null)).toBe(true)
        else
          expect(found.map(({ cell }) => cell)).toEqual(
            tried(places, splitsOf(matters), hours).map(({ first }) => first),
          )
        expect(needsTwo(places, services)).toBe(places.length > 0 && !alone)
      }),
    )
  })

  test('divide matters in every way, both orders, and never leave one side empty', () => {
    expect(divisions(['a', 'b'])).toEqual([
      [['a'], ['b']],
      [['b'], ['a']],
    ])
    expect(divisions(['a', 'b', 'c'])).toHaveLength(6)
    expect(divisions(['a'])).toEqual([])
  })
})
