import { findSite, listSites } from '#features/authority/actions.ts'
import { findServicesById } from '#features/catalogue/actions.ts'
import { allowedKind } from '#features/catalogue/model.ts'
import { applyEvent, beginVisit, lockVisit } from '#features/visit/actions.ts'
import type { Contact, Links, Visit } from '#features/visit/model.ts'
import { type Id, newId } from '#kernel/id.ts'
import type { Instant } from '#kernel/instant.ts'
import { fail, impossible, ok, type Result } from '#kernel/result.ts'
import { dayOf } from '#kernel/wallTime.ts'
import type { Tx } from '#platform/db/transaction.ts'
import type { PersonRefusal } from '../model/person.ts'
import { bookOffered, type OpenOffer, openOfferOf } from '../store/offer.ts'
import { saveBirth } from '../store/person.ts'
import { loadWish, type Wish, wishBirth, wishContact } from '../store/wish.ts'
import { tell } from './change.ts'
import { fitFound } from './fitFound.ts'
import { giveBack } from './freed.ts'
import { countPerson } from './person.ts'
import { dropReplacement } from './replacementEnd.ts'
import { type HoldRefusal, newBooking, readWish, type Wanted } from './wanted.ts'
import { endOffer, endWish } from './wishEnd.ts'

export type OfferRefusal = 'offer_over' | HoldRefusal | PersonRefusal

/**
 * One press takes the offered time: it becomes a booking, confirmed at once because the contact was verified when the
 * wish joined, and counted for its person; or, where a booking shall become earlier, that booking moves there and its old time is given up in the
 * same transaction. Of two presses, or a press and the end of the offer, one counts (waitlist_offer_ends_once).
 */
export async function acceptOffer(
  tx: Tx,
  links: Links,
  wishId: Id<'wish'>,
): Promise<Result<Visit, OfferRefusal>> {
  const wish = await loadWish(tx, wishId)
  if (wish?.state !== 'waiting') return fail('offer_over')
  // A visit is locked before the list, as where a booking is moved or cancelled.
  const visit = wish.visitId && (await lockVisit(tx, wish.visitId))
  if (wish.visitId && visit?.state !== 'booked') return fail('offer_over')
  const offer = await openOfferOf(tx, wishId)
  if (!offer?.placed || offer.until <= tx.now) return fail('offer_over')
  const wanted = await readOffered(tx, wish, offer)
  if (!wanted.ok) return wanted
  if (!(await endOffer(tx, offer, 'accepted'))) return fail('offer_over')
  const contact = await wishContact(tx, wishId)
  const booked = visit
    ? ok(await moveThere(tx, visit, offer, wanted.value))
    : await bookThere(tx, links, wish, offer, wanted.value, contact ?? impossible('a wish without contact'))
  if (booked.ok) await endWish(tx, wish, 'accepted')
  return booked
}

/** Is the offered time still to be had as it was offered? */
async function readOffered(tx: Tx, wish: Wish, offer: OpenOffer): Promise<Result<Wanted, OfferRefusal>> {
  const site = (await listSites(tx)).find(({ id }) => id === offer.siteId)
  if (!site || !(await findSite(tx, site.key))) return fail('unknown_site')
  const services = await findServicesById(tx, wish.serviceIds)
  const matters = wish.matters.flatMap(({ serviceId, people }) => {
    const service = services.find(({ id }) => id === serviceId)
    return service ? [{ serviceKey: service.key, people }] : []
  })
  const standing = wish.visitId !== null
  const wanted = await readWish(tx, { matters, siteKey: site.key, startsAt: offer.startsAt, standing })
  // The cells are those of the minutes that were offered, also if the catalogue plans others since.
  return wanted.ok ? ok({ ...wanted.value, minutes: offer.minutes }) : wanted
}

async function bookThere(
  tx: Tx,
  links: Links,
  wish: Wish,
  { claimId, startsAt }: OpenOffer,
  wanted: Wanted,
  contact: Contact,
): Promise<Result<Visit, PersonRefusal>> {
  const id = newId<'visit'>(tx.now)
  const { language, channel } = wish
  // Whoever cannot be served that way any more is expected on site, as the confirmation says.
  const kind = allowedKind(wanted, wish.kind)
  const begun = newBooking(tx, links, wanted, id, { startsAt, language, channel, kind, browser: null })
  await bookOffered(tx, claimId, id)
  const visit = await beginVisit(tx, begun, wanted.matters, ['held', 'booked'], contact)
  const by = channel === 'online' ? 'proven_citizen' : 'staff'
  if (wanted.services.some(({ scarce }) => scarce)) await saveBirth(tx, id, await wishBirth(tx, wish.id))
  const counted = await countPerson(tx, links, { visitId: id, contact, services: wanted.services, by })
  if (!counted.ok) return counted
  await tell(tx, visit, 'booked', contact)
  return ok(visit)
}

async function moveThere(
  tx: Tx,
  visit: Visit,
  { claimId, startsAt }: OpenOffer,
  { site, minutes }: Wanted,
): Promise<Visit> {
  await dropReplacement(tx, visit.id)
  await bookOffered(tx, claimId, visit.id)
  await giveBack(tx, visit.id, 'moved', claimId)
  const applied = await applyEvent(tx, visit, 'moved', {
    siteId: site.id,
    day: dayOf(startsAt, site.timeZone),
    appointmentAt: startsAt,
    minutes,
    movedCount: visit.movedCount + 1,
  })
  const moved = applied.ok ? applied.value : impossible('a locked booking can be moved')
  await fitFound(tx, moved)
  await tell(tx, moved, 'moved')
  return moved
}

/** Refuses the offered time: it goes to the next. Pressed twice it is refused once. */
export async function declineOffer(tx: Tx, wishId: Id<'wish'>): Promise<Result<null, 'offer_over'>> {
  const offer = await openOfferOf(tx, wishId)
  if (!offer || !(await endOffer(tx, offer, 'declined'))) return fail('offer_over')
  return ok(null)
}

/** When the open offer of a wish begins, while it can be answered. */
export async function offeredAt(tx: Tx, wishId: Id<'wish'>): Promise<Instant | undefined> {
  const offer = await openOfferOf(tx, wishId)
  return offer && offer.until > tx.now ? offer.startsAt : undefined
}
