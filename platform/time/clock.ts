import { type Clock, type Instant, instant } from '#kernel/instant.ts'

/** The computer's clock. Only composition (apps) and the database opening use it; everything else is handed a Clock. */
export const systemClock: Clock = { now: () => instant(Date.now()) }

/** A clock that stands still until a test moves it. */
export type FixedClock = Clock & {
  /** Moves the clock to an instant. */
  readonly set: (at: Instant) => void
  /** Moves the clock by milliseconds, back if negative. */
  readonly advance: (milliseconds: number) => void
}

/**
 * A clock that shows the given instant until it is moved.
 * @example const clock = fixedClock(parseInstant('2026-11-23T09:40:00Z')); clock.advance(5 * MINUTE)
 */
export function fixedClock(at: Instant): FixedClock {
  let now = at
  return {
    now: () => now,
    set: (to) => {
      now = to
    },
    advance: (milliseconds) => {
      now = instant(now + milliseconds)
    },
  }
}

/** Milliseconds from an arbitrary start, never jumping back. For measuring and timeouts, never for wall time. */
export function monotonic(): number {
  return performance.now()
}

/** An instant for a library that wants a date of JavaScript. */
export function asDate(at: Instant): Date {
  return new Date(at)
}
