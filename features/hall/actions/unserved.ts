import { listSites } from '#features/authority/actions.ts'
import type { Site } from '#features/authority/model.ts'
import { listCounters } from '#features/capacity/actions.ts'
import { visitsOfSite, waitingBySite } from '#features/visit/actions.ts'
import type { Id } from '#kernel/id.ts'
import type { LocalDate } from '#kernel/instant.ts'
import { dayOf } from '#kernel/wallTime.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { openCountersOf } from '../store.ts'
import { unserved, withServices } from './see.ts'

/** A site where somebody waits for what no open counter can do. */
export type Unserved = { readonly site: Site; readonly people: number }

/** All sites of which this is true now. Asked often: sites where nobody waits cost nothing more than one query for all. */
export async function unservedBySite(tx: Tx): Promise<Unserved[]> {
  const waiting = new Map<LocalDate, ReadonlyMap<Id<'site'>, number>>()
  const found: Unserved[] = []
  for (const site of await listSites(tx)) {
    const day = dayOf(tx.now, site.timeZone)
    const ofDay = waiting.get(day) ?? (await waitingBySite(tx, day))
    waiting.set(day, ofDay)
    if (!ofDay.has(site.id)) continue
    const open = await openCountersOf(tx, site.id)
    const people = unserved({
      waiting: await withServices(tx, await visitsOfSite(tx, site.id, day, ['waiting'])),
      counters: (await listCounters(tx, site.id)).map((counter) => ({ counter, open: open.has(counter.id) })),
    }).length
    if (people > 0) found.push({ site, people })
  }
  return found
}
