import { listClosures, listSites, placesOfCity } from '#features/authority/actions.ts'
import { findPoint } from '#features/authority/model/place.ts'
import { closesAt, nextOpening, type Site } from '#features/authority/model.ts'
import { listOffers } from '#features/catalogue/actions.ts'
import { waitingBySite } from '#features/visit/actions.ts'
import type { Id } from '#kernel/id.ts'
import type { LocalDate } from '#kernel/instant.ts'
import { addDays, dayOf } from '#kernel/wallTime.ts'
import type { Authority } from '#platform/db/authority.ts'
import type { Tx } from '#platform/db/transaction.ts'
import {
  type ForecastOf,
  inOrderOfOutlook,
  type Outlook,
  type PlaceWish,
  walkInSites,
} from '../model/help.ts'

/** A site to which people can come without an appointment, as it is now. */
export type WalkInSite = Outlook & { readonly site: Site }

/**
 * Reads what is foretold of all sites, the same for everybody for a minute. Not inside a transaction: it may wait a
 * moment for the looks ahead.
 */
export type ReadForecasts = (authority: Authority) => Promise<ForecastOf>

/** The sites with what is foretold of them to whoever comes for these services, in the order in which they help then. */
export function withForecasts(
  lines: readonly WalkInSite[],
  services: readonly Id<'service'>[],
  forecastOf: ForecastOf,
): readonly WalkInSite[] {
  return inOrderOfOutlook(lines.map((line) => ({ ...line, forecast: forecastOf(line.site.id, services) })))
}

/**
 * The sites that take these services without an appointment, in the order in which they help. Nothing in it is a
 * forecast yet.
 */
export async function walkInsNow(
  tx: Tx,
  services: readonly Id<'service'>[],
  { narrowing, siteKey }: Omit<PlaceWish, 'place'>,
): Promise<readonly WalkInSite[]> {
  const sites = await listSites(tx)
  const { near } = narrowing
  const place = near === undefined ? undefined : findPoint(await placesOfCity(tx), sites, near)
  const choices = walkInSites(
    { sites, rows: await listOffers(tx) },
    services,
    { narrowing, siteKey, place },
    tx.now,
  )
  const [first] = choices
  if (!first) return []
  const closures = await listClosures(tx, addDays(dayOf(tx.now, first.site.timeZone), -1))
  const waiting = new Map<LocalDate, ReadonlyMap<Id<'site'>, number>>()
  const lines: WalkInSite[] = []
  for (const { site, asWished } of choices) {
    const day = dayOf(tx.now, site.timeZone)
    const ofDay = waiting.get(day) ?? (await waitingBySite(tx, day))
    waiting.set(day, ofDay)
    const closes = closesAt(site, closures, tx.now) ?? null
    const opens = closes === null ? (nextOpening(site, closures, tx.now) ?? null) : null
    lines.push({ site, asWished, closesAt: closes, opensAt: opens, waiting: ofDay.get(site.id) ?? 0 })
  }
  return inOrderOfOutlook(lines)
}
