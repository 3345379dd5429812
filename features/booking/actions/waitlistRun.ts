import { getSettings, listSites } from '#features/authority/actions.ts'
import { counterSkills } from '#features/capacity/actions.ts'
import { LIST_NOTICE } from '#features/capacity/model/listShare.ts'
import { instantOfCell } from '#features/capacity/model.ts'
import { queueWishMessage } from '#features/message/actions.ts'
import type { Way } from '#features/visit/model/channel.ts'
import { type Id, newId } from '#kernel/id.ts'
import { DAY, HOUR, type Instant, plus } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { dayOf } from '#kernel/wallTime.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { type Allocation, allocate, cutOut, type FreedRun, joinRuns, timesIn } from '../model/allocation.ts'
import { offerTerms, wayOfOffer } from '../model/offerWay.ts'
import { urgentPart, WISH_CONFIRM_HOURS, WISH_KEPT_DAYS } from '../model/waitlist.ts'
import { RULE, type RunFacts } from '../model/waitlistReplay.ts'
import {
  anythingFreed,
  divide,
  type FreedClaim,
  freedClaims,
  lockPlacesOfList,
  noteBatch,
} from '../store/freed.ts'
import { insertOffer, openOffers } from '../store/offer.ts'
import {
  beginBatch,
  deleteOldBatches,
  lockList,
  spendUrgent,
  urgentLeftOf,
  writeLog,
} from '../store/waitlistLog.ts'
import {
  deleteWishesEndedBefore,
  overdueWishes,
  refusedTimes,
  type Wish,
  waitingWishes,
  wishContacts,
} from '../store/wish.ts'
import { drawMoment, makePublic } from './freed.ts'
import { endOffer, endWish } from './wishEnd.ts'
import { inLine } from './wishFacts.ts'

/** What became of one look at the list. */
export type ListLook = { readonly offered: number; readonly lapsed: number; readonly madePublic: number }

/**
 * One look at the list: offers without an answer end, freed times are offered in the published order, and what nobody
 * wanted becomes public when its moment has come; in this order, so that no time is public before the list has seen
 * it. For every authority every few seconds; one at a time, by the lock of the log.
 */
export async function lookAtList(tx: Tx): Promise<ListLook> {
  if (!(await anythingFreed(tx))) return { offered: 0, lapsed: 0, madePublic: 0 }
  const { lastBatch, carry } = await lockList(tx)
  const places = await lockPlacesOfList(tx)
  // What lies elsewhere, because its plan is being changed or it came since, is for the next look.
  const freedHere = async () => (await freedClaims(tx)).filter(({ placeId }) => places.has(placeId))
  const open = await openOffers(tx)
  const lapsed = open.filter(
    ({ until, placeId }) => until <= tx.now && (placeId === null || places.has(placeId)),
  )
  for (const offer of lapsed) await endOffer(tx, offer, 'lapsed')
  // A place fell away, and no other had room at that time: there is nothing to offer any more.
  const gone = open.filter((offer) => !offer.placed && !lapsed.includes(offer))
  for (const offer of gone) await endOffer(tx, offer, 'withdrawn')
  // A place that takes no more claims has no times to give.
  const freed = await freedHere()
  await makePublic(
    tx,
    freed.filter(({ withdrawn }) => withdrawn).map(({ claimId }) => claimId),
  )
  const times = freed.filter(({ withdrawn }) => !withdrawn)
  const fresh = times.filter(({ batch }) => batch === null)
  const begun = fresh.length > 0 ? { batch: lastBatch + 1, times: timesIn(fresh), carry } : null
  if (begun) {
    await beginBatch(tx, begun.batch, urgentPart(begun.times, begun.carry))
    await noteBatch(
      tx,
      fresh.map(({ claimId }) => claimId),
      begun.batch,
    )
  }
  const offered = await offerTimes(tx, times, begun)
  const over = (await freedHere()).filter((time) => time.until <= tx.now || isNear(time, tx.now))
  await makePublic(
    tx,
    over.map(({ claimId }) => claimId),
  )
  return { offered, lapsed: lapsed.length, madePublic: over.length }
}

/** So near that it belongs to the hall, also if it was farther away when it was freed. */
function isNear({ day, firstCell, timeZone }: FreedClaim, now: Instant): boolean {
  return instantOfCell(day, firstCell, timeZone) <= plus(now, LIST_NOTICE)
}

/** Freed claims with all that the order needs to know of their places. */
async function runsOf(tx: Tx, times: readonly FreedClaim[], batch: number | null): Promise<Joined[]> {
  const runs = []
  for (const time of times) {
    const skills = [...(await counterSkills(tx, time.counterId))].toSorted()
    runs.push({ ...time, skills, batch: time.batch ?? batch ?? impossible('a time without a batch') })
  }
  return [...joinRuns(runs)]
}

type Joined = FreedRun & {
  readonly parts: readonly (FreedRun &
    Pick<FreedClaim, 'claimId' | 'reason' | 'counterId' | 'until' | 'withdrawn'>)[]
}

async function offerTimes(tx: Tx, times: readonly FreedClaim[], begun: RunFacts['begun']): Promise<number> {
  const joined = await runsOf(tx, times, begun?.batch ?? null)
  if (joined.length === 0) return 0
  const runs = joined.map(({ parts: _, ...run }) => run)
  const found = await findWinners(tx, runs, begun)
  const number = found.number
  for (const run of joined) {
    const own = found.winners.filter(
      ({ placeId, day, firstCell }) =>
        placeId === run.placeId && day === run.day && run.firstCell <= firstCell && firstCell < run.endCell,
    )
    if (own.length === 0) continue
    const until = run.parts.map((part) => part.until).toSorted((a, b) => b - a)[0] ?? drawMoment(tx.now)
    const rest = own
      .reduce<FreedRun[]>(
        (left, each) =>
          left.flatMap((one) => (inside(each, one) ? cutOut(one, each.firstCell, each.endCell) : [one])),
        [run],
      )
      .map(({ firstCell, endCell }) => ({ firstCell, endCell, until }))
    const pieces = own.map(({ firstCell, endCell, wishId }) => ({
      firstCell,
      endCell,
      until: found.terms.get(wishId)?.until ?? impossible('a winner without terms'),
    }))
    const claims = await divide(tx, run, run.parts, pieces, rest)
    for (const [index, winner] of own.entries()) {
      found.claims.set(winner, claims[index] ?? impossible('an offer without cells'))
    }
  }
  // In the order of the winners, so that the log reads like the rule.
  for (const winner of found.winners)
    await makeOffer(tx, found, winner, number ?? impossible('winners without a look'))
  return found.winners.length
}

function inside(each: Allocation, run: FreedRun): boolean {
  return run.firstCell <= each.firstCell && each.endCell <= run.endCell
}

/** The winners of a look, with the wishes that they are, and the cells that they get. */
export type Winners = {
  readonly winners: readonly Allocation[]
  readonly wishes: ReadonlyMap<Id<'wish'>, Wish>
  readonly claims: Map<Allocation, Id<'claim'>>
  /** The look's number in the log; undefined for one that changed nothing and is not written. */
  readonly number: number | undefined
  /** By which way each winner hears of it, when, and until when the offer waits for them. */
  readonly terms: ReadonlyMap<Id<'wish'>, OfferTerms>
}

type OfferTerms = ReturnType<typeof offerTerms> & { readonly way: Way | undefined }

/** Asks the rule who gets which of these times, and writes the look into the log. */
export async function findWinners(
  tx: Tx,
  runs: readonly FreedRun[],
  begun: RunFacts['begun'],
): Promise<Winners> {
  const { timeZone } = await getSettings(tx)
  const today = dayOf(tx.now, timeZone)
  const waiting = await waitingWishes(tx)
  const refused = await refusedTimes(tx)
  const asked = new Set((await openOffers(tx)).map(({ wishId }) => wishId))
  const wishes = waiting
    .filter(({ id }) => !asked.has(id))
    .map((wish) => inLine(wish, refused.get(wish.id) ?? []))
  const urgentLeft = await urgentLeftOf(tx, [...new Set(runs.map(({ batch }) => batch))])
  const winners = allocate({ now: tx.now, today, runs, wishes, urgentLeft })
  const facts = { today, runs, urgentLeft: [...urgentLeft], begun, rule: RULE } as const
  const number = begun || winners.length > 0 ? await writeLog(tx, { event: 'run', facts }) : undefined
  const byId = new Map(waiting.map((wish) => [wish.id, wish]))
  return { winners, wishes: byId, claims: new Map(), number, terms: await termsOf(tx, winners) }
}

async function termsOf(tx: Tx, winners: readonly Allocation[]): Promise<ReadonlyMap<Id<'wish'>, OfferTerms>> {
  if (winners.length === 0) return new Map()
  const { smsSender, timeZone } = await getSettings(tx)
  const sites = new Map((await listSites(tx)).map((site) => [site.id, site]))
  const contacts = await wishContacts(
    tx,
    winners.map(({ wishId }) => wishId),
  )
  return new Map(
    winners.map(({ wishId, siteId, startsAt }) => {
      const contact = contacts.get(wishId)
      const way = contact && wayOfOffer(contact, { sendsSms: smsSender !== null })
      const zone = sites.get(siteId)?.timeZone ?? timeZone
      return [wishId, { way, ...offerTerms(tx.now, startsAt, way?.channel, zone) }]
    }),
  )
}

/** Writes an offer, its line in the log and the message about it; whom only a call reaches, staff calls. */
export async function makeOffer(tx: Tx, found: Winners, winner: Allocation, run: number): Promise<void> {
  const wish = found.wishes.get(winner.wishId) ?? impossible('a winner who does not wait')
  const { wishId, ...place } = winner
  const { siteId, startsAt, batch } = place
  const terms = found.terms.get(wishId) ?? impossible('a winner without terms')
  const { minutes } = wish
  const offerId = newId<'offer'>(tx.now)
  const claimId = found.claims.get(winner) ?? impossible('an offer without cells')
  await insertOffer(tx, {
    id: offerId,
    wishId,
    claimId,
    siteId,
    startsAt,
    minutes,
    until: terms.until,
  })
  await writeLog(tx, { event: 'offered', wishId, offerId, facts: { ...place, run, minutes } })
  if (winner.urgent) await spendUrgent(tx, batch, timesIn([winner]))
  const { way, tellAt } = terms
  const { language } = wish
  if (way) await queueWishMessage(tx, { wishId, kind: 'wish_offer', language, ...way }, tellAt)
}

/** Ends wishes whose day has come, and those whose link nobody pressed. For every authority once a minute; how many. */
export async function endOverdueWishes(tx: Tx): Promise<number> {
  const { timeZone } = await getSettings(tx)
  const askedBefore = plus(tx.now, -WISH_CONFIRM_HOURS * HOUR)
  const overdue = await overdueWishes(tx, { today: dayOf(tx.now, timeZone), askedBefore })
  for (const wish of overdue) await endWish(tx, wish, wish.state === 'asked' ? 'unconfirmed' : 'over')
  return overdue.length
}

/** Wishes and batches deleted in one transaction. */
const FORGOTTEN_AT_ONCE = 1_000

/** Deletes wishes whose page has said long enough what became of them. For every authority once an hour; how many. */
export async function forgetWishes(tx: Tx): Promise<number> {
  await deleteOldBatches(tx, plus(tx.now, -WISH_KEPT_DAYS * DAY))
  return deleteWishesEndedBefore(tx, plus(tx.now, -WISH_KEPT_DAYS * DAY), FORGOTTEN_AT_ONCE)
}
