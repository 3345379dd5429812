import { getSettings, listClosures, listSites } from '#features/authority/actions.ts'
import { countChosen, lookAtLeads, lookAtList } from '#features/booking/actions.ts'
import { listCounters, loadPlaces, releasePlaces } from '#features/capacity/actions.ts'
import type { ShiftsFile } from '#features/capacity/contract.ts'
import { listOffers, listServices } from '#features/catalogue/actions.ts'
import { endDays } from '#features/hall/actions.ts'
import type { Links } from '#features/visit/model.ts'
import { type Instant, instant, type LocalDate, localTime } from '#kernel/instant.ts'
import { addDays, dayOf, daysBetween, instantOf } from '#kernel/wallTime.ts'
import type { Authority } from '#platform/db/authority.ts'
import type { Database } from '#platform/db/database.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { workingDaysBefore } from '../clock.ts'
import { comesAgain } from '../fate.ts'
import { seeded } from '../random.ts'
import { atMoment } from './moment.ts'
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
  const { zone, first, today, sites } = await prepare(database, authority, script)
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
        await playUntil(database, authority, play, end)
      }),
    )
    // For the whole city at once: after each that is given back, all sites would wait for one another.
    await database.withAuthority(authority, lookAtList, { at: end })
    for (const play of sites) play.lookedAtList(end)
    if (day >= first) await lookAtNoon(database, authority, day, zone)
    progress((index + 1) / total)
  }
}

/** What open data would have found: one look on each day that is played, and the bookings of the days before it. */
async function lookAtNoon(
  database: Database,
  authority: Authority,
  day: LocalDate,
  zone: string,
): Promise<void> {
  const noon = instantOf(day, localTime('12:00'), zone)
  await database.withAuthority(authority, async (tx) => {
    const then = atMoment(tx, noon)
    await lookAtLeads(then)
    await countChosen(then)
  })
}

async function prepare(database: Database, authority: Authority, script: PastScript) {
  const { zone, first, today } = await database.withAuthority(
    authority,
    async (tx) => {
      const { timeZone, horizonDays } = await getSettings(tx)
      const until = dayOf(script.until, timeZone)
      const closures = await listClosures(tx, addDays(until, -3 * script.past.days - 30))
      const hours = { timeZone, sites: await listSites(tx), closures }
      const firstDay = workingDaysBefore(hours, until, script.past.days)[0] ?? until
      const begins = instantOf(beginningOf(firstDay), localTime('05:00'), timeZone)
      await releasePlaces(atMoment(tx, begins), { untilDay: addDays(until, horizonDays) })
      return { zone: timeZone, first: firstDay, today: until }
    },
    { at: script.until },
  )
  const share = script.past.share
  const { sites } = await prepareSites(database, authority, { ...script, share, fromDay: first })
  return { zone, first, today, sites }
}

/** What the plays of all sites of an authority are made from. */
export type SitesScript = {
  readonly shifts: ShiftsFile
  readonly links: Links
  /** Today is the day of this moment. */
  readonly until: Instant
  /** The part of a real day's people on days before today. */
  readonly share: number
  /** The first day that matters; today if missing. */
  readonly fromDay?: LocalDate
  /** Whose matter needs another visit; as their fate says if missing. */
  readonly comesAgain?: typeof comesAgain
}

/** Prepares the plays of all sites with what is booked now. */
export async function prepareSites(
  database: Database,
  authority: Authority,
  script: SitesScript,
): Promise<{ zone: string; sites: SitePlay[] }> {
  return database.withAuthority(
    authority,
    async (original) => {
      const tx = atMoment(original, script.until)
      const { timeZone: zone, horizonDays } = await getSettings(tx)
      const today = dayOf(script.until, zone)
      const fromDay = script.fromDay ?? today
      const closures = await listClosures(tx, fromDay)
      const services = new Map((await listServices(tx)).map((service) => [service.id, service]))
      const offers = await listOffers(tx)
      const places = await loadPlaces(tx, { fromDay, toDay: addDays(today, horizonDays) })
      const sites: SitePlay[] = []
      for (const site of await listSites(tx)) {
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
            places: places.filter((place) => place.siteId === site.id),
            links: script.links,
            random: seeded(`${authority.key} ${site.key} ${script.until}`),
            shareOf: (day) => (day < today ? script.share : 1),
            comesAgain: script.comesAgain ?? comesAgain,
          }),
        )
      }
      return { zone, sites }
    },
    { at: script.until },
  )
}

async function playUntil(
  database: Database,
  authority: Authority,
  play: SitePlay,
  end: Instant,
): Promise<void> {
  for (let more = true; more; ) more = await playSome(database, authority, play, end, ACTS_PER_COMMIT)
}

/** Plays so many acts before a moment in one transaction; false when there were no more. */
export async function playSome(
  database: Database,
  authority: Authority,
  { agenda }: SitePlay,
  end: Instant,
  acts: number,
): Promise<boolean> {
  const first = agenda.next(end)
  if (!first) return false
  const work = async (tx: Tx) => {
    let entry: typeof first | undefined = first
    for (let done = 1; entry; done++) {
      await entry.act(atMoment(tx, entry.at))
      entry = done < acts ? agenda.next(end) : undefined
    }
    return true
  }
  return database.withAuthority(authority, work, { at: first.at })
}

async function endPastDays(database: Database, authority: Authority, at: Instant): Promise<void> {
  for (let ended = -1; ended !== 0; ) ended = await database.withAuthority(authority, endDays, { at })
}
