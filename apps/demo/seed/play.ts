import { getSettings, listClosures, listSites } from '#features/authority/actions.ts'
import { openSpans } from '#features/authority/model.ts'
import { listCounters, loadPlaces, releasePlaces } from '#features/capacity/actions.ts'
import type { ShiftsFile } from '#features/capacity/contract.ts'
import { listOffers, listServices } from '#features/catalogue/actions.ts'
import { endDays } from '#features/hall/actions.ts'
import type { Links } from '#features/visit/model.ts'
import { type Instant, instant, type LocalDate, localTime } from '#kernel/instant.ts'
import { addDays, dayOf, daysBetween, instantOf } from '#kernel/wallTime.ts'
import type { Authority } from '#platform/db/authority.ts'
import type { Database } from '#platform/db/database.ts'
import { workingDaysBefore } from '../clock.ts'
import { seeded } from '../random.ts'
import { atMoment, type Memory } from './moment.ts'
import { playSite, type SitePlay } from './site.ts'

/** How much of the past is played. */
export type Past = {
  /** Working days before today. */
  readonly days: number
  /** The part of a real day's people that is played on those days: more makes the first start longer. */
  readonly share: number
}

/** What is needed to play the past of an authority. */
export type PastScript = {
  readonly shifts: ShiftsFile
  readonly links: Links
  readonly past: Past
  /** The play ends here: the demo's first moment. */
  readonly until: Instant
}

/** People begin to book so long before the first day that is played. */
const BOOKING_DAYS = 21

/** Acts in one transaction. */
const ACTS_PER_COMMIT = 60

/** The first day on which anything of the past happens: people book, nobody comes yet. */
export function beginningOf(firstDay: LocalDate): LocalDate {
  return addDays(firstDay, -BOOKING_DAYS)
}

/**
 * Plays the last working days and today up to `until` through the same actions that serve real requests, each at its
 * moment. The past is thinner than a real one (`share`), today and the days to come are as full as they would be.
 * `progress` hears the part that is done, 0 to 1.
 */
export async function playPast(
  database: Database,
  authority: Authority,
  script: PastScript,
  progress: (done: number) => void,
): Promise<void> {
  const memory: Memory = new Map()
  const { zone, first, today, sites } = await prepare(database, authority, script, memory)
  const begins = beginningOf(first)
  const total = daysBetween(begins, today) + 1
  for (let day = begins, index = 0; day <= today; day = addDays(day, 1), index++) {
    const midnight = instantOf(day, localTime('00:00'), zone)
    const end = instant(Math.min(instantOf(day, localTime('24:00'), zone), script.until))
    if (day > first) await endPastDays(database, authority, midnight)
    await Promise.all(
      sites.map(async (play) => {
        play.planBookings(day, instantOf(day, localTime('06:00'), zone), end)
        if (day >= first) play.planDay(day)
        await playUntil(database, authority, play, end, memory)
      }),
    )
    progress((index + 1) / total)
  }
}

async function prepare(database: Database, authority: Authority, script: PastScript, memory: Memory) {
  return database.withAuthority(
    authority,
    async (tx) => {
      const { timeZone: zone, horizonDays } = await getSettings(tx)
      const today = dayOf(script.until, zone)
      const closures = await listClosures(tx, addDays(today, -2 * script.past.days - 60))
      const all = await listSites(tx)
      const hours = { timeZone: zone, sites: all, closures }
      const first = workingDaysBefore(hours, today, script.past.days)[0] ?? today
      const services = new Map((await listServices(tx)).map((service) => [service.id, service]))
      const offers = await listOffers(tx)
      await releasePlaces(atMoment(tx, instantOf(beginningOf(first), localTime('05:00'), zone), memory), {
        untilDay: addDays(today, horizonDays),
      })
      memory.clear()
      const places = await loadPlaces(tx, { fromDay: first, toDay: addDays(today, horizonDays) })
      const sites: SitePlay[] = []
      for (const site of all) {
        sites.push(
          playSite({
            site,
            closures,
            counters: await listCounters(tx, site.id),
            shifts: script.shifts,
            offered: offers.flatMap(({ siteId, serviceId, mode }) => {
              const service = services.get(serviceId)
              return service && siteId === site.id ? { ...service, mode } : []
            }),
            places: places.filter(
              (place) => place.siteId === site.id && openSpans(site, closures, place.day).length > 0,
            ),
            links: script.links,
            random: seeded(`${authority.key} ${site.key} ${today}`),
            shareOf: (day) => (day < today ? script.past.share : 1),
          }),
        )
      }
      return { zone, first, today, sites }
    },
    { at: script.until },
  )
}

async function playUntil(
  database: Database,
  authority: Authority,
  { agenda }: SitePlay,
  end: Instant,
  memory: Memory,
): Promise<void> {
  for (let entry = agenda.next(end); entry; ) {
    const first = entry
    entry = await database.withAuthority(
      authority,
      async (tx) => {
        let next: typeof entry = first
        for (let acts = 0; next && acts < ACTS_PER_COMMIT; acts++) {
          await next.act(atMoment(tx, next.at, memory))
          next = agenda.next(end)
        }
        return next
      },
      { at: first.at },
    )
  }
}

async function endPastDays(database: Database, authority: Authority, at: Instant): Promise<void> {
  for (let ended = -1; ended !== 0; ) ended = await database.withAuthority(authority, endDays, { at })
}
