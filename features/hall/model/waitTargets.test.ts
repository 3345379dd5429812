import { expect, it } from 'vitest'
import { isOnTarget, WAIT_TARGETS } from './waitTargets.ts'

const { booked, walkIns } = WAIT_TARGETS

it('holds up to the target itself, and judges nothing where nobody was called', () => {
  expect(isOnTarget({ people: 0, seconds: 0, over15: 0 }, booked)).toBeNull()
  expect(isOnTarget({ people: 6, seconds: 6 * 8 * 60, over15: 1 }, booked)).toBe(true)
  expect(isOnTarget({ people: 6, seconds: 6 * 8 * 60 + 1, over15: 1 }, booked)).toBe(false)
})

it('sees that too many wait long, however short the others do', () => {
  expect(isOnTarget({ people: 11, seconds: 60, over15: 2 }, booked)).toBe(false)
  expect(isOnTarget({ people: 12, seconds: 60, over15: 2 }, booked)).toBe(true)
  // Without an appointment only the average counts.
  expect(isOnTarget({ people: 2, seconds: 2 * 25 * 60, over15: 2 }, walkIns)).toBe(true)
})
