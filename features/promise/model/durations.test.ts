import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isPlausible, KEPT_DURATIONS, learnDuration, meanOf, newDurations, tableOf } from './durations.ts'
import { newLatest, remember } from './latest.ts'
import { quantileOfNormal } from './normal.ts'

describe('durations of a service', () => {
  it('are two thirds of the planned minutes on average as long as nobody was served', () => {
    expect(meanOf(tableOf(newDurations(30)))).toBeCloseTo(20, 0)
  })

  it('forget what nobody can have taken: an end that nobody recorded, a clock that was set', () => {
    const learned = (strange: number, before: number) => {
      const durations = newDurations(10)
      for (let nth = 0; nth < before; nth++) learnDuration(durations, 6)
      const isStrange = !isPlausible(durations, strange)
      learnDuration(durations, strange)
      return { isStrange, count: durations.latest.count }
    }
    expect(learned(41, 100)).toEqual({ isStrange: true, count: 100 })
    // Control: four times the planned minutes may be; and of a service that is new nothing is thought to be wrong.
    expect(learned(39, 100)).toEqual({ isStrange: false, count: 101 })
    expect(learned(600, 40)).toEqual({ isStrange: false, count: 41 })
  })

  it('follow what is observed, and what was believed before counts like twenty', () => {
    const durations = newDurations(30)
    for (let nth = 0; nth < 20; nth++) learnDuration(durations, 8)
    expect(meanOf(tableOf(durations))).toBeCloseTo((8 + meanOf(tableOf(newDurations(30)))) / 2, 5)
    for (let nth = 0; nth < 2_000; nth++) learnDuration(durations, 8)
    expect(meanOf(tableOf(durations))).toBeCloseTo(8, 0)
  })

  it('rise, have the mean of what was learned, and are not moved by what is no duration', () => {
    fc.assert(
      fc.property(
        fc.array(fc.float({ min: 0, max: 300, noNaN: true }), { minLength: 1, maxLength: 60 }),
        (all) => {
          const durations = newDurations(15)
          for (const minutes of all) learnDuration(durations, minutes)
          const table = tableOf(durations)
          for (let index = 1; index < table.length; index++)
            expect(table[index]).toBeGreaterThanOrEqual((table[index - 1] ?? 0) - 1e-9)
          const share = all.length / (all.length + 20)
          const observed = all.reduce((sum, each) => sum + each, 0) / all.length
          const believed = meanOf(tableOf(newDurations(15)))
          expect(meanOf(table)).toBeCloseTo(share * observed + (1 - share) * believed, 4)
          for (const nonsense of [Number.NaN, -1, Number.POSITIVE_INFINITY])
            learnDuration(durations, nonsense)
          expect(tableOf(durations)).toBe(table)
        },
      ),
      { numRuns: 50 },
    )
  })

  it('forget the oldest', () => {
    const durations = newDurations(15)
    for (let nth = 0; nth < KEPT_DURATIONS; nth++) learnDuration(durations, 5)
    for (let nth = 0; nth < KEPT_DURATIONS; nth++) learnDuration(durations, 40)
    expect(durations.latest.sorted[0]).toBe(40)
    expect(durations.latest.count).toBe(KEPT_DURATIONS)
  })
})

it('the latest values are kept in order, whatever comes', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 9 })), fc.integer({ min: 1, max: 6 }), (all, kept) => {
      const latest = newLatest(kept)
      for (const value of all) remember(latest, value)
      const expected = all.slice(-kept).toSorted((a, b) => a - b)
      expect([...latest.sorted.subarray(0, latest.count)]).toEqual(expected)
    }),
  )
})

it('quantiles of the normal distribution are those of the tables', () => {
  for (const [share, value] of [
    [0.5, 0],
    [0.85, 1.0364333894937898],
    [0.975, 1.959963984540054],
    [0.001, -3.090232306167813],
    [0.999, 3.090232306167813],
  ] as const)
    expect(quantileOfNormal(share)).toBeCloseTo(value, 7)
})
