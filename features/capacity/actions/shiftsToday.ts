import type { Site } from '#features/authority/model.ts'
import type { LocalDate } from '#kernel/instant.ts'
import { dayOf } from '#kernel/wallTime.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { shiftsOn } from '../model/shiftPlan.ts'
import type { Shift } from '../model.ts'
import { readShiftPlans } from '../store/shiftPlan.ts'

/** The shifts that are worked at a site today, absences cut out, in no order. */
export async function shiftsToday(tx: Tx, site: Site): Promise<readonly Shift[]> {
  const day = dayOf(tx.now, site.timeZone)
  const plan = (await readShiftPlans(tx, { siteId: site.id, day })).get(site.id)
  return plan ? shiftsOn(plan, day) : []
}

/** The shifts that the plan of a site has for some days, absences cut out; reads all plans. */
export async function shiftsOfDays(
  tx: Tx,
  site: Site,
  days: readonly LocalDate[],
): Promise<ReadonlyMap<LocalDate, readonly Shift[]>> {
  const plan = (await readShiftPlans(tx)).get(site.id)
  return new Map(days.map((day) => [day, plan ? shiftsOn(plan, day) : []]))
}
