import fc from 'fast-check'
import { expect, it } from 'vitest'
import { ARRIVING } from '#features/hall/model.ts'
import { wayTo } from './onTheWay.ts'

const HERE = { latitude: 51.214, longitude: 8.893 }
const FAR = { latitude: 51.34, longitude: 8.893 }

it('whoever stands before a house still needs a moment, and nobody is foreseen beyond an hour', () => {
  expect(wayTo(HERE, HERE, 0)).toEqual({ km: 0, minutes: 10, arrives: 15 })
  expect(wayTo(HERE, HERE, 45)).toMatchObject({ arrives: 60 })
  expect(wayTo(HERE, HERE, 60)).toMatchObject({ minutes: 10, arrives: undefined })
  // Fourteen kilometres.
  expect(wayTo(HERE, FAR, 0)).toMatchObject({ minutes: 70, arrives: undefined })
})

it('nobody is promised to be there sooner than their way takes, nor later than the next arrival', () => {
  const degrees = fc.double({ min: -0.2, max: 0.2, noNaN: true })
  fc.assert(
    fc.property(degrees, degrees, fc.constantFrom(...ARRIVING), (north, east, leavesIn) => {
      const site = { latitude: HERE.latitude + north, longitude: HERE.longitude + east }
      const { km, arrives } = wayTo(HERE, site, leavesIn)
      const takes = leavesIn + 10 + 4 * km
      if (arrives === undefined) expect(takes).toBeGreaterThan(60)
      else {
        expect(arrives).toBeGreaterThanOrEqual(takes)
        expect(arrives).toBeLessThan(takes + 15)
      }
    }),
  )
})
