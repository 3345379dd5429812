import type { Site } from '#features/authority/model.ts'
import type { Service } from '#features/catalogue/model.ts'
import type { Id } from '#kernel/id.ts'
import { addDays, dayOf } from '#kernel/wallTime.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { monotonic } from '#platform/time/clock.ts'
import { mostFrequent } from '../model.ts'
import { cameFor } from '../store/frequent.ts'

/** Four weeks: what is asked for changes with the season, and every day of the week counts alike. Days. */
const LOOKS_BACK = 28
/** Yesterday's people change nothing within an hour. Milliseconds. */
const KEEPS_FOR = 60 * 60_000

type Counts = ReadonlyMap<Id<'service'>, number>

/**
 * The choices that a kiosk shows first at each site. What people came for is read once an hour and day for each site
 * and kept in this process.
 */
export function createFrequent() {
  const kept = new Map<string, { readonly counts: Counts; readonly until: number }>()
  return async (tx: Tx, site: Site, services: readonly Service[]): Promise<readonly Service[]> => {
    const today = dayOf(tx.now, site.timeZone)
    const key = `${tx.authority.key} ${site.id}`
    const known = kept.get(key)
    if (known && monotonic() < known.until) return mostFrequent(services, known.counts)
    const counts = await cameFor(tx, site.id, addDays(today, -LOOKS_BACK), today)
    kept.set(key, { counts, until: monotonic() + KEEPS_FOR })
    return mostFrequent(services, counts)
  }
}
