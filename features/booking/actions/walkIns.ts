import { listClosures, listSites } from '#features/authority/actions.ts'
import { closesAt, nextOpening, type Site } from '#features/authority/model.ts'
import { listOffers } from '#features/catalogue/actions.ts'
import { takesWalkIns } from '#features/catalogue/model.ts'
import { waitingBySite } from '#features/visit/actions.ts'
import type { Id } from '#kernel/id.ts'
import type { Instant, LocalDate } from '#kernel/instant.ts'
import { addDays, dayOf } from '#kernel/wallTime.ts'
import type { Tx } from '#platform/db/transaction.ts'

/** A site to which people can come without an appointment, as it is now. Nothing in it is a forecast. */
export type WalkInSite = {
  readonly site: Site
  /** When it closes; null when it is closed. */
  readonly closesAt: Instant | null
  /** When it opens next, where it is closed and that is known. */
  readonly opensAt: Instant | null
  /** People who wait there now. */
  readonly waiting: number
}

/** All sites that take these services without an appointment: open ones first, of these where the fewest wait. */
export async function walkInsNow(tx: Tx, services: readonly Id<'service'>[]): Promise<readonly WalkInSite[]> {
  const taken = new Set(
    (await listOffers(tx))
      .filter(({ mode }) => takesWalkIns(mode))
      .map(({ siteId, serviceId }) => `${siteId} ${serviceId}`),
  )
  const sites = (await listSites(tx)).filter((site) => services.every((id) => taken.has(`${site.id} ${id}`)))
  const [first] = sites
  if (!first) return []
  const closures = await listClosures(tx, addDays(dayOf(tx.now, first.timeZone), -1))
  const waiting = new Map<LocalDate, ReadonlyMap<Id<'site'>, number>>()
  const lines: WalkInSite[] = []
  for (const site of sites) {
    const day = dayOf(tx.now, site.timeZone)
    const ofDay = waiting.get(day) ?? (await waitingBySite(tx, day))
    waiting.set(day, ofDay)
    const closes = closesAt(site, closures, tx.now) ?? null
    const opens = closes === null ? (nextOpening(site, closures, tx.now) ?? null) : null
    lines.push({ site, closesAt: closes, opensAt: opens, waiting: ofDay.get(site.id) ?? 0 })
  }
  return lines.sort(
    (a, b) =>
      Number(a.closesAt === null) - Number(b.closesAt === null) ||
      a.waiting - b.waiting ||
      (a.opensAt ?? 0) - (b.opensAt ?? 0),
  )
}
