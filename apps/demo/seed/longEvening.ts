import { findSite } from '#features/authority/actions.ts'
import { wallHoursOn } from '#features/authority/model.ts'
import { changeDated, shiftPlanOf } from '#features/capacity/actions/shiftPlan.ts'
import { setSpecialHours } from '#features/capacity/actions/specialHours.ts'
import type { ShiftPlan } from '#features/capacity/model/shiftPlan.ts'
import { managerOf, writeAudit } from '#features/staff/actions.ts'
import { type Instant, type LocalDate, type LocalTime, localTime } from '#kernel/instant.ts'
import { addDays, dayOf, weekdayOf } from '#kernel/wallTime.ts'
import type { Authority } from '#platform/db/authority.ts'
import type { Database } from '#platform/db/database.ts'
import { nextOpenDay, tellAt } from './story.ts'

/** A customer centre of which no other story is told, and which closes at noon on Wednesdays. */
const SITE = 'nordfeld'
const WEDNESDAY = 3
const [AFTERNOON, NIGHT] = [localTime('14:00'), localTime('20:00')]

/** Near enough to be found by whoever looks for a time, and so far ahead that the afternoon is still free. */
const DAYS_AHEAD = 8

/**
 * Opens a customer centre on one Wednesday until eight in the evening, with every second counter, through the same
 * actions as the console. Whether the city has that centre (`key`).
 */
export async function openOneEvening(
  database: Database,
  authority: Authority,
  moment: Instant,
  key = SITE,
): Promise<boolean> {
  return tellAt({ database, authority, moment }, key, async (tx, site) => {
    const soon = addDays(dayOf(tx.now, site.timeZone), DAYS_AHEAD)
    const day = await nextOpenDay(tx, site, soon, (one) => weekdayOf(one) === WEDNESDAY)
    const weekly = wallHoursOn(site, day)
    const opens = latest([AFTERNOON, ...weekly.map(({ closes }) => closes)])
    const longer = { day, hours: [...weekly, { opens, closes: NIGHT }] }
    const staffId = await managerOf(tx)
    if (!(await setSpecialHours(tx, site, longer)).ok) return false
    await writeAudit(tx, { action: 'hours_changed', staffId, siteId: site.id })
    // Read anew: shifts are checked against the hours that hold now.
    const open = (await findSite(tx, key)) ?? site
    const { plan } = await shiftPlanOf(tx, open)
    const published = await changeDated(tx, open, (dated) => [...dated, ...evening(plan, day, opens)])
    if (!published.ok) return false
    const { planId: shiftPlanId } = published.value
    await writeAudit(tx, { action: 'plan_published', staffId, shiftPlanId })
    return true
  })
}

/** Every second counter works as on any such weekday, and then in the evening. */
function evening(plan: ShiftPlan, day: LocalDate, from: LocalTime): ShiftPlan['dated'] {
  const shifts = plan.weekly.filter(({ weekday, mode }) => mode !== 'walk_in' && weekday === weekdayOf(day))
  const byCounter = Map.groupBy(shifts, ({ counterId }) => counterId)
  return [...byCounter.values()].flatMap((own, index) => {
    const last = own.at(-1)
    if (index % 2 === 1 || !last || last.ends > from) return []
    const late = { ...last, starts: from, ends: NIGHT, breakStarts: null, breakEnds: null }
    return [...own, late].map(({ weekday: _, ...shift }) => ({ ...shift, day }))
  })
}

function latest(times: readonly LocalTime[]): LocalTime {
  return times.toSorted().at(-1) ?? AFTERNOON
}
