import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkAgreement, coveredPercent, LEAST_CASES, minutesThatCover } from './agreement.ts'

const durations = fc.array(fc.integer({ min: 0, max: 480 }), { minLength: 1, maxLength: 200 })
const percents = fc.integer({ min: 50, max: 100 })

describe('the minutes that cover a share of cases', () => {
  test('are enough for it, and one cell less is not', () => {
    fc.assert(
      fc.property(durations, percents, (measured, percent) => {
        const needed = minutesThatCover(measured, percent)
        expect(needed % 5).toBe(0)
        expect(coveredPercent(measured, needed)).toBeGreaterThanOrEqual(percent)
        if (needed > 5) expect(coveredPercent(measured, needed - 5)).toBeLessThan(percent)
      }),
    )
  })

  test('are not fewer for a higher share', () => {
    fc.assert(
      fc.property(durations, percents, percents, (measured, a, b) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)]
        expect(minutesThatCover(measured, low)).toBeLessThanOrEqual(minutesThatCover(measured, high))
      }),
    )
  })

  test('are never longer than the longest visit', () => {
    expect(minutesThatCover([900, 900, 900], 85)).toBe(480)
    expect(minutesThatCover([], 85)).toBe(5)
  })
})

describe('planned minutes', () => {
  test('keep the agreement exactly when the needed ones are not more', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 480 }), { minLength: LEAST_CASES, maxLength: 200 }),
        fc.integer({ min: 1, max: 96 }),
        percents,
        (measured, cells, percent) => {
          const check = checkAgreement(measured, cells * 5, percent)
          expect(check.isKept).toBe((check.measured?.neededMinutes ?? 0) <= cells * 5)
        },
      ),
    )
  })

  test('are not judged by a few cases', () => {
    const few = Array.from({ length: LEAST_CASES - 1 }, () => 60)
    expect(checkAgreement(few, 15, 85)).toEqual({ cases: LEAST_CASES - 1, measured: null, isKept: true })
    expect(checkAgreement([...few, 60], 15, 85)).toMatchObject({
      measured: { coveredPercent: 0, neededMinutes: 60 },
      isKept: false,
    })
  })
})
