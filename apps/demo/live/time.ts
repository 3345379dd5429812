import { type Instant, plus } from '#kernel/instant.ts'

/** Thrown out of a wait when the demo ends. */
export class Stopped extends Error {}

/** Time as a demo city has it: it runs like ours and can jump forward. */
export type CityTime = {
  now(): Instant
  /** Resolves when the city's clock shows this time or a later one; throws Stopped when the demo ends. */
  until(at: Instant): Promise<void>
  sleep(milliseconds: number): Promise<void>
  readonly signal: AbortSignal
  stop(): void
}

const LOOK_EVERY_MS = 500

/** Follows a clock. Waiting people are looked at twice a second, so that a jump wakes all whose time has come. */
export function openCityTime(now: () => Instant): CityTime {
  const waiting = new Set<{
    readonly at: Instant
    readonly go: () => void
    readonly fail: (error: Error) => void
  }>()
  const ending = new AbortController()
  const timer = setInterval(() => {
    const present = now()
    for (const each of waiting) {
      if (each.at > present) continue
      waiting.delete(each)
      each.go()
    }
  }, LOOK_EVERY_MS)
  timer.unref()

  function until(at: Instant): Promise<void> {
    if (ending.signal.aborted) return Promise.reject(new Stopped())
    return new Promise((go, fail) => waiting.add({ at, go, fail }))
  }

  return {
    now,
    until,
    sleep: (milliseconds) => until(plus(now(), milliseconds)),
    signal: ending.signal,
    stop() {
      clearInterval(timer)
      ending.abort()
      for (const each of waiting) each.fail(new Stopped())
      waiting.clear()
    },
  }
}
