import { findSite } from '#features/authority/actions.ts'
import { moveSite } from '#features/booking/actions.ts'
import type { Instant, LocalDate } from '#kernel/instant.ts'
import { addDays, dayOf, weekdayOf } from '#kernel/wallTime.ts'
import type { Authority } from '#platform/db/authority.ts'
import type { Database } from '#platform/db/database.ts'
import house from './move.json' with { type: 'json' }

/** So far ahead that most who have booked come before it, and near enough to book for afterwards. */
const DAYS_AHEAD = 10

/**
 * Announces that a customer centre moves to a house without steps, on a Monday in two weeks or so: those who have booked for
 * afterwards are told like anybody. Whether the city has that centre (`key`).
 */
export async function announceMove(
  database: Database,
  authority: Authority,
  moment: Instant,
  key = house.site,
): Promise<boolean> {
  const { site: _, ...address } = house
  return database.withAuthority(
    authority,
    async (tx) => {
      const site = await findSite(tx, key)
      if (!site) return false
      const firstDay = monday(addDays(dayOf(tx.now, site.timeZone), DAYS_AHEAD))
      return (await moveSite(tx, site.id, { id: null, wish: { ...address, firstDay } })).ok
    },
    { at: moment },
  )
}

/** This day, or the next one that is a Monday. */
function monday(day: LocalDate): LocalDate {
  return weekdayOf(day) === 1 ? day : monday(addDays(day, 1))
}
