import type { Static } from 'typebox'
import { listClosures } from '#features/authority/actions.ts'
import { closesAt, isOpenAt, openSpans, type Site } from '#features/authority/model.ts'
import type { Service } from '#features/catalogue/model.ts'
import type { Visit } from '#features/visit/model.ts'
import type { Id } from '#kernel/id.ts'
import { type Instant, isoInstant } from '#kernel/instant.ts'
import { dayOf } from '#kernel/wallTime.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { type HallView, type Present, unserved } from '../actions.ts'
import type { ToldSchema } from '../contract/shapes.ts'
import type { StaffHall, StaffVisit } from '../contract.ts'
import type { Told } from '../model.ts'

const isoOrNull = (at: Instant | null) => (at === null ? null : isoInstant(at))

/** Service ids as keys. */
export type KeyOf = (id: Id<'service'>) => string

/** Looks service keys up; a service that was taken out of the catalogue keeps its id as key. */
export function keysOf(services: readonly Pick<Service, 'id' | 'key'>[]): KeyOf {
  const keys = new Map(services.map((service) => [service.id, service.key]))
  return (id) => keys.get(id) ?? id
}

/** What is told of a call; null where nothing is. */
export function presentTold(told: Told | undefined): Static<typeof ToldSchema> | null {
  if (!told) return null
  const { from, until, soon, aboutMinutes } = told
  return { from: isoInstant(from), until: isoInstant(until), soon, aboutMinutes }
}

/** A visit as staff sees it. */
export function presentVisit(
  visit: Visit,
  services: readonly Id<'service'>[],
  keyOf: KeyOf,
): Static<typeof StaffVisit> {
  return {
    visit: visit.id,
    state: visit.state,
    ticketNumber: visit.ticketNumber,
    origin: visit.origin,
    kind: visit.kind,
    people: visit.people,
    minutes: visit.minutes,
    language: visit.language,
    appointmentAt: isoOrNull(visit.appointmentAt),
    arrivedAt: isoOrNull(visit.arrivedAt),
    callableFrom: isoOrNull(visit.callableFrom),
    calledAt: isoOrNull(visit.calledAt),
    callCount: visit.callCount,
    missedCount: visit.missedCount,
    services: services.map(keyOf),
    needs: [...visit.needs],
    credits: [...visit.credits],
    awayUntil: isoOrNull(visit.awayUntil),
    onTheWay: visit.onTheWay ?? false,
    parkedFor: visit.parkedFor,
    forCounter: visit.forCounterId,
    part: visit.linked ? (visit.linked.second ? 'second' : 'first') : null,
  }
}

/** The hall as staff sees it. */
export async function presentHall(
  tx: Tx,
  site: Site,
  view: HallView,
  keyOf: KeyOf,
): Promise<Static<typeof StaffHall>> {
  const closures = await listClosures(tx, dayOf(tx.now, site.timeZone))
  const spans = openSpans(site, closures, dayOf(tx.now, site.timeZone))
  const person = ({ visit, services }: Present) => presentVisit(visit, services, keyOf)
  return {
    number: view.number,
    at: isoInstant(tx.now),
    site: site.key,
    opensAt: isoOrNull(spans[0]?.opens ?? null),
    closesAt: isoOrNull(closesAt(site, closures, tx.now) ?? spans.at(-1)?.closes ?? null),
    waiting: view.waiting.map(person),
    missed: view.missed.map(person),
    parked: view.parked.map(person),
    withoutCounter: unserved(view),
    counters: view.counters.map(({ counter, open, pausedAt, visit, services }) => ({
      counter: counter.id,
      key: counter.key,
      label: counter.texts.label,
      open,
      pausedAt: isoOrNull(pausedAt),
      services: [...counter.skills].map(keyOf),
      visit: visit && presentVisit(visit, services, keyOf),
    })),
  }
}

/** Is the site open now, or at a later moment, by its hours and closures? */
export async function isSiteOpen(tx: Tx, site: Site, at: Instant = tx.now): Promise<boolean> {
  return isOpenAt(site, await listClosures(tx, dayOf(tx.now, site.timeZone)), at)
}
