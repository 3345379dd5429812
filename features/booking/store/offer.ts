import type { Id } from '#kernel/id.ts'
import type { Instant } from '#kernel/instant.ts'
import { at, db } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'
import type { OfferEnd } from '../model/waitlist.ts'

/** A time that waits for somebody's answer. */
export type OpenOffer = {
  readonly id: Id<'offer'>
  readonly wishId: Id<'wish'>
  readonly claimId: Id<'claim'>
  readonly siteId: Id<'site'>
  readonly startsAt: Instant
  readonly minutes: number
  readonly until: Instant
  /** False when its place fell away and no other had room at that time. */
  readonly placed: boolean
  readonly placeId: Id<'place'> | null
}

/** Writes an offer. `offer_open_once`: a wish has one at a time. */
export async function insertOffer(tx: Tx, offer: Omit<OpenOffer, 'placed' | 'placeId'>): Promise<void> {
  await tx.run(
    db.insertInto('offer').values({
      id: offer.id,
      wish_id: offer.wishId,
      state: 'open',
      claim_id: offer.claimId,
      site_id: offer.siteId,
      starts_at: at(offer.startsAt),
      minutes: offer.minutes,
      until: at(offer.until),
      created_at: at(tx.now),
    }),
  )
}

const open = db
  .selectFrom('offer')
  .innerJoin('claim', 'claim.id', 'offer.claim_id')
  .select([
    'offer.id',
    'offer.wish_id as wishId',
    'claim.id as claimId',
    'claim.place_id as placeId',
    'offer.site_id as siteId',
    'offer.starts_at as startsAt',
    'offer.minutes',
    'offer.until',
  ])
  .where('offer.state', '=', 'open')
  .orderBy('offer.until')
  .orderBy('offer.id')

type OpenRow = Omit<OpenOffer, 'placed'>

const toOffer = (row: OpenRow): OpenOffer => ({ ...row, placed: row.placeId !== null })

/** The open offer of a wish, also one whose time to answer is over. */
export async function openOfferOf(tx: Tx, wishId: Id<'wish'>): Promise<OpenOffer | undefined> {
  const row = await tx.first(open.where('offer.wish_id', '=', wishId))
  return row && toOffer(row)
}

/** All open offers, those that end first in front. */
export async function openOffers(tx: Tx): Promise<OpenOffer[]> {
  return (await tx.rows(open)).map(toOffer)
}

/** Writes how an offer ended; its cells belong to somebody else from now on. */
export async function closeOffer(tx: Tx, id: Id<'offer'>, how: OfferEnd): Promise<void> {
  await tx.run(db.updateTable('offer').set({ state: how, claim_id: null }).where('id', '=', id))
}

/** Makes the cells of an offer those of a booking. */
export async function bookOffered(tx: Tx, claimId: Id<'claim'>, visitId: Id<'visit'>): Promise<void> {
  const count = await tx.run(
    db
      .updateTable('claim')
      .set({ kind: 'booked', visit_id: visitId, until: null })
      .where('id', '=', claimId)
      .where('kind', '=', 'offered'),
  )
  if (count !== 1) throw new Error('the cells of an offer are gone')
}
