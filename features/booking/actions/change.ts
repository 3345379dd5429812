import { findSite, getSettings } from '#features/authority/actions.ts'
import type { Asker } from '#features/capacity/model/budget.ts'
import { findServicesById } from '#features/catalogue/actions.ts'
import { queueMessage } from '#features/message/actions.ts'
import { applyEvent, contactOf, deleteContact, lockVisit, mattersOf } from '#features/visit/actions.ts'
import type { Contact, Matter, Visit } from '#features/visit/model.ts'
import type { Id } from '#kernel/id.ts'
import type { Instant } from '#kernel/instant.ts'
import { fail, ok, type Result } from '#kernel/result.ts'
import { dayOf } from '#kernel/wallTime.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { acceptedOf, liveReplacement } from '../store/replacement.ts'
import { bookClaim } from '../store.ts'
import { giveBack } from './freed.ts'
import { claimTime, type HoldRefusal, readWish } from './hold.ts'
import { noteOddity } from './oddity.ts'
import { dropReplacement } from './replacementEnd.ts'
import type { TimeQuestion } from './search.ts'
import { endWishOfVisit, wishFollowsVisit } from './wishEnd.ts'

/** Puts the mail about a change into the outbox, if there is an address to send it to. */
export async function tell(
  tx: Tx,
  visit: Visit,
  kind: 'booked' | 'moved' | 'cancelled',
  known?: Contact,
): Promise<void> {
  const contact = known ?? (await contactOf(tx, visit.id))
  if (!contact?.email) return
  await queueMessage(tx, { visitId: visit.id, kind, language: visit.language, recipient: contact.email })
}

/** Makes a held time a booking: by the link in the mail, or at once by staff. Pressed twice it stays booked. */
export async function confirmBooking(tx: Tx, visitId: Id<'visit'>): Promise<Result<Visit, 'hold_over'>> {
  const visit = await lockVisit(tx, visitId)
  if (visit?.state === 'booked') return ok(visit)
  if (visit?.state !== 'held' || !(await bookClaim(tx, visitId))) return fail('hold_over')
  const applied = await applyEvent(tx, visit, 'booked', { holdBrowser: null })
  if (!applied.ok) return fail('hold_over')
  await tell(tx, applied.value, 'booked')
  return applied
}

/** Gives the time back and says so by mail. Pressed twice it stays cancelled. */
export async function cancelBooking(tx: Tx, visitId: Id<'visit'>): Promise<Result<Visit, 'not_booked'>> {
  const visit = await lockVisit(tx, visitId)
  if (visit?.state === 'cancelled') return ok(visit)
  if (!visit) return fail('not_booked')
  const applied = await applyEvent(tx, visit, 'cancelled')
  if (!applied.ok) return fail('not_booked')
  await dropReplacement(tx, visitId)
  await giveBack(tx, visitId, 'cancelled')
  await endWishOfVisit(tx, visitId)
  await tell(tx, applied.value, 'cancelled')
  await deleteContact(tx, visitId)
  return applied
}

/** Known matters as a question for times; without those that the catalogue has no more. */
export async function askedAgain(tx: Tx, matters: readonly Matter[]): Promise<TimeQuestion['matters']> {
  const services = await findServicesById(
    tx,
    matters.map((matter) => matter.serviceId),
  )
  return matters.flatMap(({ serviceId, people }) => {
    const service = services.find((each) => each.id === serviceId)
    return service ? [{ serviceKey: service.key, people }] : []
  })
}

/** Another time for a booked visit, in one transaction: the old time is given up only when the new one is certain. */
export async function moveBooking(
  tx: Tx,
  visitId: Id<'visit'>,
  to: { readonly siteKey: string; readonly startsAt: Instant },
  asker: Asker = 'staff',
): Promise<Result<Visit, 'not_booked' | HoldRefusal>> {
  const visit = await lockVisit(tx, visitId)
  if (visit?.state !== 'booked') return fail('not_booked')
  const matters = (await mattersOf(tx, [visitId])).get(visitId) ?? []
  const wish = await readWish(tx, { matters: await askedAgain(tx, matters), ...to })
  if (!wish.ok) return wish
  const { site, minutes } = wish.value
  // Pressed twice: it is there already.
  if (visit.siteId === site.id && visit.appointmentAt === to.startsAt) return ok(visit)
  const claim = await claimTime(tx, wish.value, visitId, to.startsAt, { until: null, asker })
  if (!claim) return fail('time_taken')
  await dropReplacement(tx, visitId)
  await giveBack(tx, visitId, 'moved', claim)
  const applied = await applyEvent(tx, visit, 'moved', {
    siteId: site.id,
    day: dayOf(to.startsAt, site.timeZone),
    appointmentAt: to.startsAt,
    minutes,
    movedCount: visit.movedCount + 1,
  })
  if (!applied.ok) return fail('not_booked')
  await wishFollowsVisit(tx, applied.value)
  await tell(tx, applied.value, 'moved')
  return applied
}

/** Moves because of a closing are not the person's, and whoever has no place may always look for one. */
async function hasMovedEnough(tx: Tx, { id, movedCount }: Visit): Promise<boolean> {
  if (movedCount - (await acceptedOf(tx, id)) < (await getSettings(tx)).movesLimit) return false
  return (await liveReplacement(tx, id)) === undefined
}

/**
 * moveBooking through the link: so often (setting) and no more, because a booking that wanders is a traded one. Staff
 * moves it as often as there is need.
 */
export async function moveOwnBooking(
  tx: Tx,
  visitId: Id<'visit'>,
  to: { readonly siteKey: string; readonly startsAt: Instant },
): Promise<Result<Visit, 'not_booked' | 'moved_enough' | HoldRefusal>> {
  const visit = await lockVisit(tx, visitId)
  const site = await findSite(tx, to.siteKey)
  const isThere = visit?.siteId === site?.id && visit?.appointmentAt === to.startsAt
  if (visit && !isThere && (await hasMovedEnough(tx, visit))) {
    noteOddity(tx.authority.key, 'moved_enough')
    return fail('moved_enough')
  }
  return moveBooking(tx, visitId, to, 'online')
}
