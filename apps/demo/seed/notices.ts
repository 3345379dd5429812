import { getSettings } from '#features/authority/actions.ts'
import { placeNotice } from '#features/notice/actions.ts'
import type { Instant } from '#kernel/instant.ts'
import { addDays, dayOf } from '#kernel/wallTime.ts'
import type { Authority } from '#platform/db/authority.ts'
import type { Database } from '#platform/db/database.ts'
import notices from './notices.json' with { type: 'json' }

/** Long enough for every demonstration. */
const DAYS_SHOWN = 60

/** Hangs house notices into all halls of a city. How many. */
export async function hangNotices(
  database: Database,
  authority: Authority,
  moment: Instant,
): Promise<number> {
  return database.withAuthority(
    authority,
    async (tx) => {
      const today = dayOf(tx.now, (await getSettings(tx)).timeZone)
      const [from, until] = [`${today}T00:00`, `${addDays(today, DAYS_SHOWN)}T00:00`]
      let hung = 0
      for (const texts of notices) if ((await placeNotice(tx, { site: null, texts, from, until })).ok) hung++
      return hung
    },
    { at: moment },
  )
}
