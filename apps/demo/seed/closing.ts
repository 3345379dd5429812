import { reasonTexts } from '#features/booking/actions.ts'
import { closeSite } from '#features/capacity/actions.ts'
import { managerOf, writeAudit } from '#features/staff/actions.ts'
import type { Instant } from '#kernel/instant.ts'
import { addDays, dayOf } from '#kernel/wallTime.ts'
import type { Authority } from '#platform/db/authority.ts'
import type { Database } from '#platform/db/database.ts'
import { nextOpenDay, tellAt } from './story.ts'

/** A customer centre of which no other story is told. */
const CLOSED_SITE = 'ostbruch'

/** So near that people have booked for the day, and so far ahead that new times can be held for them. */
const DAYS_AHEAD = 4

/**
 * Closes a customer centre for one day of works at the house, through the same action as the console: its page, the
 * search and the kiosk say so, and whoever had booked gets another time held by the sweeps once the demo runs. Whether
 * the city has that centre (`key`).
 */
export async function closeForADay(
  database: Database,
  authority: Authority,
  moment: Instant,
  key = CLOSED_SITE,
): Promise<boolean> {
  return tellAt({ database, authority, moment }, key, async (tx, site) => {
    const day = await nextOpenDay(tx, site, addDays(dayOf(tx.now, site.timeZone), DAYS_AHEAD))
    const closed = await closeSite(tx, site, {
      counterIds: [],
      firstDay: day,
      lastDay: day,
      starts: null,
      ends: null,
      texts: reasonTexts('building'),
    })
    if (!closed.ok) return false
    const { planId: shiftPlanId, closingId } = closed.value
    await writeAudit(tx, { action: 'site_closed', staffId: await managerOf(tx), shiftPlanId, closingId })
    return true
  })
}
