import { findSite } from '#features/authority/actions.ts'
import type { LookToday } from '#features/booking/actions.ts'
import type { Promises } from '#features/hall/actions.ts'
import { DAY } from '#kernel/instant.ts'
import type { Database } from '#platform/db/database.ts'
import { systemClock } from '#platform/time/clock.ts'

/** Before a time of today is taken, the hall is looked at if nobody has for a while: booking hears of it. */
export function makeLookToday({
  database,
  promises,
}: {
  readonly database: Database
  readonly promises?: Promises
}): LookToday {
  return async (authority, siteKey, startsAt) => {
    if (!promises || startsAt - systemClock.now() - authority.demoOffset > DAY) return
    const site = await database.withAuthority(authority, (tx) => findSite(tx, siteKey))
    if (!site) return
    await promises.look(authority, site)
    await promises.timesLooked(authority, site)
  }
}
