import { getSettings, listSites, placesOfCity } from '#features/authority/actions.ts'
import { distanceKm } from '#features/authority/model/distance.ts'
import { findPoint, type Gazetteer } from '#features/authority/model/place.ts'
import { type DaySpan, siteOn } from '#features/authority/model/relocation.ts'
import { isServed, type Settings, type Site } from '#features/authority/model.ts'
import { currentPlan, hasOneFor, type SiteSkills, skillsAtSites } from '#features/capacity/actions.ts'
import type { Asker } from '#features/capacity/model/budget.ts'
import type { Asked, Plan } from '#features/capacity/model/plan.ts'
import {
  type AskedByKey,
  listEveryService,
  listOffers,
  listServices,
  type MatterRefusal,
  matchMatters,
  matchStanding,
} from '#features/catalogue/actions.ts'
import { type Offer, type Service, takesAppointments } from '#features/catalogue/model.ts'
import type { Id } from '#kernel/id.ts'
import { type Instant, type LocalDate, MINUTE, plus } from '#kernel/instant.ts'
import { ok, type Result } from '#kernel/result.ts'
import { dayNumber, dayNumberAt, dayNumbered } from '#kernel/wallTime.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { fittingDays, type Narrowing, PARTS_OF_DAY } from '../model/narrowing.ts'
import { findTimes } from '../model/times.ts'
import { givenToday, type StopsToday } from '../model/today.ts'
import type { FreeTime } from '../model.ts'
import { splitsOf } from './linked.ts'
import { explainNothing, type Nothing } from './nothing.ts'
import { stopsToday } from './today.ts'

/** Services by key with the number of people for each; a site and a day narrow the answer. */
export type TimeQuestion = {
  readonly matters: readonly AskedByKey[]
  readonly siteKey?: string
  readonly day?: LocalDate
  /** First day to look at; today if earlier or missing. */
  readonly fromDay?: LocalDate
  /** Times of so many days at most; 14 if missing. */
  readonly dayLimit?: number
  /** So many times at most; without it all of those days. */
  readonly timeLimit?: number
  /** What else narrows the answer: what a site has, how far it is, weekday and part of the day. */
  readonly narrowing?: Narrowing
  /** Who asks; citizens see less than staff. Citizens if missing. */
  readonly asker?: Asker
  /** So long it takes by what was found in its papers; as the catalogue says if missing. */
  readonly minutes?: number
  /** Services of the first of two linked visits that move together: only times for two are found. */
  readonly firstServices?: readonly string[]
  /** The matters are those of a visit that stands: what the catalogue says since keeps it from no other time. */
  readonly standing?: boolean
}

/** What is free for some matters, over all sites and all days that can be booked. */
export type TimeAnswer = {
  readonly services: readonly Service[]
  readonly minutes: number
  /** Sites that offer all matters by appointment, with their first free time. */
  readonly sites: readonly {
    readonly site: Site
    readonly earliest: FreeTime | null
    readonly km: number | null
  }[]
  /** Whether the place that was typed is known; null where none was. */
  readonly placeKnown: boolean | null
  /** Free times of the first days, earliest first. */
  readonly times: readonly FreeTime[]
  /** All days with at least one free time at the asked site or sites. */
  readonly days: readonly LocalDate[]
  /** All that was looked at in the plan: as long as none of it changes, nor does the answer. */
  readonly looked: readonly Asked[]
  /** From which day on was looked, up to which `times` goes, and the last day that can be booked. */
  readonly window: { readonly from: LocalDate; readonly to: LocalDate; readonly horizon: LocalDate }
  /** Why there is no time, and what helps; null where there is one. */
  readonly nothing: Nothing | null
  /** Some counter can do all of it alone: who waits on the list, which knows single times, can be offered one. */
  readonly inOneVisit: boolean
}

const DAY_LIMIT = 14

/** All that an answer is made from. Not to be used after an await: the plan changes. */
export type SearchGround = {
  readonly plan: Plan
  /** Where no more times of today are given. */
  readonly stops: StopsToday
  readonly settings: Settings
  readonly services: readonly Service[]
  /** Also those that are no longer active. */
  readonly everyService: readonly Service[]
  readonly offers: Offers
  readonly gazetteer: Gazetteer
}

/** Sites with the services that can be booked there. */
type Offers = {
  readonly sites: readonly Site[]
  readonly rows: readonly Offer[]
  readonly bookable: ReadonlySet<string>
  readonly skills: SiteSkills
  /** Sites found before, by the services asked for. */
  readonly found: Map<string, Offering>
}

/** Sites where all services can be had by appointment, and those of them where one counter can do all alone. */
export type Offering = { readonly sites: readonly Site[]; readonly atOneCounter: readonly Site[] }

/** Where all services can be had by appointment. */
export async function sitesOffering(tx: Tx, serviceIds: readonly Id<'service'>[]): Promise<Offering> {
  return offering(await offersOf(tx), serviceIds)
}

async function offersOf(tx: Tx): Promise<Offers> {
  const sites = await listSites(tx)
  const rows = await listOffers(tx)
  const skills = await skillsAtSites(tx)
  const kept = tx.memory('bookable services', () => ({ offers: undefined as Offers | undefined }))
  if (kept.offers?.sites !== sites || kept.offers.rows !== rows || kept.offers.skills !== skills) {
    const bookable = rows.filter(({ mode }) => takesAppointments(mode))
    kept.offers = {
      sites,
      rows,
      skills,
      bookable: new Set(bookable.map(({ siteId, serviceId }) => `${siteId} ${serviceId}`)),
      found: new Map(),
    }
  }
  return kept.offers
}

/** Combinations of services whose sites are remembered. */
const OFFERINGS_KEPT = 1_000

function offering(
  { sites, bookable, skills, found }: Offers,
  serviceIds: readonly Id<'service'>[],
): Offering {
  const name = serviceIds.join(' ')
  const known = found.get(name)
  if (known) return known
  const all = sites.filter((site) => serviceIds.every((id) => bookable.has(`${site.id} ${id}`)))
  const those = { sites: all, atOneCounter: all.filter(({ id }) => hasOneFor(skills, id, serviceIds)) }
  if (found.size >= OFFERINGS_KEPT) found.clear()
  found.set(name, those)
  return those
}

/** What search needs as it is committed now; most of it from memory. */
export async function searchGround(tx: Tx): Promise<SearchGround> {
  const settings = await getSettings(tx)
  const services = await listServices(tx)
  const everyService = await listEveryService(tx)
  const offers = await offersOf(tx)
  const gazetteer = await placesOfCity(tx)
  const stops = await stopsToday(tx)
  return { settings, services, everyService, offers, gazetteer, stops, plan: await currentPlan(tx) }
}

/** Free times over all sites (or one), from today to the horizon. Booking decides anew whether a time is still free. */
export async function searchTimes(
  tx: Tx,
  question: TimeQuestion,
): Promise<Result<TimeAnswer, MatterRefusal>> {
  return answerFrom(await searchGround(tx), question, tx.now)
}

/** The answer to a question at an instant. */
export function answerFrom(
  { plan, stops, settings, services: active, everyService, offers, gazetteer }: SearchGround,
  question: TimeQuestion,
  now: Instant,
): Result<TimeAnswer, MatterRefusal> {
  const read = question.standing
    ? matchStanding(everyService, question.matters)
    : matchMatters(active, question.matters)
  if (!read.ok) return read
  const { services, matters } = read.value
  const minutes = question.minutes ?? read.value.minutes
  const firstServices = question.firstServices && new Set(question.firstServices)
  const serviceIds = services.map((service) => service.id)
  const narrowing = question.narrowing ?? {}
  const place = narrowing.near === undefined ? undefined : findPoint(gazetteer, offers.sites, narrowing.near)
  const today = dayNumberAt(now, settings.timeZone)
  const horizon = dayNumbered(today + settings.horizonDays)
  const from = dayNumbered(Math.max(today, question.fromDay ? dayNumber(question.fromDay) : today))
  // A site that moves may fit on some days only.
  const spans = new Map(offers.sites.map((site) => [site, fittingDays(site, narrowing, place)] as const))
  const fitting = new Set(
    offers.sites.filter((site) => isServed(site, now) && isLookedAt(spans.get(site), from, horizon)),
  )
  const { sites: offered, atOneCounter } = offering(offers, serviceIds)
  const sites = offered.filter((site) => fitting.has(site))
  const wanted = question.siteKey && sites.find((site) => site.key === question.siteKey)
  const found = findTimes(plan, {
    services: serviceIds,
    minutes,
    asker: question.asker ?? 'online',
    sites: sites.map((site) => ({
      id: site.id,
      timeZone: site.timeZone,
      spans: spans.get(site),
      ...givenToday(stops.get(site.id) ?? [], { services, minutes }),
    })),
    // A site that does not offer all of it has no times.
    siteId: wanted ? wanted.id : undefined,
    from,
    to: horizon,
    day: question.day,
    weekday: narrowing.weekday,
    hours: narrowing.part && PARTS_OF_DAY[narrowing.part],
    notBefore: plus(now, settings.bookingLeadMinutes * MINUTE),
    dayLimit: question.dayLimit ?? DAY_LIMIT,
    timeLimit: question.timeLimit ?? Number.POSITIVE_INFINITY,
    splits: splitsOf(matters, firstServices),
    onlyLinked: firstServices !== undefined,
  })
  const nowhere = question.siteKey !== undefined && !wanted
  const times = nowhere ? [] : found.times
  const asked = [...fitting].filter(({ key }) => question.siteKey === undefined || key === question.siteKey)
  const first = question.day ?? from
  const helped =
    times.length > 0
      ? null
      : explainNothing({
          asker: question.asker ?? 'online',
          plan,
          stops,
          settings,
          offers,
          matters,
          minutes: question.minutes,
          firstServices,
          asked,
          wish: { narrowing, siteKey: question.siteKey, place },
          from: first,
          now,
        })
  return ok({
    services,
    minutes,
    sites: sites.map((site, index) => {
      const earliest = found.earliest[index] ?? null
      const there = siteOn(site, earliest?.day ?? from)
      return { site, earliest, km: place ? distanceKm(there, place) : null }
    }),
    placeKnown: narrowing.near === undefined ? null : place !== undefined,
    times,
    days: nowhere ? [] : found.days,
    looked: [found.asked, ...(helped?.looked ?? [])],
    window: { from, to: nowhere ? horizon : found.to, horizon },
    nothing: helped?.nothing ?? null,
    inOneVisit: atOneCounter.length > 0,
  })
}

/** Is there a day between these two, both included, on which a site is looked at? */
function isLookedAt(spans: readonly DaySpan[] | undefined, first: LocalDate, last: LocalDate): boolean {
  if (spans === undefined) return true
  return spans.some(({ from, until }) => (from ?? first) <= last && (until === null || until > first))
}
