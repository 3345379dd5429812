import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { localDate } from '#kernel/instant.ts'
import { addDays, weekdayOf } from '#kernel/wallTime.ts'
import { ODDITY_KINDS, type OddityKind, type OddityWeek, odd, REPORT_WEEKS, weeksOf } from './oddity.ts'

const MONDAY = localDate('2027-03-01')

const counts = fc.record(
  Object.fromEntries(ODDITY_KINDS.map((kind) => [kind, fc.integer({ min: 0, max: 200 })])) as {
    [K in OddityKind]: fc.Arbitrary<number>
  },
)
const weeks = fc
  .array(counts, { minLength: 2, maxLength: 6 })
  .map((list) =>
    list.map((each, index): OddityWeek => ({ monday: addDays(MONDAY, index * 7), counts: each })),
  )

const oddKinds = (list: readonly OddityWeek[]) =>
  odd(list).flatMap(({ kind, odd: isOdd }) => (isOdd ? [kind] : []))

const last = (list: readonly OddityWeek[]) => list.at(-1) ?? { monday: MONDAY, counts: {} }

const times = ({ monday, counts: known }: OddityWeek, factor: number): OddityWeek => ({
  monday,
  counts: Object.fromEntries(Object.entries(known).map(([kind, count]) => [kind, (count ?? 0) * factor])),
})

/** Without parts: what a judge would say who compares numbers alone. */
const byNumberAlone = (list: readonly OddityWeek[]) =>
  odd(list).flatMap(({ kind, count, usual }) =>
    usual !== null && count >= 5 && count > 2 * usual ? [kind] : [],
  )

describe('what is odd', () => {
  test('weeks that are all alike have nothing odd', () => {
    fc.assert(
      fc.property(counts, fc.integer({ min: 2, max: 6 }), (each, length) => {
        const same = Array.from({ length }, (_, index) => ({
          monday: addDays(MONDAY, index * 7),
          counts: each,
        }))
        expect(oddKinds(same)).toEqual([])
      }),
    )
  })

  test('more of it never makes an odd thing usual', () => {
    fc.assert(
      fc.property(
        weeks,
        fc.constantFrom(...ODDITY_KINDS),
        fc.integer({ min: 1, max: 500 }),
        (list, kind, more) => {
          const now = last(list)
          const raised = { ...now, counts: { ...now.counts, [kind]: (now.counts[kind] ?? 0) + more } }
          if (oddKinds(list).includes(kind)) expect(oddKinds([...list.slice(0, -1), raised])).toContain(kind)
        },
      ),
    )
  })

  test('the order of the weeks before does not matter', () => {
    fc.assert(
      fc.property(weeks, (list) => {
        expect(odd([...list.slice(0, -1).toReversed(), last(list)])).toEqual(odd(list))
      }),
    )
  })

  test('a busy week, with more of everything, has no part that is odd; numbers alone would say so', () => {
    let wrongly = 0
    fc.assert(
      fc.property(counts, fc.integer({ min: 3, max: 9 }), (each, factor) => {
        const quiet = { monday: MONDAY, counts: each }
        const busy = [quiet, quiet, times(quiet, factor)]
        const parts = new Set(odd(busy).flatMap(({ kind, partOf }) => (partOf ? [kind] : [])))
        expect(oddKinds(busy).filter((kind) => parts.has(kind))).toEqual([])
        wrongly += byNumberAlone(busy).filter((kind) => parts.has(kind)).length
      }),
    )
    expect(wrongly).toBeGreaterThan(0)
  })

  test('a few are no pattern, and the first week has nothing to be compared with', () => {
    fc.assert(
      fc.property(weeks, (list) => {
        for (const { kind, count, odd: isOdd } of odd(list))
          if (isOdd) expect([kind, count >= 5]).toEqual([kind, true])
        expect(oddKinds(list.slice(0, 1))).toEqual([])
      }),
    )
  })

  test('one wild week before hides nothing', () => {
    const quiet = { monday: MONDAY, counts: { proof_spent: 2 } }
    const wild = { monday: MONDAY, counts: { proof_spent: 900 } }
    const now = { monday: MONDAY, counts: { proof_spent: 40 } }
    expect(oddKinds([quiet, wild, quiet, quiet, now])).toEqual(['proof_spent'])
    expect(oddKinds([wild, wild, quiet, wild, now])).toEqual([])
  })
})

describe('weeks', () => {
  test('every day counts in its own week, once', () => {
    const days = fc.array(
      fc.record({
        day: fc.integer({ min: -28, max: 6 }).map((offset) => addDays(MONDAY, offset)),
        kind: fc.constantFrom(...ODDITY_KINDS),
        count: fc.integer({ min: 1, max: 50 }),
      }),
      { minLength: 1, maxLength: 40 },
    )
    fc.assert(
      fc.property(days, (list) => {
        const found = weeksOf(list, MONDAY)
        expect(found.at(-1)?.monday).toBe(MONDAY)
        expect(found.length).toBeLessThanOrEqual(REPORT_WEEKS)
        const sum = found.flatMap(({ counts: each }) => Object.values(each)).reduce((a, b) => a + b, 0)
        expect(sum).toBe(list.reduce((a, { count }) => a + count, 0))
        for (const { monday, counts: each } of found) {
          expect(weekdayOf(monday)).toBe(1)
          for (const kind of ODDITY_KINDS) {
            const own = list.filter(
              (one) => one.kind === kind && one.day >= monday && one.day < addDays(monday, 7),
            )
            expect(each[kind] ?? 0).toBe(own.reduce((a, { count }) => a + count, 0))
          }
        }
      }),
    )
  })
})
