import { getSettings, listClosures } from '#features/authority/actions.ts'
import type { Site } from '#features/authority/model.ts'
import { listOffers, listServices } from '#features/catalogue/actions.ts'
import { type Service, takesAppointments } from '#features/catalogue/model.ts'
import { contactOf, loadVisit, mattersOf } from '#features/visit/actions.ts'
import type { Contact, Matter, Visit } from '#features/visit/model.ts'
import type { Id } from '#kernel/id.ts'
import type { LocalDate } from '#kernel/instant.ts'
import { addDays, dayOf } from '#kernel/wallTime.ts'
import type { Tx } from '#platform/db/transaction.ts'
import {
  type BookableDay,
  type CountedVisit,
  countTimes,
  type HourTimes,
  timesByHour,
} from '../model/bookable.ts'
import { type PlanFault, planFaults } from '../model/shiftFaults.ts'
import { type ShiftPlan, withoutKnownPast } from '../model/shiftPlan.ts'
import { readUnplaced } from '../store/release.ts'
import { type ForeseenDay, foreseeSite } from './foresight.ts'
import { countMoves } from './release.ts'
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
  const week = Array.from({ length: 7 }, (_, index) => addDays(monday, index))
  const { moves, shares, days } = await foreseeSite(tx, site, { plan: wanted, days: week })
  return {
    faults,
    ...countMoves(moves),
    services: (await servicesByAppointment(tx, site)).map((service) => ({
      service,
      ...countBoth(days, { minutes: service.minutes, services: [service.id] }),
    })),
    days: days.map(({ day, after }) => ({
      day,
      hours: timesByHour(after, day, { zone: site.timeZone, shares }),
    })),
  }
}

/** So many visits could be booked on these days by the published plan, and so many by the other. */
export function countBoth(
  days: readonly ForeseenDay[],
  visit: CountedVisit,
): { readonly before: number; readonly after: number } {
  const sum = (dayOf: (day: ForeseenDay) => BookableDay) =>
    days.reduce((times, day) => times + countTimes(dayOf(day), visit), 0)
  return { before: sum(({ before }) => before), after: sum(({ after }) => after) }
}

/** What can be booked at a site. */
export async function servicesByAppointment(tx: Tx, site: Site): Promise<Service[]> {
  const offers = (await listOffers(tx)).filter(
    ({ siteId, mode }) => siteId === site.id && takesAppointments(mode),
  )
  const offered = new Set(offers.map(({ serviceId }) => serviceId))
  return (await listServices(tx)).filter(({ id }) => offered.has(id))
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
