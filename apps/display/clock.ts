import type { Instant } from '#kernel/instant.ts'
import { plus } from '#kernel/instant.ts'
import { monotonic } from '#platform/time/clock.ts'

/** The server's time, carried on by the device's monotonic clock: a wrong clock in the hall does no harm. */
export type ServerClock = {
  readonly now: () => Instant
  /** The server has just said what time it is. */
  readonly hear: (at: Instant) => void
}

export function serverClock(at: Instant): ServerClock {
  let base = at
  let start = monotonic()
  return {
    now: () => plus(base, monotonic() - start),
    hear: (heard) => {
      base = heard
      start = monotonic()
    },
  }
}
