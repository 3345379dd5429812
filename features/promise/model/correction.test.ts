import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { binOf, corrected, learnCall, newCorrection } from './correction.ts'
import { type Expectation, expectationOf } from './expectation.ts'
import { quantileOfNormal } from './normal.ts'
import { drawn } from './random.ts'

/** Somebody who expects a wait of 12 or 40 minutes; the raw interval is far too narrow. */
function somebody(nth: number): { readonly raw: Expectation; readonly waited: number } {
  const middle = nth % 2 ? 12 : 40
  const raw = { back: middle - 3, low: middle - 2, middle, high: middle + 2 }
  const error = quantileOfNormal(0.0001 + 0.9998 * drawn(7, nth)) * (middle / 6)
  return { raw, waited: Math.max(0, middle + error) }
}

const inside = ({ low, high }: { low: number; high: number }, waited: number) =>
  waited >= low && waited <= high

describe('a corrected interval', () => {
  it('holds nine in ten though the raw one does not, in each bin', () => {
    const correction = newCorrection()
    const held = [
      { raw: 0, told: 0, back: 0, all: 0 },
      { raw: 0, told: 0, back: 0, all: 0 },
    ]
    for (let nth = 0; nth < 6_000; nth++) {
      const { raw, waited } = somebody(nth)
      const told = corrected(correction, 'walk-in', raw)
      const counts = held[nth % 2]
      if (nth > 1_000 && counts) {
        counts.all++
        if (inside(raw, waited)) counts.raw++
        if (inside(told, waited)) counts.told++
        if (waited < told.back) counts.back++
      }
      learnCall(correction, 'walk-in', raw, waited)
    }
    for (const { raw, told, back, all } of held) {
      expect(raw / all).toBeLessThan(0.75)
      expect(told / all).toBeGreaterThan(0.88)
      expect(told / all).toBeLessThan(0.92)
      expect(back / all).toBeLessThan(0.03)
    }
  })

  it('is wider than the raw one where nobody was called yet', () => {
    const raw = { back: 9, low: 10, middle: 15, high: 22 }
    const told = corrected(newCorrection(), 'booked', raw)
    expect(told.low).toBeLessThan(raw.low)
    expect(told.high).toBeGreaterThan(raw.high)
  })

  it('is in order whatever was learned, and never before now', () => {
    const minutes = fc.integer({ min: 0, max: 90 })
    const raws = fc.array(minutes, { minLength: 4, maxLength: 4 }).map((all) => {
      const [back = 0, low = 0, middle = 0, high = 0] = all.toSorted((a, b) => a - b)
      return { back, low, middle, high }
    })
    fc.assert(
      fc.property(fc.array(fc.tuple(raws, minutes), { maxLength: 120 }), raws, (before, raw) => {
        const correction = newCorrection()
        for (const [each, waited] of before) learnCall(correction, 'booked', each, waited)
        const { back, low, middle, high } = corrected(correction, 'booked', raw)
        expect([0, back, low, middle, high]).toEqual([0, back, low, middle, high].toSorted((a, b) => a - b))
      }),
      { numRuns: 100 },
    )
  })

  it('learns nothing from who was not called, and says nothing of who cannot be', () => {
    const correction = newCorrection()
    learnCall(correction, 'booked', { back: 1, low: 2, middle: 3, high: Number.POSITIVE_INFINITY }, 5)
    learnCall(correction, 'booked', { back: 1, low: 2, middle: 3, high: 4 }, Number.POSITIVE_INFINITY)
    expect(correction.size).toBe(0)
  })
})

it('waits are compared with waits about as long', () => {
  expect([0, 4.9, 5, 14, 15, 29, 30, 200].map(binOf)).toEqual([0, 0, 1, 1, 2, 2, 3, 3])
})

it('an expectation is the quantiles of what was simulated', () => {
  const row = Float32Array.from({ length: 101 }, (_, nth) => 200 - nth)
  expect(expectationOf(row, 50)).toEqual({ back: 52, low: 55, middle: 100, high: 145 })
})
