import { getSettings, listSites } from '#features/authority/actions.ts'
import {
  addressDigest,
  followReturn,
  forgetTurns,
  queueTurn,
  tryNumberAgain,
} from '#features/message/actions.ts'
import { lockVisit, markTurnTold, mobileOf, saveMobile, waitsOf } from '#features/visit/actions.ts'
import { readMobile } from '#features/visit/model/phone.ts'
import type { Links, Visit } from '#features/visit/model.ts'
import type { Id } from '#kernel/id.ts'
import { MINUTE, plus } from '#kernel/instant.ts'
import { fail, impossible, ok, type Result } from '#kernel/result.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { isSoon, type TurnSms } from '../model.ts'
import { countGiven, givenSince, lockKiosks } from '../store/mobileGiven.ts'
import { hallOf } from './see.ts'

/** So often one number may be given on a day, in all the city: somebody with three errands, and no stranger more often. */
const MOST_A_DAY = 3
/** So many numbers the kiosks of a site take within so long; everybody else draws a number as before. */
const MOST_AT_KIOSKS = 20
const KIOSKS_COUNT = 10 * MINUTE

/** The watchers of this topic look for who is to be told of their turn, by a phone's push or by SMS. */
export const TURN_TOPIC = 'turn'

/** Why nobody is told: the city sends no SMS, no mobile number, not waiting, the number or this site was used too often. */
export type TurnSmsRefusal = 'no_sms' | 'bad_mobile' | 'not_waiting' | 'too_many_sms'

/** Is somebody told of their turn by SMS, or could they be? Only where the city has a sender and a gateway. */
export async function turnSmsOf(
  tx: Tx,
  { id, state, ticketNumber }: Pick<Visit, 'id' | 'state' | 'ticketNumber'>,
  hasGateway: boolean,
): Promise<TurnSms> {
  if (state !== 'waiting' || ticketNumber === null || !hasGateway) return 'no'
  if ((await getSettings(tx)).smsSender === null) return 'no'
  return (await mobileOf(tx, id)) === undefined ? 'offered' : 'told'
}

/** What is given for it. */
export type GivenMobile = {
  readonly typed: string
  readonly by: 'kiosk' | 'desk'
  /** Without a gateway nothing would leave. */
  readonly hasGateway: boolean
}

/**
 * Tells somebody who waits of their turn by SMS: their number at once, with the page that says how it stands, and later
 * that it is near, or time to come back. What was typed is read as every mobile number; the same one again changes nothing,
 * another one takes its place.
 */
export async function tellBySms(
  tx: Tx,
  links: Links,
  visitId: Id<'visit'>,
  { typed, by, hasGateway }: GivenMobile,
): Promise<Result<Visit, TurnSmsRefusal>> {
  const visit = await lockVisit(tx, visitId)
  if (visit?.state !== 'waiting' || visit.ticketNumber === null) return fail('not_waiting')
  if ((await turnSmsOf(tx, visit, hasGateway)) === 'no') return fail('no_sms')
  const mobile = typed.length > 40 ? undefined : readMobile(typed)
  if (mobile === undefined) return fail('bad_mobile')
  if ((await mobileOf(tx, visit.id)) === mobile) return ok(visit)
  if (!(await mayBeGiven(tx, links, visit, mobile, by))) return fail('too_many_sms')
  await forgetTurns(tx, [visit.id])
  await saveMobile(tx, visit.id, mobile)
  await tryNumberAgain(tx, links, { email: null, phone: null, mobile })
  // Whose turn is near reads the number in that message: nobody gets two at once.
  const isNow = await isNear(tx, visit)
  if (isNow) await markTurnTold(tx, visit.id, (await waitsOf(tx, [visit])).get(visit.id) ?? 0)
  await queueTurn(tx, visit, isNow ? 'soon' : 'ticket', mobile)
  if (visit.awayUntil !== null) await followReturn(tx, visit)
  tx.touch(TURN_TOPIC)
  return ok(visit)
}

/** Nobody is told of this turn by SMS any more; no harm if nobody was. */
export async function tellNoMore(tx: Tx, visitId: Id<'visit'>): Promise<Result<Visit, 'not_waiting'>> {
  const visit = await lockVisit(tx, visitId)
  if (!visit) return fail('not_waiting')
  await forgetTurns(tx, [visit.id])
  return ok(visit)
}

async function mayBeGiven(
  tx: Tx,
  links: Links,
  { siteId, day }: Visit,
  mobile: string,
  by: GivenMobile['by'],
): Promise<boolean> {
  if (by === 'kiosk') {
    // Kiosks of a site count one after the other, or many at once would all find room for one more.
    await lockKiosks(tx, siteId)
    if ((await givenSince(tx, siteId, plus(tx.now, -KIOSKS_COUNT))) >= MOST_AT_KIOSKS) return false
  }
  return countGiven(tx, { digest: addressDigest(tx, links, mobile), day, siteId }, MOST_A_DAY)
}

async function isNear(tx: Tx, { id, siteId }: Visit): Promise<boolean> {
  const site = (await listSites(tx)).find((each) => each.id === siteId) ?? impossible('a visit without site')
  const place = (await hallOf(tx, site)).waiting.find(({ visit }) => visit.id === id)
  return place !== undefined && place.ahead !== null && isSoon(place.visit, place.ahead, tx.now)
}
