import type { Promises } from '#features/hall/actions.ts'
import { ARRIVING } from '#features/hall/model.ts'
import type { Authority } from '#platform/db/authority.ts'
import type { Database } from '#platform/db/database.ts'
import { monotonic } from '#platform/time/clock.ts'
import { type PublicWaits, type ReadPublicWaits, type SiteWaits, sitesNow } from '../actions.ts'
import { WAITS_SECONDS } from '../model/seen.ts'

/** Whoever asks first after a long time waits so long for the looks at all sites, and goes without them then. Milliseconds. */
const PATIENCE = 2_000
/** One look of all that are taken together; the asking page has long gone on. Milliseconds. */
const LOOK_PATIENCE = 10_000

/** Where a look was not done in time, everything is read again so soon. Milliseconds. */
const SOON = 5_000

type Kept = { readonly until: number; readonly demoOffset: number; readonly waits: PublicWaits }

/** Reads all sites together once a minute at most, when somebody asks; everybody gets the same. */
export function createPublicWaits({
  database,
  promises,
}: {
  readonly database: Database
  readonly promises?: Promises
}): ReadPublicWaits {
  const kept = new Map<string, Kept>()
  const building = new Map<string, Promise<PublicWaits>>()

  async function build(authority: Authority, now: PublicWaits): Promise<PublicWaits> {
    const sites: SiteWaits[] = []
    let isWhole = true
    // One after the other, so that the thread that looks ahead has time for halls in which people wait for it.
    for (const each of now.sites) {
      if (promises && each.closesAt !== null)
        isWhole = (await promises.look(authority, each.site, LOOK_PATIENCE)) && isWhole
      sites.push(withTold(authority, each))
    }
    const waits = { ...now, sites }
    const until = monotonic() + (isWhole ? WAITS_SECONDS * 1_000 : SOON)
    kept.set(authority.key, { until, demoOffset: authority.demoOffset, waits })
    return waits
  }

  function withTold(authority: Authority, each: SiteWaits): SiteWaits {
    if (!promises || each.closesAt === null) return each
    const services = each.services.map(({ service }) => ({
      service,
      fits: promises.fits(authority, each.site, service.id),
      arriving: ARRIVING.map((inMinutes) => ({
        inMinutes,
        told: promises.outlook(authority, each.site, [service.id], inMinutes),
      })),
    }))
    return { ...each, services }
  }

  return async (authority) => {
    const known = kept.get(authority.key)
    const isSameClock = known?.demoOffset === authority.demoOffset
    if (known && isSameClock && monotonic() < known.until) return known.waits
    const now = await database.withAuthority(authority, sitesNow)
    const begun = building.get(authority.key) ?? build(authority, now)
    building.set(authority.key, begun)
    const over = () => building.delete(authority.key)
    begun.then(over, over)
    const patience = new Promise<PublicWaits>((resolve) => setTimeout(resolve, PATIENCE, now).unref())
    return Promise.race([begun, patience])
  }
}
