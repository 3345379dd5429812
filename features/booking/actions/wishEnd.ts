import { queueWishMessage } from '#features/message/actions.ts'
import type { Visit } from '#features/visit/model.ts'
import type { Id } from '#kernel/id.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { afterRefusal, type OfferEnd, type WishEnd } from '../model/waitlist.ts'
import { refusedTime } from '../model/waitlistReplay.ts'
import { closeOffer, type OpenOffer, openOfferOf } from '../store/offer.ts'
import { writeLog } from '../store/waitlistLog.ts'
import {
  closeWish,
  liveWishOf,
  loadWish,
  saveBefore,
  savePlace,
  type Wish,
  wishContact,
} from '../store/wish.ts'
import { giveBackCells } from './freed.ts'
import { joinedFacts } from './wishFacts.ts'

/**
 * Ends an offer; false if it has ended already (waitlist_offer_ends_once decides). Unless it was accepted its cells go
 * on to the next on the list, and a refusal, or no answer at all, is counted.
 */
export async function endOffer(tx: Tx, offer: OpenOffer, how: OfferEnd): Promise<boolean> {
  const { id: offerId, wishId } = offer
  if ((await writeLog(tx, { event: how, wishId, offerId })) === undefined) return false
  await closeOffer(tx, offerId, how)
  if (how === 'accepted') return true
  await giveBackCells(tx, offer.claimId, 'returned')
  if (how === 'withdrawn') return true
  const wish = await loadWish(tx, wishId)
  if (wish) await savePlace(tx, afterRefusal({ ...wish, refused: [] }, refusedTime(offer), tx.now))
  return true
}

/** Takes a wish off the list and forgets who it was; an open offer goes to the next. False if it has ended already. */
export async function endWish(tx: Tx, wish: Wish, why: WishEnd): Promise<boolean> {
  if (wish.state === 'waiting') {
    const ended = await writeLog(tx, { event: 'ended', wishId: wish.id, facts: { why } })
    if (ended === undefined) return false
    const offer = await openOfferOf(tx, wish.id)
    if (offer) await endOffer(tx, offer, 'withdrawn')
  }
  if (why === 'over') await tellEnded(tx, wish)
  await closeWish(tx, wish.id, why)
  return true
}

async function tellEnded(tx: Tx, { id, language }: Wish): Promise<void> {
  const email = (await wishContact(tx, id))?.email
  const mail = { wishId: id, kind: 'wish_ended', language, channel: 'mail' } as const
  if (email) await queueWishMessage(tx, { ...mail, recipient: email })
}

/** A booking that shall become earlier is no more: nobody wants it earlier. */
export async function endWishOfVisit(tx: Tx, visitId: Id<'visit'>): Promise<void> {
  const wish = await liveWishOf(tx, { visitId })
  if (wish) await endWish(tx, wish, 'visit_over')
}

/** The booking has another time now: only what is before that is earlier, and up to its day all of it. */
export async function wishFollowsVisit(tx: Tx, { id: visitId, appointmentAt, day }: Visit): Promise<void> {
  const wish = await liveWishOf(tx, { visitId })
  if (!wish || appointmentAt === null) return
  const offer = await openOfferOf(tx, wish.id)
  if (offer && offer.startsAt >= appointmentAt) await endOffer(tx, offer, 'withdrawn')
  // Nobody chose that day: it is that of the booking.
  const follows = { before: appointmentAt, untilDay: day }
  await saveBefore(tx, wish.id, follows)
  const facts = joinedFacts({ ...wish, ...follows })
  await writeLog(tx, { event: 'changed', wishId: wish.id, facts })
}
