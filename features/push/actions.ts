import { getSettings, listSites } from '#features/authority/actions.ts'
import { remindOnPhone } from '#features/booking/actions.ts'
import { listCounters } from '#features/capacity/actions.ts'
import { type HallView, TURN_TOPIC } from '#features/hall/actions.ts'
import { isSoon } from '#features/hall/model.ts'
import { loadVisit, visitByLink, waitsOf } from '#features/visit/actions.ts'
import { countsNow, isOver, type Links, type Visit } from '#features/visit/model.ts'
import type { Id } from '#kernel/id.ts'
import { fail, ok, type Result } from '#kernel/result.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { translator } from '#platform/i18n/translator.ts'
import { formatTime } from '#platform/time/format.ts'
import { isPresent, placesOf, stillToTell } from './actions/present.ts'
import de from './messages.de.json' with { type: 'json' }
import deSimple from './messages.de-simple.json' with { type: 'json' }
import en from './messages.en.json' with { type: 'json' }
import { keyMonth, MOST_PHONES, type PushEvent, pushFor } from './model.ts'
import {
  type Claimed,
  claimDue,
  deleteFollowers,
  deleteSubscription,
  endpointsOf,
  type Follower,
  followSecond,
  insertPushes,
  insertSubscription,
  type Subscription,
} from './store.ts'

export { noteTurnSms } from './actions/turnSms.ts'
export {
  allFollowers,
  type Claimed,
  deleteFollowers,
  endTry,
  type Follower,
  phonesOf,
  type Subscription,
} from './store.ts'

const texts = translator({ de, 'de-simple': deSimple, en })

/** Somebody who is in the hall today: only they can be told of their turn. */
async function presentBehind(tx: Tx, links: Links, token: string): Promise<Visit | undefined> {
  const opened = await visitByLink(tx, links.digestOf(token))
  if (!opened) return undefined
  if (!opened.linked || opened.linked.second || !isOver(opened.state)) return opened
  const second = await loadVisit(tx, opened.linked.visitId)
  return second ? countsNow(opened, second) : opened
}

export type SubscribeRefusal = 'not_found' | 'over' | 'unknown_push_service' | 'old_key' | 'too_many_phones'

/** Is a visit still to come, so that a phone can be reminded of it? */
function isToCome(tx: Tx, { state, appointmentAt }: Visit): boolean {
  return state === 'booked' && appointmentAt !== null && appointmentAt > tx.now
}

/**
 * Keeps a phone that is to be told of the visit behind a link, for as long as the visit lasts: of its turn in the hall, and
 * before that as a reminder.
 */
export async function subscribe(
  tx: Tx,
  links: Links,
  token: string,
  phone: Subscription,
  takes: (endpoint: string) => boolean,
): Promise<Result<null, SubscribeRefusal>> {
  const visit = await presentBehind(tx, links, token)
  if (!visit) return fail('not_found')
  const isAhead = isToCome(tx, visit)
  if (!isAhead && !(await isPresent(tx, visit))) return fail('over')
  if (!takes(phone.endpoint)) return fail('unknown_push_service')
  if (phone.keyMonth !== keyMonth(visit.day)) return fail('old_key')
  const others = (await endpointsOf(tx, visit.id)).filter((endpoint) => endpoint !== phone.endpoint)
  if (others.length >= MOST_PHONES) return fail('too_many_phones')
  await insertSubscription(tx, visit.id, phone)
  if (isAhead) await remindOnPhone(tx, visit.id, true)
  tx.touch(TURN_TOPIC)
  return ok(null)
}

/** Tells a phone no more of the visit behind a link. */
export async function unsubscribe(
  tx: Tx,
  links: Links,
  token: string,
  endpoint: string,
): Promise<Result<null, 'not_found'>> {
  const visit = await presentBehind(tx, links, token)
  if (!visit) return fail('not_found')
  await deleteSubscription(tx, visit.id, endpoint)
  if (isToCome(tx, visit) && (await endpointsOf(tx, visit.id)).length === 0)
    await remindOnPhone(tx, visit.id, false)
  return ok(null)
}

/**
 * Notes what these phones of one site are to be told by the newest view of its hall, and forgets those whose visit is
 * over.
 */
export async function notePushes(tx: Tx, view: HallView, followers: readonly Follower[]): Promise<void> {
  const places = placesOf(view)
  const near = followers.flatMap(({ visitId }) => {
    const { visit, ahead = null } = places.get(visitId) ?? {}
    return visit && ahead !== null && isSoon(visit, ahead, tx.now) ? visit : []
  })
  const waits = await waitsOf(tx, near)
  const wanted: (PushEvent & { readonly subscriptionId: Id<'pushSubscription'> })[] = []
  const gone: Follower[] = []
  for (const follower of followers) {
    const place = places.get(follower.visitId)
    const wait = waits.get(follower.visitId) ?? 0
    const event = place && pushFor({ ...place.visit, wait }, place.ahead, tx.now)
    if (event) wanted.push({ ...event, subscriptionId: follower.id })
    if (!place) gone.push(follower)
  }
  await insertPushes(tx, wanted)
  await settle(tx, gone)
}

/** Whose visit is not in the hall: the phone follows the second of two linked visits, or is forgotten. */
async function settle(tx: Tx, followers: readonly Follower[]): Promise<void> {
  const over: Id<'pushSubscription'>[] = []
  for (const { id, visitId } of followers) {
    const next = await stillToTell(tx, visitId)
    if (next === undefined) over.push(id)
    else if (next !== visitId) await followSecond(tx, visitId, next)
  }
  await deleteFollowers(tx, over)
}

/** What a phone shows. Its own words and a number only: nothing of the person, and no address. */
export type PushText = {
  readonly id: Id<'push'>
  readonly title: string
  readonly body: string
  readonly language: string
}

/** A message that is to leave now; without a text when it is not true any more. */
export type ToSend = {
  readonly claimed: Claimed
  readonly text: PushText | undefined
  /** The mail address of the authority, for the push service. */
  readonly contact: string
}

/** Takes some messages that are due, with what they say at this moment. */
export async function takePushes(tx: Tx, limit: number): Promise<ToSend[]> {
  const claimed = await claimDue(tx, limit)
  if (claimed.length === 0) return []
  const contact = `mailto:${(await getSettings(tx)).senderAddress}`
  const taken: ToSend[] = []
  for (const each of claimed) taken.push({ claimed: each, text: await textOf(tx, each), contact })
  return taken
}

/** What is told, as it is true now; undefined when it no longer is. */
async function textOf(tx: Tx, push: Claimed): Promise<PushText | undefined> {
  const visit = await loadVisit(tx, push.visitId)
  const site = visit && (await listSites(tx)).find(({ id }) => id === visit.siteId)
  if (!visit || !site || !isStillTrue(push, visit)) return undefined
  const { language } = push
  const counter = (await listCounters(tx, visit.siteId)).find(({ id }) => id === visit.counterId)
  const where = counter && [counter.texts.label[language], counter.texts.level?.[language]]
  const values = {
    number: visit.ticketNumber ?? '',
    counter: where?.filter(Boolean).join(', ') ?? '',
    time: visit.awayUntil === null ? '' : formatTime(visit.awayUntil, site.timeZone, language),
  }
  const t = texts(language)
  const { kind } = push
  return { id: push.id, title: t(`push.${kind}.title`), body: t(`push.${kind}.body`, values), language }
}

function isStillTrue({ kind, occasion }: PushEvent, visit: Visit): boolean {
  if (kind === 'called') return visit.state === 'called' && String(visit.calledAt) === occasion
  if (visit.state !== 'waiting') return false
  return kind === 'soon' ? visit.awayUntil === null : String(visit.awayUntil) === occasion
}
