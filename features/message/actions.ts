import { anySite, getSettings } from '#features/authority/actions.ts'
import { addressOn } from '#features/authority/model/relocation.ts'
import { findServicesById } from '#features/catalogue/actions.ts'
import { contactOf, loadVisit, mattersOf } from '#features/visit/actions.ts'
import { type Links, minutesOfBoth, type Visit, videoRoom, writeReference } from '#features/visit/model.ts'
import type { Id } from '#kernel/id.ts'
import type { Language } from '#kernel/language.ts'
import { impossible } from '#kernel/result.ts'
import { dayOf } from '#kernel/wallTime.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { loadCheckFacts } from './actions/check.ts'
import { describeCity, describeSite } from './actions/describe.ts'
import { loadWishFacts } from './actions/wish.ts'
import {
  isWorthSending,
  type MailFacts,
  type Message,
  type MessageFacts,
  type VisitMessageKind,
  type WishMessageKind,
} from './model.ts'
import {
  holdAndChanges,
  holdDueRelocated,
  insertMessage,
  insertRelocated,
  openReplacement,
  toldOfMove,
} from './store.ts'

export { checkCode } from './actions/check.ts'
export {
  type AttemptEnd,
  anyDue,
  claimDue,
  dropOutdated,
  endAttempt,
  flagLostAttempts,
  forgetRecipientsBefore,
} from './store.ts'

/** Puts a message about a visit into the outbox, in the visit's own transaction. */
export async function queueMessage(
  tx: Tx,
  message: { readonly visitId: Id<'visit'>; readonly kind: VisitMessageKind } & Pick<
    Message,
    'language' | 'recipient'
  >,
): Promise<void> {
  await insertMessage(tx, { ...message, wishId: null, checkId: null })
  tx.touch('outbox')
}

/**
 * Tells of a move of their site all these people, each once: whose mail about an earlier change still waits, reads in
 * it what is true when it leaves.
 */
export async function queueRelocated(
  tx: Tx,
  people: readonly ({ readonly visitId: Id<'visit'> } & Pick<Message, 'language' | 'recipient'>)[],
): Promise<void> {
  const waiting = new Set(
    await holdDueRelocated(
      tx,
      people.map(({ visitId }) => visitId),
    ),
  )
  await insertRelocated(
    tx,
    people.filter(({ visitId }) => !waiting.has(visitId)),
  )
  tx.touch('outbox')
}

/** Puts a message about a wish into the outbox, in the transaction that makes, offers or ends it. */
export async function queueWishMessage(
  tx: Tx,
  message: { readonly wishId: Id<'wish'>; readonly kind: WishMessageKind } & Pick<
    Message,
    'language' | 'recipient'
  >,
): Promise<void> {
  await insertMessage(tx, { ...message, visitId: null, checkId: null })
  tx.touch('outbox')
}

/** Puts the mail with a code into the outbox, in the transaction that asks for the proof of a contact. */
export async function queueCheckMessage(
  tx: Tx,
  message: { readonly checkId: Id<'contactCheck'> } & Pick<Message, 'language' | 'recipient'>,
): Promise<void> {
  await insertMessage(tx, { ...message, kind: 'contact_code', visitId: null, wishId: null })
  tx.touch('outbox')
}

/**
 * Loads what a message tells, as it is true now; undefined when it is not worth sending any more.
 * `publicUrl` is how citizens reach this authority, without a slash at the end.
 */
export async function loadFacts(
  tx: Tx,
  links: Links,
  publicUrl: string,
  message: Message,
): Promise<MailFacts | undefined> {
  if (message.checkId !== null) return loadCheckFacts(tx, links, publicUrl, message)
  if (message.wishId !== null) return loadWishFacts(tx, links, publicUrl, message)
  return loadVisitFacts(tx, links, publicUrl, message)
}

async function loadVisitFacts(
  tx: Tx,
  links: Links,
  publicUrl: string,
  message: VisitMessage,
): Promise<MessageFacts | undefined> {
  const { kind, language } = message
  const visit = await loadVisit(tx, message.visitId)
  if (!visit?.appointmentAt || !visit.bookingNumber) return undefined
  const { heldUntil, addressChanges } = await holdAndChanges(tx, message.visitId)
  const { state, appointmentAt } = visit
  const relocation = kind === 'relocated' ? await relocationOf(tx, visit, message) : undefined
  const unheard = relocation?.firstDay === null && !(await toldOfMove(tx, visit.id, message.id))
  if (!isWorthSending({ kind, state, appointmentAt, heldUntil, unheard }, tx.now)) return undefined
  const contact = await contactOf(tx, visit.id)
  // The first of two linked visits tells of both.
  const second = visit.linked && !visit.linked.second ? await loadVisit(tx, visit.linked.visitId) : undefined
  const later = second ? await servicesOf(tx, second.id, language) : []
  return {
    kind,
    language,
    messageId: message.id,
    visitId: visit.id,
    now: tx.now,
    name: contact?.name ?? null,
    companions: contact?.companions ?? [],
    appointmentAt,
    second: second?.appointmentAt
      ? { at: second.appointmentAt, titles: later.map(({ title }) => title) }
      : null,
    visitKind: visit.kind,
    phone: contact?.phone ?? null,
    videoLink: videoRoom(links, tx.authority.key, visit, (await getSettings(tx)).videoLink),
    minutes: minutesOfBoth(visit, second),
    movedCount: visit.movedCount,
    addressChanges,
    bookingNumber: visit.bookingNumber,
    site: await describeSite(tx, visit.siteId, appointmentAt, language),
    services: [...(await servicesOf(tx, visit.id, language)), ...later],
    // The page behind the link speaks the language of the mail, whatever the browser prefers.
    link: `${publicUrl}/v/${links.tokenOf(tx.authority.key, visit.id, visit.linkGeneration)}?lang=${language}`,
    startPage: `${publicUrl}/?lang=${language}`,
    heldUntil,
    ...(kind === 'closed' ? { replacement: await heldInstead(tx, visit.id, language) } : {}),
    ...(relocation ? { relocation } : {}),
    city: await describeCity(tx, language),
  }
}

/** The time that is held for a visit whose own cannot be kept. */
async function heldInstead(
  tx: Tx,
  visitId: Id<'visit'>,
  language: Message['language'],
): Promise<NonNullable<MessageFacts['replacement']> | null> {
  const held = await openReplacement(tx, visitId)
  if (!held) return null
  const { startsAt, secondAt, until, siteId } = held
  return { startsAt, secondAt, until, site: await describeSite(tx, siteId, startsAt, language) }
}

/** The move that leads to the address of a visit's day, if it was still to come when the message was written. */
async function relocationOf(
  tx: Tx,
  visit: Visit,
  { createdAt }: VisitMessage,
): Promise<NonNullable<MessageFacts['relocation']>> {
  const site = (await anySite(tx, visit.siteId)) ?? impossible('a visit without site')
  const { firstDay, stepFree } = addressOn(site.addresses, visit.day)
  const isAhead = firstDay !== null && firstDay > dayOf(createdAt, site.timeZone)
  return { firstDay: isAhead ? firstDay : null, stepFree }
}

type VisitMessage = Extract<Message, { kind: VisitMessageKind }>

async function servicesOf(
  tx: Tx,
  visitId: Visit['id'],
  language: Language,
): Promise<MessageFacts['services']> {
  const matters = (await mattersOf(tx, [visitId])).get(visitId) ?? []
  const services = await findServicesById(
    tx,
    matters.map((matter) => matter.serviceId),
  )
  return matters.flatMap(({ serviceId, people, reference }) => {
    const service = services.find((each) => each.id === serviceId)
    if (!service) return []
    const title = service.texts.title[language]
    const papers = service.papers.map((paper) => paper[language])
    return { title, people, papers, reference: writeReference(reference) }
  })
}
