import { getSettings, listClosures } from '#features/authority/actions.ts'
import type { Site } from '#features/authority/model.ts'
import { listOffers, listServices } from '#features/catalogue/actions.ts'
import { type Service, takesAppointments } from '#features/catalogue/model.ts'
import { publishersOf } from '#features/staff/actions.ts'
import { contactOf, loadVisit, mattersOf } from '#features/visit/actions.ts'
import type { Contact, Matter, Visit } from '#features/visit/model.ts'
import type { Id } from '#kernel/id.ts'
import type { LocalDate } from '#kernel/instant.ts'
import { addDays, dayOf } from '#kernel/wallTime.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { countTimes, type HourTimes, timesByHour } from '../model/bookable.ts'
import { displacedFreed } from '../model/release.ts'
import { type PlanFault, planFaults } from '../model/shiftFaults.ts'
import {
  differenceOf,
  EMPTY_PLAN,
  type PlanDifference,
  type ShiftPlan,
  withoutKnownPast,
} from '../model/shiftPlan.ts'
import { cellBits, type Place } from '../model.ts'
import { readUnplaced } from '../store/release.ts'
import { type PlanVersion, readVersions } from '../store/shiftPlan.ts'
import { readPlaces } from '../store.ts'
import { sharesOfSites } from './budget.ts'
import { skillsOfCounters } from './plan.ts'
import { countMoves, type PlannedDay, planDays } from './release.ts'
import { releasedUntil } from './releaseMoment.ts'
import { planContext } from './shiftPlan.ts'

/** What a plan would do. */
export type PlanPreview = {
  readonly faults: readonly PlanFault[]
  readonly replaced: number
  readonly unplaced: number
  /** Times still free in the week, by the published plan and by this one. */
  readonly services: readonly { readonly service: Service; readonly before: number; readonly after: number }[]
  readonly days: readonly { readonly day: LocalDate; readonly hours: readonly HourTimes[] }[]
}

/** Says what a plan would do to bookings and to the times of a week, and writes nothing. */
export async function previewPlan(
  tx: Tx,
  site: Site,
  { plan, monday }: { readonly plan: ShiftPlan; readonly monday: LocalDate },
): Promise<PlanPreview> {
  const context = await planContext(tx, site)
  const wanted = withoutKnownPast(plan, context.standing, context.today)
  const faults = planFaults(wanted, context)
  const untilDay = await releasedUntil(tx)
  const planned = await planDays(tx, { planOf: () => wanted, untilDay, siteId: site.id, lock: false })
  const moves = planned.flatMap(({ release }) => release.moves)
  const week = Array.from({ length: 7 }, (_, index) => addDays(monday, index))
  const range = { fromDay: monday, toDay: addDays(monday, 6), siteIds: [site.id] }
  const skills = await skillsOfCounters(tx)
  const before = await readPlaces(tx, range, skills)
  const shares = (await sharesOfSites(tx))(site.id)
  const after = week.flatMap((day) => {
    const change = planned.find((one) => one.day === day)
    return change ? placesAfter(change, skills) : before.filter((place) => place.day === day)
  })
  return {
    faults,
    ...countMoves(moves),
    services: (await servicesByAppointment(tx, site)).map((service) => ({
      service,
      before: countTimes(before, service.minutes, service.id),
      after: countTimes(after, service.minutes, service.id),
    })),
    days: week.map((day) => {
      const places = after.filter((place) => place.day === day)
      return { day, hours: timesByHour(places, day, { zone: site.timeZone, shares }) }
    }),
  }
}

/** What can be booked at a site. */
export async function servicesByAppointment(tx: Tx, site: Site): Promise<Service[]> {
  const offers = (await listOffers(tx)).filter(
    ({ siteId, mode }) => siteId === site.id && takesAppointments(mode),
  )
  const offered = new Set(offers.map(({ serviceId }) => serviceId))
  return (await listServices(tx)).filter(({ id }) => offered.has(id))
}

/** The bookable places of a day as they would be, with what is taken of them. */
function placesAfter(
  { standing, claims, freed, release }: PlannedDay,
  skills: ReadonlyMap<Id<'counter'>, ReadonlySet<Id<'service'>>>,
): Place[] {
  const gone = new Set([...release.remove, ...release.withdraw])
  const reshaped = new Map(release.reshape.map(({ id, as }) => [id, as]))
  const moved = new Map(release.moves.map((move) => [move.claimId, move]))
  const kept = standing
    .filter(({ id, withdrawn }) => !gone.has(id) && (!withdrawn || reshaped.has(id)))
    .map((place) => ({ ...place, ...reshaped.get(place.id) }))
  const taken = new Map<Id<'place'>, bigint>()
  const displaced = new Set(displacedFreed(freed, standing, release))
  for (const claim of [...claims, ...freed.filter(({ id }) => !displaced.has(id))]) {
    const { placeId, firstCell, endCell } = moved.get(claim.id) ?? claim
    if (placeId === null) continue
    taken.set(placeId, (taken.get(placeId) ?? 0n) | cellBits(firstCell, endCell))
  }
  return [...kept, ...release.make].map((place) => ({
    ...place,
    skills: skills.get(place.counterId) ?? new Set<Id<'service'>>(),
    taken: taken.get(place.id) ?? 0n,
  }))
}

/** A version as the history shows it: who published it, and what it changed. */
export type HistoryEntry = PlanVersion & PlanDifference & { readonly by: string | null }

/** Versions shown. */
const HISTORY = 50

/** The newest versions of a site's plan, newest first, with who published them as long as the audit knows. */
export async function planHistory(tx: Tx, site: Site): Promise<HistoryEntry[]> {
  const versions = await readVersions(tx, site.id, HISTORY + 1)
  const names = await publishersOf(
    tx,
    versions.map(({ id }) => id),
  )
  return versions.slice(0, HISTORY).map((version, index) => ({
    ...version,
    ...differenceOf(versions[index + 1]?.plan ?? EMPTY_PLAN, version.plan),
    by: names.get(version.id) ?? null,
  }))
}

/** A valid booking without a place, and whom it concerns. */
export type UnplacedBooking = {
  readonly visit: Visit
  readonly matters: readonly Matter[]
  readonly contact: Contact | undefined
}

/** Valid bookings to come whose place fell away, earliest first; of one site or of all. */
export async function unplacedBookings(tx: Tx, siteId?: Id<'site'>): Promise<UnplacedBooking[]> {
  const { timeZone } = await getSettings(tx)
  const found = await readUnplaced(tx, dayOf(tx.now, timeZone), siteId)
  const matters = await mattersOf(
    tx,
    found.map(({ visitId }) => visitId),
  )
  const bookings: UnplacedBooking[] = []
  for (const { visitId } of found) {
    const visit = await loadVisit(tx, visitId)
    if (!visit) continue
    bookings.push({ visit, matters: matters.get(visitId) ?? [], contact: await contactOf(tx, visitId) })
  }
  return bookings
}

/** Closures of a site that concern its plan. */
export async function closuresOf(tx: Tx, site: Site) {
  const today = dayOf(tx.now, site.timeZone)
  return (await listClosures(tx, today)).filter(({ siteId }) => siteId === null || siteId === site.id)
}
