import { listSites } from '#features/authority/actions.ts'
import { publishPlan, sendCountersAway, shiftPlanOf } from '#features/capacity/actions/shiftPlan.ts'
import { listCounters } from '#features/capacity/actions.ts'
import { type Instant, type LocalDate, localTime } from '#kernel/instant.ts'
import { addDays, dayOf, weekdayOf } from '#kernel/wallTime.ts'
import type { Authority } from '#platform/db/authority.ts'
import type { Database } from '#platform/db/database.ts'

/**
 * A few exceptions of the coming days, as every house has them: a counter away tomorrow afternoon, one for a morning, and
 * one with a trainee next week. Through the same actions as the editor; who fits nowhere stands on the manager's list.
 */
export async function planExceptions(
  database: Database,
  authority: Authority,
  moment: Instant,
): Promise<void> {
  await database.withAuthority(
    authority,
    async (tx) => {
      const [first, second] = await listSites(tx)
      if (!first) return
      const tomorrow = nextWorkday(dayOf(tx.now, first.timeZone))
      const [one, two] = await listCounters(tx, first.id)
      if (two) {
        const afternoon = { starts: localTime('13:00'), ends: localTime('20:00') }
        const when = { firstDay: tomorrow, lastDay: tomorrow, ...afternoon }
        await sendCountersAway(tx, first, { counterIds: [two.id], ...when })
      }
      if (one) {
        const { version, plan } = await shiftPlanOf(tx, first)
        const day = nextWorkday(addDays(tomorrow, 4))
        const dated = plan.weekly
          .filter(({ counterId, weekday }) => counterId === one.id && weekday === weekdayOf(day))
          .map(({ weekday: _, ...shift }) => ({ ...shift, day, durationPercent: 125 }))
        await publishPlan(tx, first, {
          basedOn: version,
          plan: { ...plan, dated: [...plan.dated, ...dated] },
        })
      }
      const [other] = second ? await listCounters(tx, second.id) : []
      if (!second || !other) return
      const day = nextWorkday(addDays(tomorrow, 1))
      const morning = { starts: localTime('07:00'), ends: localTime('11:00') }
      await sendCountersAway(tx, second, { counterIds: [other.id], firstDay: day, lastDay: day, ...morning })
    },
    { at: moment },
  )
}

/** The next Monday to Friday after a day. */
function nextWorkday(day: LocalDate): LocalDate {
  const next = addDays(day, 1)
  return weekdayOf(next) <= 5 ? next : nextWorkday(next)
}
