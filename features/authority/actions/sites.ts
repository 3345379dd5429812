import type { Id } from '#kernel/id.ts'
import type { Instant } from '#kernel/instant.ts'
import { dayOf } from '#kernel/wallTime.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { addressesHold, siteOn } from '../model/relocation.ts'
import type { Site } from '../model.ts'
import { readSites } from '../store.ts'

const byName = new Intl.Collator('de')

/** All active sites with their hours, at the addresses of this day, sorted by unit and German name. */
export async function listSites(tx: Tx): Promise<readonly Site[]> {
  const sites = await sitesOfAllTimes(tx)
  const known = shown.get(sites)
  if (known && known.from <= tx.now && tx.now < known.until) return known.sites
  const today = sites.flatMap(({ active, ...site }) =>
    active ? [siteOn<Site>(site, dayOf(tx.now, site.timeZone))] : [],
  )
  shown.set(sites, { sites: today.sort(inOrder), ...addressesHold(sites, tx.now) })
  return today
}

/** The sites at the addresses of one day, until one of them moves: the same object for all who ask meanwhile. */
const shown = new WeakMap<
  readonly Site[],
  { readonly sites: readonly Site[]; readonly from: Instant; readonly until: Instant }
>()

function sitesOfAllTimes(tx: Tx): Promise<readonly (Site & { readonly active: boolean })[]> {
  return tx.reference('sites', () => readSites(tx))
}

/** A site by its id, also one given up meanwhile, at its first address. */
export async function anySite(tx: Tx, id: Id<'site'>): Promise<Site | undefined> {
  return (await sitesOfAllTimes(tx)).find((site) => site.id === id)
}

function inOrder(a: Site, b: Site): number {
  return byName.compare(a.unitKey, b.unitKey) || byName.compare(a.texts.name.de, b.texts.name.de)
}
