import type { LocalDate } from '#kernel/instant.ts'
import type { Tx } from '#platform/db/transaction.ts'
import type { Closure, Settings, Site, Unit } from './model.ts'
import { readClosures, readSettings, readSites, readUnits } from './store.ts'

/** The authority's settings. Throws when it has not been imported yet. */
export function getSettings(tx: Tx): Promise<Settings> {
  return readSettings(tx)
}

const byName = new Intl.Collator('de')

/** All active sites with their hours, sorted by unit and German name. */
export async function listSites(tx: Tx): Promise<Site[]> {
  const sites = await readSites(tx)
  return sites.sort(
    (a, b) => byName.compare(a.unitKey, b.unitKey) || byName.compare(a.texts.name.de, b.texts.name.de),
  )
}

/** The active site with this key. */
export async function findSite(tx: Tx, key: string): Promise<Site | undefined> {
  const [site] = await readSites(tx, key)
  return site
}

/** Closures of all sites that end on this day or later. */
export function listClosures(tx: Tx, fromDay: LocalDate): Promise<Closure[]> {
  return readClosures(tx, fromDay)
}

/** All units, by key. */
export function listUnits(tx: Tx): Promise<Unit[]> {
  return readUnits(tx)
}
