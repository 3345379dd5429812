import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { distanceKm, type Point } from './distance.ts'

const anyPoint: fc.Arbitrary<Point> = fc.record({
  latitude: fc.double({ min: -90, max: 90, noNaN: true }),
  longitude: fc.double({ min: -180, max: 180, noNaN: true }),
})

describe('distance', () => {
  test('is that of known places', () => {
    const hamburg = { latitude: 53.5511, longitude: 9.9937 }
    const berlin = { latitude: 52.52, longitude: 13.405 }
    expect(distanceKm(hamburg, berlin)).toBeCloseTo(255, 0)
    // A degree of longitude is shorter away from the equator.
    expect(distanceKm({ latitude: 60, longitude: 0 }, { latitude: 60, longitude: 1 })).toBeCloseTo(55.6, 0)
    expect(distanceKm({ latitude: 0, longitude: 179.5 }, { latitude: 0, longitude: -179.5 })).toBeCloseTo(
      111.195,
      2,
    )
  })

  test('is nothing to oneself, the same both ways, and never longer than half around the earth', () => {
    fc.assert(
      fc.property(anyPoint, anyPoint, (a, b) => {
        expect(distanceKm(a, a)).toBe(0)
        expect(distanceKm(a, b)).toBeCloseTo(distanceKm(b, a), 6)
        expect(distanceKm(a, b)).toBeLessThanOrEqual(20_015.12)
      }),
    )
  })

  test('is never longer than by way of a third place', () => {
    fc.assert(
      fc.property(anyPoint, anyPoint, anyPoint, (a, b, c) => {
        expect(distanceKm(a, c)).toBeLessThanOrEqual(distanceKm(a, b) + distanceKm(b, c) + 1e-6)
      }),
    )
  })
})
