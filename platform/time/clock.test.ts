import { expect, it } from 'vitest'
import { instant } from '#kernel/instant.ts'
import { fixedClock, monotonic, systemClock } from './clock.ts'

it('a fixed clock stands until it is moved', () => {
  const clock = fixedClock(instant(1_000))
  expect(clock.now()).toBe(1_000)
  clock.advance(500)
  expect(clock.now()).toBe(1_500)
  clock.set(instant(7))
  expect(clock.now()).toBe(7)
})

it('the system clock gives whole milliseconds', () => {
  expect(Number.isInteger(systemClock.now())).toBe(true)
})

it('monotonic time never goes back', () => {
  const before = monotonic()
  expect(monotonic()).toBeGreaterThanOrEqual(before)
})
