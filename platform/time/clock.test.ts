import { expect, it } from 'vitest'
import { monotonic, systemClock } from './clock.ts'

it('the system clock gives whole milliseconds', () => {
  expect(Number.isInteger(systemClock.now())).toBe(true)
})

it('monotonic time never goes back', () => {
  const before = monotonic()
  expect(monotonic()).toBeGreaterThanOrEqual(before)
})
