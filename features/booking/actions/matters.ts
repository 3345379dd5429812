import { getSettings, listSites } from '#features/authority/actions.ts'
import { bookMinutes, giveMinutesBack, rememberTaken, rereadDay } from '#features/capacity/actions.ts'
import { minutesOfCells } from '#features/capacity/model/budget.ts'
import { LIST_NOTICE } from '#features/capacity/model/listShare.ts'
import { roomFor } from '#features/capacity/model/remembered.ts'
import { cellBits, cellOf, cellsFor } from '#features/capacity/model.ts'
import {
  findServicesById,
  type MatterRefusal,
  type ReadMatters,
  readMatters,
} from '#features/catalogue/actions.ts'
import { kindsFor, plannedMinutes, type Service, ticketPrefixOf } from '#features/catalogue/model.ts'
import { applyEvent, contactOf, lockLinked, mattersOf, setMatters } from '#features/visit/actions.ts'
import { isOver, type Links, type Visit } from '#features/visit/model.ts'
import type { Id } from '#kernel/id.ts'
import { plus } from '#kernel/instant.ts'
import { fail, impossible, ok, type Result } from '#kernel/result.ts'
import { TryAgain } from '#platform/db/failure.ts'
import type { Tx } from '#platform/db/transaction.ts'
import type { PersonRefusal } from '../model/person.ts'
import { lockClaims, lockPlaces } from '../store/claimLock.ts'
import { uncount } from '../store/person.ts'
import { forgetMinutes } from '../store/precheck.ts'
import { liveReplacement } from '../store/replacement.ts'
import { liveWishOf } from '../store/wish.ts'
import { type Claim, claimsOf, deleteClaims, takeCells } from '../store.ts'
import { moveBooking, type NewTime, tell } from './change.ts'
import { giveBack, giveBackCells } from './freed.ts'
import { countPerson } from './person.ts'
import { dropReplacement } from './replacementEnd.ts'
import { sitesOffering } from './search.ts'
import type { HoldRefusal } from './wanted.ts'

/**
 * `too_short`: at the booked time no counter has room for all of it, so another time is needed. `linked`: of two linked
 * visits each has its own matters and places; they are booked anew. `wish_open`: its person waits for an earlier time
 * for what was booked. `no_birth_date`: a scarce service is added, for which a booking asks the birth date.
 */
export type MattersRefusal =
  | MatterRefusal
  | PersonRefusal
  | HoldRefusal
  | 'not_booked'
  | 'linked'
  | 'wish_open'
  | 'kind_not_offered'
  | 'no_birth_date'
  | 'too_short'

/** What a booking is asked to be for, and another time if the one it has is too short. */
export type NewMatters = {
  readonly matters: readonly { readonly serviceKey: string; readonly people: number }[]
  readonly to?: NewTime | undefined
}

/**
 * What a booking is for, changed by staff before its person has come: added, taken out, or for another number of people.
 * All rules of a booking hold: what combines, what the site offers, the limits of the person, and room at a counter. Its
 * time stays where some counter has room for all, else it needs another one. Refused, the transaction is rolled back.
 */
export async function changeBookedMatters(
  tx: Tx,
  links: Links,
  visitId: Id<'visit'>,
  { matters: asked, to }: NewMatters,
): Promise<Result<Visit, MattersRefusal>> {
  const open = (await lockLinked(tx, visitId)).filter(({ state }) => !isOver(state))
  const visit = open.find(({ id }) => id === visitId)
  if (visit?.state !== 'booked' || visit.appointmentAt === null) return fail('not_booked')
  if (open.length > 1) return fail('linked')
  const read = await readMatters(tx, asked)
  if (!read.ok) return read
  const refused = await forbidden(tx, visit, read.value, to)
  if (refused) return fail(refused)
  const counted = await countAnew(tx, links, visit, read.value.services)
  if (!counted.ok) return counted
  const changed = await applyEvent(tx, visit, 'matters_changed', {
    minutes: read.value.minutes,
    people: Math.max(...read.value.matters.map(({ people }) => people)),
    ticketPrefix: ticketPrefixOf(read.value.services),
  })
  if (!changed.ok) return fail('not_booked')
  await setMatters(
    tx,
    visit.id,
    read.value.matters.map(({ service, people }) => ({ serviceId: service.id, people })),
  )
  // What was found in the papers was found for other matters.
  await forgetMinutes(tx, visit.id)
  if (to && !(await isThere(tx, visit, to))) return moveBooking(tx, visit.id, to)
  if (!(await makeRoom(tx, changed.value, read.value.services))) return fail('too_short')
  await tell(tx, changed.value, 'booked')
  return changed
}

/**
 * How long a booking takes by what was found in its papers: its time stays, cells that it needs no more are freed, and
 * further ones are taken where its counter or another one has them. `too_short`: none has; the transaction is rolled
 * back. Of two linked visits each has places of its own, so nothing is changed there.
 */
export async function changeBookedMinutes(
  tx: Tx,
  visitId: Id<'visit'>,
  minutes: number,
): Promise<Result<Visit, 'not_booked' | 'linked' | 'too_short'>> {
  const open = (await lockLinked(tx, visitId)).filter(({ state }) => !isOver(state))
  const visit = open.find(({ id }) => id === visitId)
  if (visit?.state !== 'booked' || visit.appointmentAt === null) return fail('not_booked')
  if (open.length > 1) return fail('linked')
  if (visit.minutes === minutes) return ok(visit)
  const changed = await applyEvent(tx, visit, 'matters_changed', { minutes })
  if (!changed.ok) return fail('not_booked')
  const matters = (await mattersOf(tx, [visit.id])).get(visit.id) ?? []
  const services = await findServicesById(
    tx,
    matters.map(({ serviceId }) => serviceId),
  )
  return (await makeRoom(tx, changed.value, services)) ? changed : fail('too_short')
}

/**
 * How long the second of two linked visits takes by what was found in its papers: shorter, or again as long as the
 * catalogue says. It begins when it did, so the first stays as it is and nobody waits longer between them. `linked`: these
 * are no two that could be changed alone, or it would be longer than a move of both looks for; `too_short`: no counter has
 * room. Refused, the transaction is rolled back.
 */
export async function changeSecondMinutes(
  tx: Tx,
  firstId: Id<'visit'>,
  minutes: number,
): Promise<Result<Visit, 'not_booked' | 'linked' | 'too_short'>> {
  const [first, second] = (await lockLinked(tx, firstId)).filter(({ state }) => !isOver(state))
  if (first?.id !== firstId || first.state !== 'booked') return fail('not_booked')
  if (second?.state !== 'booked' || second.appointmentAt === null) return fail('linked')
  if (second.minutes === minutes) return ok(second)
  const { services, longest } = await plannedOf(tx, second.id)
  // Who lost both times gets both anew.
  if (minutes > longest || (await liveReplacement(tx, first.id))) return fail('linked')
  const changed = await applyEvent(tx, second, 'matters_changed', { minutes })
  if (!changed.ok) return fail('not_booked')
  return (await makeRoom(tx, changed.value, services)) ? changed : fail('too_short')
}

/** What a visit is for, and how long the catalogue says that it takes. */
export async function plannedOf(
  tx: Tx,
  visitId: Id<'visit'>,
): Promise<{ readonly services: readonly Service[]; readonly longest: number }> {
  const matters = (await mattersOf(tx, [visitId])).get(visitId) ?? []
  const services = await findServicesById(
    tx,
    matters.map(({ serviceId }) => serviceId),
  )
  const asked = matters.flatMap(({ serviceId, people }) => {
    const service = services.find(({ id }) => id === serviceId)
    return service ? [{ service, people }] : []
  })
  return { services, longest: plannedMinutes(asked) }
}

/** Is this the site and time that the booking has already? */
async function isThere(tx: Tx, { siteId, appointmentAt }: Visit, to: NewTime): Promise<boolean> {
  const site = (await listSites(tx)).find(({ id }) => id === siteId)
  return site?.key === to.siteKey && appointmentAt === to.startsAt
}

/** What forbids these matters, whatever the time; at the site where the visit will be. */
async function forbidden(
  tx: Tx,
  { id, siteId, kind }: Visit,
  { services }: ReadMatters,
  to: NewTime | undefined,
): Promise<MattersRefusal | undefined> {
  const offering = await sitesOffering(
    tx,
    services.map((service) => service.id),
  )
  if (!offering.sites.some(({ id: there, key }) => (to ? key === to.siteKey : there === siteId)))
    return 'not_offered'
  if (!kindsFor(services, await getSettings(tx)).includes(kind)) return 'kind_not_offered'
  const before = new Set(((await mattersOf(tx, [id])).get(id) ?? []).map(({ serviceId }) => serviceId))
  if (services.some((service) => service.scarce && !before.has(service.id))) return 'no_birth_date'
  return (await liveWishOf(tx, { visitId: id })) ? 'wish_open' : undefined
}

/** The booking counts for its person by its new services; whose contact is deleted already is not counted. */
async function countAnew(
  tx: Tx,
  links: Links,
  { id: visitId }: Visit,
  services: readonly Service[],
): Promise<Result<null, PersonRefusal>> {
  const contact = await contactOf(tx, visitId)
  if (!contact) return ok(null)
  await uncount(tx, visitId)
  return countPerson(tx, links, { visitId, contact, services, by: 'staff' })
}

/**
 * Gives a booking the cells that its minutes need now, from its own time on: at its own place if that has room, else at
 * another one. What is left over goes the way of all freed time. False if no place has room.
 */
async function makeRoom(tx: Tx, visit: Visit, services: readonly Service[]): Promise<boolean> {
  const { siteId, day, minutes } = visit
  const startsAt = visit.appointmentAt ?? impossible('a booking without a time')
  const site = (await listSites(tx)).find(({ id }) => id === siteId) ?? impossible('a visit without site')
  const own = (await claimsOf(tx, visit.id)).find(({ kind }) => kind === 'booked')
  const firstCell = cellOf(startsAt, day, site.timeZone)
  const siteDay = { siteId, day }
  const wanted = { firstCell, minutes, services: services.map(({ id }) => id), asker: 'staff' } as const
  const known = await rereadDay(tx, siteDay)
  const without = withoutOwn(known, own)
  // What is given back for another place and goes to the list first stays counted in its hours.
  const elsewhere = startsAt > plus(tx.now, LIST_NOTICE) ? known : without
  const atOwn = roomFor(without, wanted).find(({ id }) => id === own?.placeId)
  const place = atOwn ?? roomFor(elsewhere, wanted)[0]
  if (!place) return false
  const { durationPercent } = place
  const endCell = firstCell + cellsFor(minutes, durationPercent)
  const at = { placeId: place.id, day, durationPercent }
  const taken = { ...at, visitId: visit.id, kind: 'booked', until: null } as const
  const take = async (cells: { readonly firstCell: number; readonly endCell: number }) => {
    const claim = await takeCells(tx, { ...taken, ...cells })
    // Somebody was faster: the places are looked at anew.
    if (!claim) throw new TryAgain()
    bookMinutes(tx, { ...siteDay, ...cells }, 'staff')
    return claim
  }
  await keepStill(tx, visit.id, own, place.id)
  await dropReplacement(tx, visit.id)
  if (own?.placeId !== place.id) {
    await giveBack(tx, visit.id, 'moved', await take({ firstCell, endCell }))
  } else {
    giveMinutesBack(tx, await deleteClaims(tx, { claimIds: [own.id] }))
    await take({ firstCell, endCell })
    if (endCell < own.endCell)
      await giveBackCells(tx, await take({ firstCell: endCell, endCell: own.endCell }), 'moved')
  }
  await rememberTaken(tx, siteDay, place.id, { firstCell, endCell })
  return true
}

/**
 * Locks the places that a booking has and gets, and then its claims, in the order in which a plan's change locks them.
 * One that has moved the booking meanwhile is seen by the next try.
 */
async function keepStill(
  tx: Tx,
  visitId: Id<'visit'>,
  own: Claim | undefined,
  placeId: Id<'place'>,
): Promise<void> {
  lockPlaces(tx, own?.placeId == null ? [placeId] : [own.placeId, placeId])
  lockClaims(tx, { visitId })
  const still = (await claimsOf(tx, visitId)).find(({ kind }) => kind === 'booked')
  if (still?.id !== own?.id || still?.placeId !== own?.placeId || still?.endCell !== own?.endCell)
    throw new TryAgain('a plan change has moved the booking')
}

type Day = Awaited<ReturnType<typeof rereadDay>>

/** The day as if a booking had no cells yet: its own stand in others' way only. */
function withoutOwn(day: Day, own: Claim | undefined): Day {
  if (!own) return day
  const bits = cellBits(own.firstCell, own.endCell)
  const places = day.places.map((place) =>
    place.id === own.placeId ? { ...place, taken: place.taken & ~bits } : place,
  )
  const budgets = new Map(day.budgets)
  if (own.placeId !== null)
    for (const [hour, minutes] of minutesOfCells(own.firstCell, own.endCell)) {
      const known = budgets.get(hour)
      if (known) budgets.set(hour, { ...known, booked: known.booked - minutes })
    }
  return { ...day, places, budgets }
}
