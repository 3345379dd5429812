import type { Promises } from '#features/hall/actions.ts'
import type { Authority } from '#platform/db/authority.ts'
import type { Database } from '#platform/db/database.ts'
import { monotonic } from '#platform/time/clock.ts'
import { type PublicWaits, type ReadPublicWaits, type SiteWaits, sitesNow } from '../actions.ts'
import { ARRIVING, WAITS_SECONDS } from '../model/seen.ts'

/** Whoever asks first after a long time waits so long for the looks at all sites, and goes without them then. Milliseconds. */
const PATIENCE = 2_000
/** One look of all that are taken together; the asking page has long gone on. Milliseconds. */
const LOOK_PATIENCE = 10_000

type Kept = { readonly builtAt: number; readonly demoOffset: number; readonly waits: PublicWaits }

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
    // One after the other, so that the thread that looks ahead has time for halls in which people wait for it.
    for (const each of now.sites) sites.push(await withTold(authority, each))
    const waits = { ...now, sites }
    kept.set(authority.key, { builtAt: monotonic(), demoOffset: authority.demoOffset, waits })
    return waits
  }

  async function withTold(authority: Authority, each: SiteWaits): Promise<SiteWaits> {
    if (!promises || each.closesAt === null) return each
    await promises.look(authority, each.site, LOOK_PATIENCE)
    const services = each.services.map(({ service }) => ({
      service,
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
    if (known && isSameClock && monotonic() - known.builtAt < WAITS_SECONDS * 1_000) return known.waits
    const now = await database.withAuthority(authority, sitesNow)
    const begun = building.get(authority.key) ?? build(authority, now)
    building.set(authority.key, begun)
    const over = () => building.delete(authority.key)
    begun.then(over, over)
    const patience = new Promise<PublicWaits>((resolve) => setTimeout(resolve, PATIENCE, now).unref())
    return Promise.race([begun, patience])
  }
}
