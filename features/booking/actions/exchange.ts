import { findServicesById } from '#features/catalogue/actions.ts'
import { applyEvent, mattersOf } from '#features/visit/actions.ts'
import type { Matter, Visit } from '#features/visit/model.ts'
import type { Instant } from '#kernel/instant.ts'
import { fail, ok, type Result } from '#kernel/result.ts'
import { dayOf } from '#kernel/wallTime.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { spread } from '../model/times.ts'
import type { FreeTime } from '../model.ts'
import { askedAgain } from './change.ts'
import { claimTime } from './claim.ts'
import { isLinked } from './linked.ts'
import { searchTimes, sitesOffering } from './search.ts'
import { refusedToday } from './today.ts'
import { type HoldRefusal, newBookingNumber, readWish } from './wanted.ts'

/** So many days with free times are shown, and so many times of each. */
const SHOWN = { days: 3, times: 4 } as const

/**
 * Is there a time for somebody's ticket on any day: all they came for is given by appointment at their site, by one
 * counter, and none of it is bound to a person? From memory, but for their matters.
 */
export async function couldBeBooked(tx: Tx, visit: Pick<Visit, 'id' | 'siteId'>): Promise<boolean> {
  const matters = (await mattersOf(tx, [visit.id])).get(visit.id) ?? []
  if (matters.length === 0 || (await isScarce(tx, matters))) return false
  const services = matters.map(({ serviceId }) => serviceId)
  const { atOneCounter } = await sitesOffering(tx, services)
  return atOneCounter.some(({ id }) => id === visit.siteId)
}

/**
 * Times that somebody who waits could take instead, at the same site and for all of their matters: some of today and of
 * the next days, from the first to the last of each. None for a scarce service, whose times are bound to a person.
 */
export async function timesForTicket(tx: Tx, visit: Visit, siteKey: string): Promise<readonly FreeTime[]> {
  const matters = (await mattersOf(tx, [visit.id])).get(visit.id) ?? []
  if (await isScarce(tx, matters)) return []
  const asked = await askedAgain(tx, matters)
  if (asked.length < matters.length) return []
  const found = await searchTimes(tx, { matters: asked, siteKey, asker: 'staff', dayLimit: SHOWN.days })
  if (!found.ok) return []
  const alone = found.value.times.filter(({ second }) => !second)
  return [...Map.groupBy(alone, ({ day }) => day).values()].flatMap((times) => spread(times, SHOWN.times))
}

export type TicketForTimeRefusal = HoldRefusal | 'not_waiting'

/**
 * Somebody who waits takes a time at the same site instead: the visit that began with a ticket is booked, with the same
 * matters and the same link, and waits no more. The caller has locked the visit. All or nothing: where the time is gone
 * (claim_cell_taken), the number counts as before.
 */
export async function ticketForTime(
  tx: Tx,
  visit: Visit,
  siteKey: string,
  startsAt: Instant,
): Promise<Result<Visit, TicketForTimeRefusal>> {
  const matters = (await mattersOf(tx, [visit.id])).get(visit.id) ?? []
  const wish = await readWish(tx, { matters: await askedAgain(tx, matters), siteKey, startsAt })
  if (!wish.ok) return wish
  const { site, minutes } = wish.value
  if (site.id !== visit.siteId || wish.value.services.some(({ scarce }) => scarce)) return fail('not_offered')
  if (wish.value.matters.length < matters.length) return fail('unknown_service')
  const stop = await refusedToday(tx, wish.value, startsAt)
  if (stop) return fail(stop)
  if (await isLinked(tx, wish.value, startsAt)) return fail('time_taken')
  if (!(await claimTime(tx, wish.value, visit.id, startsAt, { until: null, asker: 'staff' })))
    return fail('time_taken')
  const booked = await applyEvent(tx, visit, 'exchanged', {
    ...NOT_HERE,
    day: dayOf(startsAt, site.timeZone),
    appointmentAt: startsAt,
    bookingNumber: newBookingNumber(),
    minutes,
    people: Math.max(...wish.value.matters.map(({ people }) => people)),
  })
  return booked.ok ? ok(booked.value) : fail('not_waiting')
}

/** Whoever comes for a time has not come yet. */
const NOT_HERE = {
  ...{ ticketNumber: null, arrivedAt: null, referenceAt: null, dueAt: null, callableFrom: null },
  ...{ calledAt: null, callCount: 0, missedCount: 0, credits: [] },
} as const

async function isScarce(tx: Tx, matters: readonly Matter[]): Promise<boolean> {
  const services = await findServicesById(
    tx,
    matters.map(({ serviceId }) => serviceId),
  )
  return services.some(({ scarce }) => scarce)
}
