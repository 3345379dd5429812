import { intakeOf, type Promises } from '#features/hall/actions.ts'
import { ARRIVING } from '#features/hall/model.ts'
import { type Instant, MINUTE, plus } from '#kernel/instant.ts'
import type { Authority } from '#platform/db/authority.ts'
import type { Database } from '#platform/db/database.ts'
import { type PublicWaits, type ReadPublicWaits, type SiteWaits, sitesNow } from '../actions.ts'
import { WAITS_SECONDS } from '../model/seen.ts'
import { builtOnce } from './builtOnce.ts'

/** Whoever asks first after a long time waits so long for the looks at all sites, and goes without them then. Milliseconds. */
const PATIENCE = 2_000
/** One look of all that are taken together; the asking page has long gone on. Milliseconds. */
const LOOK_PATIENCE = 10_000

/** Where a look was not done in time, everything is read again so soon. Milliseconds. */
const SOON = 5_000
const KEPT = WAITS_SECONDS * 1_000

/**
 * Reads all sites together once a minute at most, when somebody asks; everybody gets the same, and that of the minute
 * before while the next is read.
 */
export function createPublicWaits({
  database,
  promises,
}: {
  readonly database: Database
  readonly promises?: Promises
}): ReadPublicWaits {
  async function withLooks(authority: Authority, early: Promise<PublicWaits>) {
    const now = await early
    const sites: SiteWaits[] = []
    let isWhole = true
    // One after the other, so that the thread that looks ahead has time for halls in which people wait for it.
    for (const each of now.sites) {
      if (promises && each.closesAt !== null)
        isWhole = (await promises.look(authority, each.site, LOOK_PATIENCE)) && isWhole
      sites.push(await withTold(authority, each, now.at))
    }
    return { value: { ...now, sites }, freshFor: isWhole ? KEPT : SOON }
  }

  async function withTold(authority: Authority, each: SiteWaits, at: Instant): Promise<SiteWaits> {
    const { closesAt } = each
    if (!promises || closesAt === null) return each
    // Whoever comes after closing time draws no number.
    const isOpen = (inMinutes: number) => plus(at, inMinutes * MINUTE) < closesAt
    const asked = each.services.map(({ service }) => service)
    const intake = await database.withAuthority(authority, (tx) => intakeOf(tx, promises, each.site, asked))
    const services = each.services.map(({ service, intake: unknown, firstFree }) => ({
      service,
      firstFree,
      intake: intake.get(service.id) ?? unknown,
      arriving: ARRIVING.map((inMinutes) => ({
        inMinutes,
        told: isOpen(inMinutes) ? promises.outlook(authority, each.site, [service.id], inMinutes) : undefined,
      })),
    }))
    return { ...each, services }
  }

  return builtOnce({
    build(authority) {
      const early = database.withAuthority(authority, sitesNow)
      return { early, whole: withLooks(authority, early) }
    },
    usableFor: 2 * KEPT,
    patience: PATIENCE,
  })
}
