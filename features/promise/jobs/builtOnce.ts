import type { Authority } from '#platform/db/authority.ts'
import { monotonic } from '#platform/time/clock.ts'

/** Something that everybody gets: how it is built, and how long it is kept. Milliseconds. */
export type BuiltOnce<Value> = {
  /** `early` is for whoever has waited long enough; both may be the same. */
  build(authority: Authority): {
    readonly early: Promise<Value>
    readonly whole: Promise<{ readonly value: Value; readonly freshFor: number }>
  }
  /** Since it was built: an older answer is not given even while a new one is built. */
  readonly usableFor: number
  /** Who asks when there is no answer waits so long for the whole one. */
  readonly patience: number
  readonly now?: () => number
}

type Kept<Value> = {
  readonly demoOffset: number
  readonly value: Value
  readonly freshUntil: number
  readonly usableUntil: number
}

type Building<Value> = {
  readonly demoOffset: number
  readonly early: Promise<Value>
  readonly whole: Promise<Value>
}

/**
 * Builds an answer when somebody asks and the last one is not fresh, once at a time for each authority, however many
 * ask; meanwhile they get the last one. A demo clock that was moved makes it void.
 */
export function builtOnce<Value>(options: BuiltOnce<Value>): (authority: Authority) => Promise<Value> {
  const { usableFor, patience, now = monotonic } = options
  const kept = new Map<string, Kept<Value>>()
  const building = new Map<string, Building<Value>>()

  function begin(authority: Authority): Building<Value> {
    const { key, demoOffset } = authority
    const { early, whole } = options.build(authority)
    const begun: Building<Value> = {
      demoOffset,
      early,
      whole: whole
        .then(({ value, freshFor }) => {
          const builtAt = now()
          const until = { freshUntil: builtAt + freshFor, usableUntil: builtAt + usableFor }
          kept.set(key, { demoOffset, value, ...until })
          return value
        })
        .finally(() => {
          if (building.get(key) === begun) building.delete(key)
        }),
    }
    // Who has an answer does not wait for either; who has none hears of the failure.
    begun.early.catch(() => undefined)
    begun.whole.catch(() => undefined)
    building.set(key, begun)
    return begun
  }

  return async (authority) => {
    const { key, demoOffset } = authority
    const last = kept.get(key)
    const known = last?.demoOffset === demoOffset ? last : undefined
    if (known && now() < known.freshUntil) return known.value
    const running = building.get(key)
    const begun = running?.demoOffset === demoOffset ? running : begin(authority)
    if (known && now() < known.usableUntil) return known.value
    return (await within(begun.whole, patience)) ?? begun.early
  }
}

/** What a promise brings within so many milliseconds, else nothing. */
export async function within<Value>(promise: Promise<Value>, patience: number): Promise<Value | undefined> {
  let timer: NodeJS.Timeout | undefined
  const over = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, patience, undefined)
    timer.unref()
  })
  try {
    return await Promise.race([promise, over])
  } finally {
    clearTimeout(timer)
  }
}
