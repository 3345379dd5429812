import type { Texts } from '#kernel/language.ts'
import { monotonic } from '#platform/time/clock.ts'

/** A page of a failure waits this long for a name that it has never read. Milliseconds. */
const PATIENCE_MS = 1_000
/** A name that could not be read is not asked for again before. Milliseconds. */
const AGAIN_MS = 5_000

/** The names of the cities, for pages that must come although the database does not answer. */
export type CityNames = {
  /** Keeps a name that was read anyway. */
  readonly keep: (authorityKey: string, name: Texts) => void
  /** The name of a city; undefined where it was never read and cannot be read now. */
  readonly of: (authorityKey: string, read: () => Promise<Texts>) => Promise<Texts | undefined>
}

/** Remembers names for as long as the process lives, so that a flood of refused requests asks nobody anything. */
export function rememberCityNames(patience = PATIENCE_MS): CityNames {
  const kept = new Map<string, Texts>()
  const asking = new Map<string, Promise<Texts | undefined>>()
  const failedAt = new Map<string, number>()

  async function ask(key: string, read: () => Promise<Texts>): Promise<Texts | undefined> {
    let timer: ReturnType<typeof setTimeout> | undefined
    const tooLong = new Promise<undefined>((resolve) => {
      timer = setTimeout(() => resolve(undefined), patience)
    })
    const name = await Promise.race([read(), tooLong]).catch(() => undefined)
    clearTimeout(timer)
    asking.delete(key)
    if (name) kept.set(key, name)
    else failedAt.set(key, monotonic())
    return name
  }

  return {
    keep: (key, name) => void kept.set(key, name),
    async of(key, read) {
      const known = kept.get(key)
      if (known) return known
      if (monotonic() - (failedAt.get(key) ?? Number.NEGATIVE_INFINITY) < AGAIN_MS) return undefined
      const asked = asking.get(key) ?? ask(key, read)
      asking.set(key, asked)
      return asked
    },
  }
}
