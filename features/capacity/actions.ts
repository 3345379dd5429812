import { listClosures, listSites } from '#features/authority/actions.ts'
import type { Closure, Site } from '#features/authority/model.ts'
import type { Id } from '#kernel/id.ts'
import type { LocalDate } from '#kernel/instant.ts'
import { addDays, dayOf } from '#kernel/wallTime.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { missingPlaces, outdatedPlaces } from './model/release.ts'
import { type Counter, type NewPlace, type Place, placesOfDay } from './model.ts'
import {
  deletePlaces,
  insertPlaces,
  type PlaceRange,
  readCounterSkills,
  readCounters,
  readPlaces,
  readShiftRules,
  readStandingPlaces,
} from './store.ts'

/** The places of some days, both included, with what is taken now; a moment old when the answer is used. */
export function loadPlaces(tx: Tx, range: PlaceRange): Promise<Place[]> {
  return readPlaces(tx, range)
}

/** The services that a counter can serve. */
export function counterSkills(tx: Tx, counterId: Id<'counter'>): Promise<ReadonlySet<Id<'service'>>> {
  return readCounterSkills(tx, counterId)
}

/** The counters of a site in their order. */
export function listCounters(tx: Tx, siteId: Id<'site'>): Promise<Counter[]> {
  return readCounters(tx, siteId)
}

/** How many places a release made and removed. */
export type Released = { readonly made: number; readonly removed: number }

/**
 * Makes the places of every site from today to a day, both included, as shifts, hours and closures stand now.
 * May run at any time and twice at once: places that stand are kept, those that the rules no longer give go unless
 * somebody has claimed them.
 */
export async function releasePlaces(tx: Tx, { untilDay }: { untilDay: LocalDate }): Promise<Released> {
  const sites = await listSites(tx)
  let made = 0
  let removed = 0
  for (const site of sites) {
    const today = dayOf(tx.now, site.timeZone)
    const closures = await listClosures(tx, today)
    const wanted = await wantedPlaces(tx, site, closures, today, untilDay)
    const standing = await readStandingPlaces(tx, site.id, today)
    const within = standing.filter((place) => place.day <= untilDay)
    const gone = await deletePlaces(tx, outdatedPlaces(wanted, within))
    const kept = within.filter((place) => !gone.has(place.id))
    made += await insertPlaces(tx, missingPlaces(wanted, kept))
    removed += gone.size
  }
  return { made, removed }
}

async function wantedPlaces(
  tx: Tx,
  site: Site,
  closures: readonly Closure[],
  fromDay: LocalDate,
  untilDay: LocalDate,
): Promise<readonly NewPlace[]> {
  const rules = await readShiftRules(tx, site.id)
  const wanted: NewPlace[] = []
  for (let day = fromDay; day <= untilDay; day = addDays(day, 1)) {
    wanted.push(...placesOfDay(rules, site, closures, day))
  }
  return wanted
}
