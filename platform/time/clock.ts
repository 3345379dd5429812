import { type Clock, type Instant, instant } from '#kernel/instant.ts'

/** The computer's clock. Only composition (apps) and the database opening use it; everything else is handed a Clock. */
export const systemClock: Clock = { now: () => instant(Date.now()) }

/** Milliseconds from an arbitrary start, never jumping back. For measuring and timeouts, never for wall time. */
export function monotonic(): number {
  return performance.now()
}

/** An instant for a library that wants a date of JavaScript. */
export function asDate(at: Instant): Date {
  return new Date(at)
}
