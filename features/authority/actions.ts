import { type LocalDate, localDate } from '#kernel/instant.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { holidayClosures } from './actions/holidays.ts'
import { listSites } from './actions/sites.ts'
import type { Gazetteer } from './model/place.ts'
import { indexStreets } from './model/street.ts'
import type { Closure, Locality, Settings, Site, Unit } from './model.ts'
import { readClosures, readLocalities, readSettings, readStreets, readUnits } from './store.ts'

export { fewerCountersWords } from './actions/fewerCounters.ts'
export { moveInWords, siteNameOn, stopInWords } from './actions/moveWords.ts'
export { writeOpeningHours } from './actions/openingHours.ts'
export { changeRelocation, type RelocationChange, relocationsOf } from './actions/relocation.ts'
export { anySite, listSites } from './actions/sites.ts'
export { writeSpecialHours } from './actions/specialHours.ts'

export { saveSharing, saveWalkInShare } from './store/sharing.ts'

/** The authority's settings. Throws when it has not been imported yet. */
export function getSettings(tx: Tx): Promise<Settings> {
  return tx.reference('settings', () => readSettings(tx))
}

/** The active site with this key. */
export async function findSite(tx: Tx, key: string): Promise<Site | undefined> {
  return (await listSites(tx)).find((site) => site.key === key)
}

/**
 * Closures that end on this day or later, and the public holidays of the region from this day to the end of the next
 * year, unless the authority names a closure of all sites on that day itself.
 */
export async function listClosures(tx: Tx, fromDay: LocalDate): Promise<readonly Closure[]> {
  const own = await tx.reference('closures', () => readClosures(tx))
  const year = fromDay.slice(0, 4)
  const holidays = await tx.reference(`holidays ${year}`, async () => {
    const { region } = await getSettings(tx)
    return holidayClosures(region, localDate(`${year}-01-01`))
  })
  return [...own, ...holidays.filter(({ firstDay }) => !isNamed(own, firstDay))].filter(
    (closure) => closure.lastDay >= fromDay,
  )
}

function isNamed(closures: readonly Closure[], day: LocalDate): boolean {
  return closures.some(
    ({ siteId, firstDay, lastDay }) => siteId === null && firstDay <= day && day <= lastDay,
  )
}

/** Where the postcodes and districts of the city lie. */
export function listLocalities(tx: Tx): Promise<readonly Locality[]> {
  return tx.reference('localities', () => readLocalities(tx))
}

/** All units, by key. */
export function listUnits(tx: Tx): Promise<readonly Unit[]> {
  return tx.reference('units', () => readUnits(tx))
}

/** Postcodes, districts and streets of the city, ready to be looked up. */
export function placesOfCity(tx: Tx): Promise<Gazetteer> {
  return tx.reference('places of the city', async () => ({
    localities: await listLocalities(tx),
    streets: indexStreets(await readStreets(tx)),
  }))
}
