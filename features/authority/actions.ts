import type { LocalDate } from '#kernel/instant.ts'
import type { Tx } from '#platform/db/transaction.ts'
import type { Closure, Settings, Site, Unit } from './model.ts'
import { readClosures, readSettings, readSites, readUnits } from './store.ts'

/** The authority's settings. Throws when it has not been imported yet. */
export function getSettings(tx: Tx): Promise<Settings> {
  return tx.reference('settings', () => readSettings(tx))
}

const byName = new Intl.Collator('de')

/** All active sites with their hours, sorted by unit and German name. */
export function listSites(tx: Tx): Promise<readonly Site[]> {
  return tx.reference('sites', async () => (await readSites(tx)).sort(inOrder))
}

function inOrder(a: Site, b: Site): number {
  return byName.compare(a.unitKey, b.unitKey) || byName.compare(a.texts.name.de, b.texts.name.de)
}

/** The active site with this key. */
export async function findSite(tx: Tx, key: string): Promise<Site | undefined> {
  return (await listSites(tx)).find((site) => site.key === key)
}

/** Closures of all sites that end on this day or later. */
export async function listClosures(tx: Tx, fromDay: LocalDate): Promise<readonly Closure[]> {
  const all = await tx.reference('closures', () => readClosures(tx))
  return all.filter((closure) => closure.lastDay >= fromDay)
}

/** All units, by key. */
export function listUnits(tx: Tx): Promise<readonly Unit[]> {
  return tx.reference('units', () => readUnits(tx))
}
