import { findSite, listSites } from '#features/authority/actions.ts'
import type { Site } from '#features/authority/model.ts'
import { findServicesById, listOffers, type MatterRefusal, readMatters } from '#features/catalogue/actions.ts'
import { isPickUp, type Service, takesWalkIns, ticketPrefixOf } from '#features/catalogue/model.ts'
import {
  applyEvent,
  beginVisit,
  dueElsewhere,
  lockLinked,
  lockVisit,
  mattersOf,
  visitByBookingNumber,
  visitByLink,
} from '#features/visit/actions.ts'
import { type Channel, isOver, type Links, type Visit } from '#features/visit/model.ts'
import { type Id, newId } from '#kernel/id.ts'
import type { Instant } from '#kernel/instant.ts'
import type { Language } from '#kernel/language.ts'
import { fail, ok, type Result } from '#kernel/result.ts'
import { dayOf } from '#kernel/wallTime.ts'
import type { Tx } from '#platform/db/transaction.ts'
import {
  arrival,
  type ChoiceReason,
  creditOf,
  formatTicket,
  mayLeave,
  type Order,
  readArrivalCode,
} from '../model.ts'
import { lockNextOfDevice, takeBlockNumber } from '../store/numberBlock.ts'
import { keepVisit } from '../store/undo.ts'
import { drawNumber } from '../store.ts'
import { hallRulesOf } from './rules.ts'

export type ArrivalRefusal =
  | 'unknown_booking'
  | 'other_site'
  | 'other_day'
  | 'not_confirmed'
  | 'cancelled'
  | 'over'
  | 'not_on_site'

/** Somebody who has arrived; `again` when they had arrived before. */
type Arrived = { readonly visit: Visit; readonly again: boolean }

/** The next number of a prefix at a site today, as it is printed and said. */
export async function nextTicket(tx: Tx, site: Site, prefix: string): Promise<string> {
  return formatTicket(prefix, await drawNumber(tx, site.id, dayOf(tx.now, site.timeZone), prefix))
}

/** Where somebody stands who arrives for these services, by the rules of the site as they hold now. */
export async function orderOf(
  tx: Tx,
  siteId: Id<'site'>,
  { arrivedAt, appointmentAt }: { readonly arrivedAt: Instant; readonly appointmentAt: Instant | null },
  services: readonly Service[],
): Promise<Order> {
  const rules = await hallRulesOf(tx, siteId)
  const pickUp = isPickUp(services) ? creditOf('pick_up', rules) : undefined
  return arrival(arrivedAt, appointmentAt, rules, pickUp ? [pickUp] : [])
}

async function servicesOf(tx: Tx, visitId: Id<'visit'>): Promise<readonly Service[]> {
  const matters = (await mattersOf(tx, [visitId])).get(visitId) ?? []
  return findServicesById(
    tx,
    matters.map(({ serviceId }) => serviceId),
  )
}

/**
 * Checks a booked visit in at a site: it gets its number and its place in the call order. Told apart are: another
 * site, another day, not confirmed yet, cancelled, here already (which is no harm: the number is in the answer).
 */
export async function checkIn(
  tx: Tx,
  site: Site,
  visitId: Id<'visit'>,
): Promise<Result<Arrived, ArrivalRefusal>> {
  const [first, second] = await lockLinked(tx, visitId)
  // One code checks in both: the second of two linked visits follows when the first is finished.
  const visit = second && first && isOver(first.state) ? second : first
  if (!visit) return fail('unknown_booking')
  if (visit.siteId !== site.id) return fail('other_site')
  if (visit.state === 'waiting' && visit.awayUntil !== null) return backInTheHall(tx, visit)
  if (['waiting', 'called', 'serving', 'parked'].includes(visit.state)) return ok({ visit, again: true })
  if (visit.state === 'missed') return backAfterMiss(tx, visit)
  if (visit.state === 'held') return fail('not_confirmed')
  if (visit.state === 'cancelled') return fail('cancelled')
  if (visit.state !== 'booked') return fail('over')
  if (visit.day !== dayOf(tx.now, site.timeZone)) return fail('other_day')
  const times = { arrivedAt: tx.now, appointmentAt: visit.appointmentAt }
  const order = await orderOf(tx, site.id, times, await servicesOf(tx, visit.id))
  const ticketNumber = await nextTicket(tx, site, visit.ticketPrefix)
  // Who was to be called or seen by video has come all the same, and is served here.
  const changes = { ...order, ticketNumber, arrivedAt: tx.now, kind: 'on_site' } as const
  const applied = await applyEvent(tx, visit, 'checked_in', changes)
  return applied.ok ? ok({ visit: applied.value, again: false }) : fail('over')
}

/**
 * The first of two linked visits is finished: the person goes on to the second with the same number, and waits from
 * their one arrival on, so that a first visit that took longer costs them nothing.
 */
export async function goOnToSecond(tx: Tx, first: Visit): Promise<void> {
  if (!first.linked || first.linked.second) return
  const second = await lockVisit(tx, first.linked.visitId)
  if (second?.state !== 'booked' || second.day !== first.day) return
  const arrivedAt = first.arrivedAt ?? tx.now
  const times = { arrivedAt, appointmentAt: second.appointmentAt }
  const order = await orderOf(tx, second.siteId, times, await servicesOf(tx, second.id))
  await applyEvent(tx, second, 'checked_in', {
    ...order,
    callableFrom: Math.max(tx.now, order.callableFrom) as Instant,
    ticketNumber: first.ticketNumber,
    arrivedAt: tx.now,
  })
}

/** Visits by telephone and video at a time in one transaction. */
const AT_ONCE = 50

/**
 * Lets visits by telephone and video begin when their time has come: nobody has to arrive for them, and from then on
 * they are called in their turn. How many.
 */
export async function beginElsewhere(tx: Tx): Promise<number> {
  const due = await dueElsewhere(tx, AT_ONCE)
  if (due.length === 0) return 0
  const sites = await listSites(tx)
  let begun = 0
  for (const visit of due) {
    const site = sites.find(({ id }) => id === visit.siteId)
    const { appointmentAt } = visit
    if (!site || appointmentAt === null || visit.day !== dayOf(tx.now, site.timeZone)) continue
    const ticketNumber = await nextTicket(tx, site, visit.ticketPrefix)
    const order = await orderOf(tx, site.id, { arrivedAt: appointmentAt, appointmentAt }, [])
    const applied = await applyEvent(tx, visit, 'checked_in', { ...order, ticketNumber, arrivedAt: tx.now })
    if (applied.ok) begun++
  }
  return begun
}

/** Whoever said that they come later shows the code of their number again: they are back, and may be called at once. */
async function backInTheHall(tx: Tx, visit: Visit): Promise<Result<Arrived, 'over'>> {
  const back = await applyEvent(tx, visit, 'came_back', { awayUntil: null, onTheWay: false })
  return back.ok ? ok({ visit: back.value, again: true }) : fail('over')
}

/** Somebody who missed the call is back: once, with the key they had. */
async function backAfterMiss(tx: Tx, visit: Visit): Promise<Result<Arrived, 'over'>> {
  const applied = await applyEvent(tx, visit, 'returned', { callableFrom: tx.now })
  return applied.ok ? ok({ visit: applied.value, again: false }) : fail('over')
}

/** Checks in by the booking number, which opens only today's bookings of this site. */
export async function checkInByNumber(
  tx: Tx,
  site: Site,
  bookingNumber: string,
): Promise<Result<Arrived, ArrivalRefusal>> {
  const visit = await visitByBookingNumber(tx, bookingNumber)
  // Elsewhere or on another day the number says no more than an unknown one would.
  if (!visit || visit.siteId !== site.id || visit.day !== dayOf(tx.now, site.timeZone))
    return fail('unknown_booking')
  return visit.kind === 'on_site' ? checkIn(tx, site, visit.id) : fail('not_on_site')
}

/**
 * Checks in by what was scanned or typed: the code of a link or a booking number. `visit` is what a link opens, also
 * where the arrival is refused: whoever has the link may hear why.
 */
export async function checkInByCode(
  tx: Tx,
  links: Links,
  site: Site,
  typed: string,
): Promise<{ readonly arrived: Result<Arrived, ArrivalRefusal>; readonly visit?: Visit }> {
  const code = readArrivalCode(typed)
  if (code.kind === 'number') return { arrived: await checkInByNumber(tx, site, code.number) }
  const visit = await visitByLink(tx, links.digestOf(code.token))
  if (!visit) return { arrived: fail('unknown_booking') }
  return {
    arrived: visit.kind === 'on_site' ? await checkIn(tx, site, visit.id) : fail('not_on_site'),
    visit,
  }
}

/** A person without appointment: which matters, how many people, through what. */
export type TicketRequest = {
  readonly siteKey: string
  readonly matters: readonly { readonly serviceKey: string; readonly people: number }[]
  readonly language: Language
  readonly channel: Extract<Channel, 'kiosk' | 'desk'>
  /** A number that they got from a block, and since when they wait with it. */
  readonly given?: { readonly ticketNumber: string; readonly arrivedAt: Instant }
  /** The device that draws: while it has a block of its own, the number comes from there. */
  readonly deviceId?: Id<'device'> | undefined
  /** A colleague draws it though nobody is taken in any more; the journal keeps why. */
  readonly despite?: ChoiceReason | undefined
}

export type TicketRefusal = MatterRefusal | 'unknown_site' | 'not_offered' | 'closed' | 'not_accepted'

/** Whether one more visit for all of these services, of so many minutes, is taken in at a site now. */
export type TakesIn = (tx: Tx, site: Site, services: readonly Service[], minutes: number) => Promise<boolean>

/**
 * Draws a ticket: a visit that begins waiting, with its number and the token of its link. `not_accepted`: one more could
 * not be served today (intakeFor); a number that somebody got already, and one that is drawn with a reason, are not asked.
 */
export async function drawTicket(
  tx: Tx,
  links: Links,
  request: TicketRequest,
  isOpen: (site: Site) => Promise<boolean>,
  takesIn: TakesIn = async () => true,
): Promise<Result<{ visit: Visit; token: string }, TicketRefusal>> {
  const site = await findSite(tx, request.siteKey)
  if (!site) return fail('unknown_site')
  const asked = await readMatters(tx, request.matters)
  if (!asked.ok) return asked
  const { services, matters, minutes } = asked.value
  const offers = (await listOffers(tx)).filter(
    (offer) => offer.siteId === site.id && takesWalkIns(offer.mode),
  )
  if (!services.every((service) => offers.some((offer) => offer.serviceId === service.id)))
    return fail('not_offered')
  if (!(await isOpen(site))) return fail('closed')
  const isAsked = request.given === undefined && request.despite === undefined
  if (isAsked && !(await takesIn(tx, site, services, minutes))) return fail('not_accepted')
  const id = newId<'visit'>(tx.now)
  const token = links.tokenOf(tx.authority.key, id, 1)
  const ticketPrefix = ticketPrefixOf(services)
  const arrivedAt = request.given?.arrivedAt ?? tx.now
  const own = await ownNumber(tx, site, ticketPrefix, request)
  const visit = await beginVisit(
    tx,
    {
      id,
      siteId: site.id,
      origin: 'ticket',
      channel: request.channel,
      kind: 'on_site',
      day: dayOf(tx.now, site.timeZone),
      people: Math.max(...matters.map(({ people }) => people)),
      minutes,
      language: request.language,
      appointmentAt: null,
      bookingNumber: null,
      ticketPrefix,
      ticketNumber:
        request.given?.ticketNumber ??
        (own ? formatTicket(ticketPrefix, own.number) : await nextTicket(tx, site, ticketPrefix)),
      arrivedAt,
      ...(await orderOf(tx, site.id, { arrivedAt, appointmentAt: null }, services)),
      missedCount: 0,
      counterId: null,
      calledAt: null,
      callCount: 0,
      holdBrowser: null,
      holdStartedAt: null,
      linkGeneration: 1,
      movedCount: 0,
      createdAt: tx.now,
      linkHash: links.digestOf(token),
    },
    matters.map(({ service, people }) => ({ serviceId: service.id, people })),
    ['ticket_drawn'],
    null,
    request.despite ?? null,
  )
  if (own) await takeBlockNumber(tx, own.block, own.number, id)
  return ok({ visit, token })
}

/** The next number of the blocks that the drawing device has; undefined where it has none, or none is left. */
async function ownNumber(
  tx: Tx,
  site: Site,
  prefix: string,
  { given, deviceId }: Pick<TicketRequest, 'given' | 'deviceId'>,
) {
  if (given || deviceId === undefined) return undefined
  return lockNextOfDevice(tx, { siteId: site.id, day: dayOf(tx.now, site.timeZone), prefix, deviceId })
}

/** Somebody goes without being served, or before all is done, by their own word. */
export function leave(tx: Tx, visitId: Id<'visit'>): Promise<Result<Visit, 'not_waiting'>> {
  return go(tx, visitId)
}

/** The information desk notes that somebody has gone; it can take that back. */
export function noteLeft(tx: Tx, visitId: Id<'visit'>): Promise<Result<Visit, 'not_waiting'>> {
  return go(tx, visitId, () => keepVisit(tx, visitId, 'left', visitId))
}

async function go(
  tx: Tx,
  visitId: Id<'visit'>,
  keep: () => void = () => undefined,
): Promise<Result<Visit, 'not_waiting'>> {
  const visit = await lockVisit(tx, visitId)
  if (visit?.state === 'left') return ok(visit)
  if (!visit || !mayLeave(visit)) return fail('not_waiting')
  keep()
  const applied = await applyEvent(tx, visit, 'left')
  return applied.ok ? applied : fail('not_waiting')
}
