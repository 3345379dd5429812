import { getSettings, listClosures, listSites } from '#features/authority/actions.ts'
import { closureOn } from '#features/authority/model.ts'
import { listTeams, planStops } from '#features/tour/actions.ts'
import type { WantedStop } from '#features/tour/model.ts'
import { type Instant, type LocalTime, localTime } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { addDays, dayOf, weekdayOf } from '#kernel/wallTime.ts'
import type { Authority } from '#platform/db/authority.ts'
import type { Database } from '#platform/db/database.ts'

type Habit = { readonly weekday: number; readonly times: Omit<WantedStop, 'siteId' | 'day'> }

const at = (opens: string, closes: string, pause: readonly [LocalTime, LocalTime] | null = null) => ({
  opens: localTime(opens),
  closes: localTime(closes),
  breakStarts: pause?.[0] ?? null,
  breakEnds: pause?.[1] ?? null,
  travelMinutes: null,
})

/** When the team likes to be where, in the order of its places. */
const HABITS: readonly Habit[] = [
  { weekday: 2, times: at('09:00', '13:00') },
  { weekday: 4, times: at('13:00', '18:00', [localTime('15:00'), localTime('15:30')]) },
  { weekday: 5, times: at('09:00', '12:30') },
]

/** So many days from tomorrow on are planned. */
const PLANNED_DAYS = 28

/** The stops of the coming weeks of every mobile team, through the same actions as the console; none on holidays. */
export async function planTour(database: Database, authority: Authority, moment: Instant): Promise<void> {
  await database.withAuthority(
    authority,
    async (tx) => {
      const { timeZone } = await getSettings(tx)
      const tomorrow = addDays(dayOf(tx.now, timeZone), 1)
      const closures = await listClosures(tx, tomorrow)
      const sites = await listSites(tx)
      for (const team of await listTeams(tx)) {
        const places = sites.filter(({ id }) => team.counters.has(id))
        const stops = places.flatMap((site, index) => {
          const { weekday, times } = HABITS[index % HABITS.length] ?? {
            weekday: 0,
            times: at('09:00', '12:00'),
          }
          return Array.from({ length: PLANNED_DAYS }, (_, ahead) => addDays(tomorrow, ahead))
            .filter((day) => weekdayOf(day) === weekday && !closureOn(site, closures, day))
            .map((day) => ({ ...times, siteId: site.id, day }))
        })
        const planned = await planStops(tx, team, stops)
        if (!planned.ok) impossible(`the tour of the demo: ${planned.code}`)
      }
    },
    { at: moment },
  )
}
