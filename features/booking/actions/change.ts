import { findSite, getSettings } from '#features/authority/actions.ts'
import type { Site } from '#features/authority/model.ts'
import type { Asker } from '#features/capacity/model/budget.ts'
import { findServicesById } from '#features/catalogue/actions.ts'
import { forgetReminders, queueMessage } from '#features/message/actions.ts'
import { applyEvent, contactOf, deleteContact, lockLinked, mattersOf } from '#features/visit/actions.ts'
import { callTo, wayTo } from '#features/visit/model/channel.ts'
import { type Contact, isOver, type Matter, type Visit } from '#features/visit/model.ts'
import type { Id } from '#kernel/id.ts'
import type { Instant } from '#kernel/instant.ts'
import { fail, ok, type Result } from '#kernel/result.ts'
import { dayOf } from '#kernel/wallTime.ts'
import type { Tx } from '#platform/db/transaction.ts'
import type { TodayStop } from '../model/today.ts'
import { countOwnMove, ownMovesOf } from '../store/moves.ts'
import { anotherTimeFound, minutesFound } from '../store/precheck.ts'
import { liveReplacement } from '../store/replacement.ts'
import { lockListFor } from '../store/waitlistLog.ts'
import { bookClaim } from '../store.ts'
import { claimTime } from './claim.ts'
import { giveBack } from './freed.ts'
import { claimLinked, findLinked } from './linked.ts'
import { noteOddity } from './oddity.ts'
import { remind } from './remind.ts'
import { dropReplacement } from './replacementEnd.ts'
import type { TimeQuestion } from './search.ts'
import { refusedToday } from './today.ts'
import { type HoldRefusal, readWish, type Wanted } from './wanted.ts'
import { endWishOfVisit, wishFollowsVisit } from './wishEnd.ts'

/**
 * Puts the message about a change into the outbox, if there is a way to its person. Reminders follow the booking in the
 * same transaction: they are written with it, move with it and go with it.
 */
export async function tell(
  tx: Tx,
  visit: Visit,
  kind: 'booked' | 'moved' | 'cancelled' | 'settled',
  known?: Contact,
): Promise<void> {
  if (kind !== 'booked') forgetReminders(tx, visit.id, kind === 'moved' ? visit.appointmentAt : null)
  const contact = known ?? (await contactOf(tx, visit.id))
  if (!contact) return
  // Somebody without an address may want an SMS to remind them.
  if (kind === 'booked' || kind === 'moved') await remind(tx, visit, contact)
  // Who has no other way and is moved is on the telephone in that moment; that nobody need come any more, nobody has said.
  const way = wayTo(contact) ?? (kind === 'settled' ? callTo(contact) : undefined)
  if (way) await queueMessage(tx, { visitId: visit.id, kind, language: visit.language, ...way })
}

/**
 * Makes a held time a booking: by the link in the mail, or at once by staff. Pressed twice it stays booked. Of two
 * linked visits both or none; the answer is the first.
 */
export async function confirmBooking(tx: Tx, visitId: Id<'visit'>): Promise<Result<Visit, 'hold_over'>> {
  const both = await lockLinked(tx, visitId)
  const [visit] = both
  if (visit?.state === 'booked') return ok(visit)
  const booked: Visit[] = []
  for (const each of both) {
    if (each.state !== 'held' || !(await bookClaim(tx, each.id))) return fail('hold_over')
    const applied = await applyEvent(tx, each, 'booked', { holdBrowser: null })
    if (!applied.ok) return fail('hold_over')
    booked.push(applied.value)
  }
  const [first] = booked
  if (!first) return fail('hold_over')
  await tell(tx, first, 'booked')
  return ok(first)
}

/**
 * Gives the time back and says so by mail. Pressed twice it stays cancelled. With one of two linked visits the other
 * goes, too, if it is still to come.
 */
export async function cancelBooking(tx: Tx, visitId: Id<'visit'>): Promise<Result<Visit, 'not_booked'>> {
  const both = await lockLinked(tx, visitId)
  const visit = both.find(({ id }) => id === visitId)
  if (visit?.state === 'cancelled') return ok(visit)
  if (visit?.state !== 'booked') return fail('not_booked')
  const open = both.filter(({ state }) => state === 'booked')
  for (const each of open) {
    const applied = await applyEvent(tx, each, 'cancelled')
    if (!applied.ok) return fail('not_booked')
    await endWishOfVisit(tx, each.id)
    await dropReplacement(tx, each.id)
    await giveBack(tx, each.id, 'cancelled')
    // One mail tells of both.
    if (each === open[0]) await tell(tx, applied.value, 'cancelled')
    await deleteContact(tx, each.id)
  }
  return ok({ ...visit, state: 'cancelled', version: visit.version + 1 })
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

/** What is still open of a visit and the one that is linked with it: if the first is over, the second stands alone. */
async function lockOpen(tx: Tx, visitId: Id<'visit'>): Promise<Visit[]> {
  return (await lockLinked(tx, visitId)).filter(({ state }) => !isOver(state))
}

/** Where and when a booking shall be; `secondAt` for two linked visits. */
export type NewTime = {
  readonly siteKey: string
  readonly startsAt: Instant
  readonly secondAt?: Instant | undefined
}

/**
 * Another time for a booked visit, in one transaction: the old time is given up only when the new one is certain. Two
 * linked visits move together and stay two, in the same order.
 */
export async function moveBooking(
  tx: Tx,
  visitId: Id<'visit'>,
  to: NewTime,
  asker: Asker = 'staff',
): Promise<Result<Visit, 'not_booked' | HoldRefusal>> {
  const [visit, second] = await lockOpen(tx, visitId)
  if (visit?.state !== 'booked') return fail('not_booked')
  if (second) return moveLinked(tx, visit, second, to, asker)
  const matters = (await mattersOf(tx, [visit.id])).get(visit.id) ?? []
  const wish = await readWish(tx, { matters: await askedAgain(tx, matters), standing: true, ...to })
  if (!wish.ok) return wish
  const { site } = wish.value
  // What was found in the papers holds wherever the visit goes.
  const minutes = (await minutesFound(tx, visit.id)) ?? wish.value.minutes
  // Pressed twice: it is there already.
  if (visit.siteId === site.id && visit.appointmentAt === to.startsAt) return ok(visit)
  const stop = await newlyToday(tx, visit, wish.value, to.startsAt)
  if (stop) return fail(stop)
  lockListFor(tx, visit.id)
  const wanted = { ...wish.value, minutes }
  const claim = await claimTime(tx, wanted, visit.id, to.startsAt, { until: null, asker })
  if (!claim) return fail('time_taken')
  await dropReplacement(tx, visitId)
  await giveBack(tx, visitId, 'moved', claim)
  const applied = await moveTo(tx, visit, { site, startsAt: to.startsAt, minutes, asker })
  if (!applied.ok) return applied
  await wishFollowsVisit(tx, applied.value)
  await anotherTimeFound(tx, visit.id)
  await tell(tx, applied.value, 'moved')
  return applied
}

/** Why a time of today is not given to somebody who was not to come there today; who is, is counted already. */
async function newlyToday(
  tx: Tx,
  visit: Visit,
  wanted: Wanted,
  startsAt: Instant,
): Promise<TodayStop | undefined> {
  const isExpected = visit.siteId === wanted.site.id && visit.day === dayOf(startsAt, wanted.site.timeZone)
  return isExpected ? undefined : refusedToday(tx, wanted, startsAt)
}

/** Only moves by the link are the person's own, and whoever has no place may always look for one. */
async function hasMovedEnough(tx: Tx, { id }: Visit): Promise<boolean> {
  if ((await ownMovesOf(tx, id)) < (await getSettings(tx)).movesLimit) return false
  return (await liveReplacement(tx, id)) === undefined
}

async function moveTo(
  tx: Tx,
  visit: Visit,
  { site, startsAt, minutes, asker }: { site: Site; startsAt: Instant; minutes: number; asker: Asker },
): Promise<Result<Visit, 'not_booked'>> {
  const applied = await applyEvent(tx, visit, 'moved', {
    siteId: site.id,
    day: dayOf(startsAt, site.timeZone),
    appointmentAt: startsAt,
    minutes,
    movedCount: visit.movedCount + 1,
  })
  if (!applied.ok) return fail('not_booked')
  if (asker === 'online') await countOwnMove(tx, visit.id)
  return applied
}

async function moveLinked(
  tx: Tx,
  first: Visit,
  second: Visit,
  to: NewTime,
  asker: Asker,
): Promise<Result<Visit, 'not_booked' | HoldRefusal>> {
  if (second.state !== 'booked') return fail('not_booked')
  const matters = await mattersOf(tx, [first.id, second.id])
  const asked = await Promise.all([first, second].map(({ id }) => askedAgain(tx, matters.get(id) ?? [])))
  const wish = await readWish(tx, { matters: asked.flat(), standing: true, ...to })
  if (!wish.ok) return wish
  const { site } = wish.value
  const isThere = first.siteId === site.id && first.appointmentAt === to.startsAt
  if (isThere && (to.secondAt === undefined || second.appointmentAt === to.secondAt)) return ok(first)
  const stop = await newlyToday(tx, first, wish.value, to.startsAt)
  if (stop) return fail(stop)
  const firstKeys = new Set((asked[0] ?? []).map(({ serviceKey }) => serviceKey))
  const found = await findLinked(tx, wish.value, to, asker, firstKeys)
  const claims =
    found && (await claimLinked(tx, found, [first.id, second.id], to.startsAt, { until: null, asker }))
  if (!claims) return fail('time_taken')
  for (const { id } of [first, second]) await dropReplacement(tx, id)
  await giveBack(tx, first.id, 'moved', claims[0])
  await giveBack(tx, second.id, 'moved', claims[1])
  const there = { site, asker }
  const moved = await moveTo(tx, first, { ...there, startsAt: to.startsAt, minutes: found.first.minutes })
  const after = await moveTo(tx, second, {
    ...there,
    startsAt: found.secondAt,
    minutes: found.second.minutes,
  })
  if (!moved.ok || !after.ok) return fail('not_booked')
  await tell(tx, moved.value, 'moved')
  return moved
}

/**
 * moveBooking through the link: so often (setting) and no more, because a booking that wanders is a traded one. Staff
 * moves it as often as there is need, and that takes nothing from its person.
 */
export async function moveOwnBooking(
  tx: Tx,
  visitId: Id<'visit'>,
  to: NewTime,
): Promise<Result<Visit, 'not_booked' | 'moved_enough' | HoldRefusal>> {
  const [visit, second] = await lockOpen(tx, visitId)
  const site = await findSite(tx, to.siteKey)
  const isThere =
    visit?.siteId === site?.id &&
    visit?.appointmentAt === to.startsAt &&
    (to.secondAt === undefined || to.secondAt === second?.appointmentAt)
  if (visit && !isThere && (await hasMovedEnough(tx, visit))) {
    noteOddity(tx.authority.key, 'moved_enough')
    return fail('moved_enough')
  }
  return moveBooking(tx, visitId, to, 'online')
}
