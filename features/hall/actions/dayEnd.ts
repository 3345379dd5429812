import { listSites } from '#features/authority/actions.ts'
import { applyEvent, openVisitsBefore } from '#features/visit/actions.ts'
import { dayOf } from '#kernel/wallTime.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { closeAllCounters } from '../store.ts'

const AT_A_TIME = 200

/**
 * Nothing stays open after its day: booked people who did not come become no-shows, everybody else has left, and
 * counters that were left open close. How many visits were ended; call again until it says 0.
 */
export async function endDays(tx: Tx): Promise<number> {
  let ended = 0
  for (const site of await listSites(tx)) {
    const today = dayOf(tx.now, site.timeZone)
    const visits = await openVisitsBefore(tx, site.id, today, AT_A_TIME)
    for (const visit of visits) {
      const applied = await applyEvent(tx, visit, visit.state === 'booked' ? 'no_show' : 'left')
      if (applied.ok) ended++
    }
    if (visits.length > 0) await closeAllCounters(tx, site.id, today, site.timeZone)
  }
  return ended
}
