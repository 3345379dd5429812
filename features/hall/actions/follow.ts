import { findSite } from '#features/authority/actions.ts'
import type { Site } from '#features/authority/model.ts'
import { listOffers, listServices } from '#features/catalogue/actions.ts'
import { plannedMinutes, type Service, takesWalkIns, ticketPrefixOf } from '#features/catalogue/model.ts'
import {
  addNote,
  applyEvent,
  beginVisit,
  handPapersOn,
  lockVisit,
  mattersOf,
  setMatters,
  setOutcome,
} from '#features/visit/actions.ts'
import type { KnownMatter, Links, Matter, Visit, VisitMatter } from '#features/visit/model.ts'
import { type Id, newId } from '#kernel/id.ts'
import { type Instant, MINUTE, plus } from '#kernel/instant.ts'
import { fail, impossible, ok, type Result } from '#kernel/result.ts'
import { dayOf } from '#kernel/wallTime.ts'
import { TryAgain } from '#platform/db/failure.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { type ChoiceReason, OTHER_SITE } from '../model.ts'
import { keepMore, keepVisit } from '../store/undo.ts'
import { visitAtCounter } from '../store.ts'
import { nextTicket, type TakesIn } from './arrive.ts'
import { atCounter, type CounterDay, type CounterRefusal } from './call.ts'
import { away } from './standing.ts'

/** A visit that follows another one, with the token of its own link. */
type Followed = { readonly visit: Visit; readonly token: string }

/** Where somebody goes on, how many and what for; `reason`: why they are taken in there though nobody is any more. */
type Following = {
  readonly site: Site
  readonly people: number
  readonly matters: readonly (Matter | KnownMatter)[]
  readonly reason?: ChoiceReason | null
}

/**
 * Begins the visit that follows one: it waits with the same key, by a number of its own. `matters` that are known go
 * on, others begin.
 */
async function follow(
  tx: Tx,
  links: Links,
  before: Visit,
  { site, people, matters, reason = null }: Following,
): Promise<Followed> {
  const id = newId<'visit'>(tx.now)
  const token = links.tokenOf(tx.authority.key, id, 1)
  const asked = await plannedFor(tx, matters)
  const ticketPrefix = ticketPrefixOf(asked.map(({ service }) => service))
  const begun = {
    id,
    siteId: site.id,
    origin: 'ticket',
    channel: 'desk',
    kind: 'on_site',
    day: dayOf(tx.now, site.timeZone),
    people,
    minutes: plannedMinutes(asked),
    language: before.language,
    appointmentAt: null,
    bookingNumber: null,
    ticketPrefix,
    ticketNumber: await nextTicket(tx, site, ticketPrefix),
    arrivedAt: before.arrivedAt,
    referenceAt: before.referenceAt,
    dueAt: before.dueAt,
    callableFrom: tx.now,
    credits: before.credits,
    needs: before.needs,
    missedCount: 0,
    counterId: null,
    calledAt: null,
    callCount: 0,
    holdBrowser: null,
    holdStartedAt: null,
    linkGeneration: 1,
    movedCount: 0,
    createdAt: tx.now,
    followsVisitId: before.id,
    linkHash: links.digestOf(token),
  } as const
  return { visit: await beginVisit(tx, begun, matters, ['ticket_drawn'], null, reason), token }
}

async function plannedFor(tx: Tx, matters: readonly Matter[]) {
  const all = await listServices(tx)
  return matters.map(({ serviceId, people }) => ({
    service: all.find((each) => each.id === serviceId) ?? impossible('a matter without service'),
    people,
  }))
}

/** Nobody says that they are on the way for longer. Minutes. */
export const LONGEST_WAY = 120

export type SendToSiteRefusal = CounterRefusal | 'unknown_site' | 'not_offered' | 'closed' | 'not_accepted'

/** Where somebody is sent, and in how many minutes they are there. */
export type SendToSite = {
  readonly siteKey: string
  readonly note: string | null
  readonly minutes: number
  /** They are sent though nobody is taken in there, or it closes before; the journal keeps why. */
  readonly despite?: ChoiceReason | undefined
}

/**
 * Sends the person at a counter on to another site: their visit here ends, and one that follows it waits there with
 * the same key and matters. The other site's intake decides first, and whether it is open when they are there:
 * `not_accepted`, unless a colleague gives a reason. Until the time by which they say to be there they are on the way, and
 * nobody calls them (docs/decisions/on-the-way.md).
 */
export async function sendToSite(
  tx: Tx,
  links: Links,
  here: CounterDay,
  { siteKey, note, minutes, despite }: SendToSite,
  isOpen: (site: Site, at: Instant) => Promise<boolean>,
  takesIn: TakesIn = async () => true,
): Promise<Result<Followed, SendToSiteRefusal>> {
  const site = await findSite(tx, siteKey)
  if (!site || site.id === here.siteId) return fail('unknown_site')
  const visitId = await visitAtCounter(tx, here.counterId)
  const visit = visitId && (await lockVisit(tx, visitId))
  if (!visit) return fail('nobody_here')
  const left = leftOf(visit, (await mattersOf(tx, [visit.id])).get(visit.id) ?? [])
  if (!(await takesAll(tx, site, left))) return fail('not_offered')
  if (!(await isOpen(site, tx.now))) return fail('closed')
  const way = Math.min(minutes, LONGEST_WAY)
  const isAsked = despite === undefined
  if (isAsked && !(await isOpen(site, plus(tx.now, way * MINUTE)))) return fail('not_accepted')
  if (isAsked && !(await takesMatters(tx, site, left, takesIn))) return fail('not_accepted')
  const finished = await atCounter(tx, here, 'finished', () => ({}), OTHER_SITE)
  if (!finished.ok) return finished
  const services = left.map(({ serviceId }) => serviceId)
  await setOutcome(tx, visit.id, 'moved', services)
  const following = { site, people: visit.people, matters: left, reason: despite ?? null }
  const followed = await follow(tx, links, visit, following)
  await handPapersOn(tx, visit.id, followed.visit.id)
  const onTheWay = await away(tx, followed.visit, way, true)
  if (!onTheWay.ok) throw new TryAgain()
  keepMore(tx, here.counterId, {
    event: 'sent_to_site',
    visit: finished.value,
    follower: onTheWay.value,
  })
  if (note !== null) await addNote(tx, visit.id, note)
  if (note !== null) await addNote(tx, followed.visit.id, note)
  return ok({ ...followed, visit: onTheWay.value })
}

/** What is still to be done of a visit. */
function leftOf({ forServices }: Visit, matters: readonly VisitMatter[]): VisitMatter[] {
  return matters.filter(({ serviceId }) => forServices === null || forServices.includes(serviceId))
}

async function takesMatters(tx: Tx, site: Site, matters: readonly Matter[], takesIn: TakesIn) {
  const asked = await plannedFor(tx, matters)
  const services = asked.map(({ service }) => service)
  return takesIn(tx, site, services, plannedMinutes(asked))
}

async function takesAll(tx: Tx, site: Site, matters: readonly Matter[]): Promise<boolean> {
  const offers = (await listOffers(tx)).filter(
    (offer) => offer.siteId === site.id && takesWalkIns(offer.mode),
  )
  return matters.every(({ serviceId }) => offers.some((offer) => offer.serviceId === serviceId))
}

export type SplitRefusal = 'not_here' | 'too_few_people' | 'unknown_service' | 'not_offered'

/**
 * One of two people needs something else: some of a party become a visit of their own, with a number of their own and
 * the same key.
 */
export async function splitOff(
  tx: Tx,
  links: Links,
  site: Site,
  visitId: Id<'visit'>,
  { people, serviceKeys }: { readonly people: number; readonly serviceKeys: readonly string[] },
): Promise<Result<Followed, SplitRefusal>> {
  const visit = await lockVisit(tx, visitId)
  if (!visit || visit.siteId !== site.id || visit.day !== dayOf(tx.now, site.timeZone))
    return fail('not_here')
  if (people >= visit.people) return fail('too_few_people')
  const all = await listServices(tx)
  const services = serviceKeys.flatMap((key) => all.filter((service) => service.key === key))
  if (services.length === 0 || services.length < serviceKeys.length) return fail('unknown_service')
  const matters = services.map(({ id }) => ({ serviceId: id, people }))
  if (!(await takesAll(tx, site, matters))) return fail('not_offered')
  const key = visit.counterId ?? visit.id
  keepVisit(tx, key, 'split_off', visit.id)
  const left = await mattersFor(tx, visit, visit.people - people, all)
  const changed = await applyEvent(tx, visit, 'split_off', {
    people: visit.people - people,
    minutes: left.minutes,
    counterId: visit.counterId,
  })
  if (!changed.ok) return fail('not_here')
  await setMatters(tx, visit.id, left.matters)
  const followed = await follow(tx, links, visit, { site, people, matters })
  keepMore(tx, key, { visit: changed.value, follower: followed.visit })
  return ok(followed)
}

/** What a visit is for when so many of its people are left, and how long that takes by the catalogue. */
async function mattersFor(tx: Tx, visit: Visit, people: number, services: readonly Service[]) {
  const known = (await mattersOf(tx, [visit.id])).get(visit.id) ?? []
  if (known.every((matter) => matter.people <= people)) return { matters: known, minutes: visit.minutes }
  const matters = known.map((matter) => ({ ...matter, people: Math.min(matter.people, people) }))
  const planned = matters.flatMap((matter) =>
    services.filter(({ id }) => id === matter.serviceId).map((service) => ({ ...matter, service })),
  )
  return { matters, minutes: planned.length < known.length ? visit.minutes : plannedMinutes(planned) }
}
