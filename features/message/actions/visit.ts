import { anySite, getSettings } from '#features/authority/actions.ts'
import { addressOn } from '#features/authority/model/relocation.ts'
import { findServicesById } from '#features/catalogue/actions.ts'
import { papersInWords } from '#features/catalogue/model.ts'
import { contactOf, loadVisit, mattersOf, wasMovedAfter } from '#features/visit/actions.ts'
import { type Links, minutesOfBoth, type Visit, videoRoom, writeReference } from '#features/visit/model.ts'
import { type Id, newId } from '#kernel/id.ts'
import type { Instant } from '#kernel/instant.ts'
import type { Language } from '#kernel/language.ts'
import { impossible } from '#kernel/result.ts'
import { dayOf } from '#kernel/wallTime.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { type BookingFile, bookingFile } from '../model/bookingFile.ts'
import {
  isWorthSending,
  type Message,
  type MessageFacts,
  type Punctuality,
  type VisitMessageKind,
} from '../model.ts'
import { hasNoPlace } from '../store/reminder.ts'
import { holdAndChanges, openReplacement, readyReference, toldOfMove } from '../store.ts'
import { describeCity, describeSite } from './describe.ts'
import { checkedPapers, papersBeforehand, refusedPapers, type ServedMatter } from './papers.ts'

/** Asks the rules of a site how early people are called, and how late they may come. */
export type PunctualityAt = (tx: Tx, siteId: Id<'site'>) => Promise<Punctuality>

/** What a mail about a visit tells, as it is true now; undefined when it is not worth sending any more. */
export async function loadVisitFacts(
  tx: Tx,
  links: Links,
  publicUrl: string,
  message: VisitMessage,
  punctualityAt?: PunctualityAt,
): Promise<MessageFacts | undefined> {
  const { kind } = message
  const visit = await loadVisit(tx, message.visitId)
  if (!visit?.appointmentAt || !visit.bookingNumber) return undefined
  // What is written long before it is read speaks the language in which its person acted last.
  const language = kind === 'reminder' ? visit.language : message.language
  const known = await holdAndChanges(tx, message.visitId)
  const { heldUntil, addressChanges } = known
  const { state, appointmentAt } = visit
  const relocation = kind === 'relocated' ? await relocationOf(tx, visit, message) : undefined
  // The first change of an address is news whatever was announced.
  const isTakenBack = relocation?.firstDay === null && addressChanges > 1
  const unheard = isTakenBack && !(await toldOfMove(tx, visit.id, message.id))
  const unplaced = HANGS_ON_PLACE.includes(kind) && (await hasNoPlace(tx, visit.id))
  const { aboutAt } = message
  const occasion = { kind, state, appointmentAt, heldUntil, unheard, aboutAt, unplaced }
  if (!isWorthSending(occasion, tx.now)) return undefined
  // The mail about the new time says where to come.
  if (relocation && (await wasMovedAfter(tx, visit.id, message.createdAt))) return undefined
  const refused = kind === 'papers_refused' ? await refusedPapers(tx, visit, language) : undefined
  // Taken back meanwhile, or sent anew.
  if (refused?.length === 0) return undefined
  const facts = await visitFacts(
    tx,
    links,
    publicUrl,
    { ...visit, appointmentAt },
    { ...message, language },
    known,
  )
  return {
    ...facts,
    ...(punctualityAt && visit.kind === 'on_site'
      ? { punctuality: await punctualityAt(tx, visit.siteId) }
      : {}),
    ...(kind === 'closed' ? { replacement: await heldInstead(tx, visit.id, language) } : {}),
    ...(relocation ? { relocation } : {}),
    ...(kind === 'ready' ? await whatIsReady(tx, message, facts, language) : {}),
    ...(refused ? { refused } : {}),
    ...(kind === 'papers_checked' ? { checked: await checkedPapers(tx, visit, language) } : {}),
  }
}

/**
 * A booking as a file for calendars, the same as beside its mails; undefined for what has no time.
 * `publicUrl` is how its person has reached this authority, without a slash at the end.
 */
export async function fileOfBooking(
  tx: Tx,
  links: Links,
  publicUrl: string,
  visit: Visit,
  language: Language,
): Promise<BookingFile | undefined> {
  const { appointmentAt } = visit
  if (appointmentAt === null) return undefined
  const told = { kind: 'booked', language, id: newId<'message'>(tx.now) } as const
  const known = await holdAndChanges(tx, visit.id)
  return bookingFile(await visitFacts(tx, links, publicUrl, { ...visit, appointmentAt }, told, known), '')
}

/** All that is true of a visit with a time, in the reader's language. */
async function visitFacts(
  tx: Tx,
  links: Links,
  publicUrl: string,
  visit: Visit & { readonly appointmentAt: Instant },
  { kind, language, id }: Pick<VisitMessage, 'kind' | 'language' | 'id'>,
  { heldUntil, addressChanges, prechecks, closings }: Awaited<ReturnType<typeof holdAndChanges>>,
): Promise<MessageFacts> {
  const { appointmentAt } = visit
  const contact = await contactOf(tx, visit.id)
  // The first of two linked visits tells of both.
  const second = visit.linked && !visit.linked.second ? await loadVisit(tx, visit.linked.visitId) : undefined
  const served = await servedAt(tx, visit.id)
  const later = second ? await servedAt(tx, second.id) : []
  const site = await describeSite(tx, visit.siteId, appointmentAt, language)
  const { timeZone } = site
  const beforehand = LISTS_PAPERS.includes(kind)
    ? await papersBeforehand(tx, [...served, ...later], { appointmentAt, timeZone }, language)
    : undefined
  return {
    kind,
    language,
    messageId: id,
    visitId: visit.id,
    now: tx.now,
    name: contact?.name ?? null,
    companions: contact?.companions ?? [],
    appointmentAt,
    second: second?.appointmentAt
      ? { at: second.appointmentAt, titles: later.map(({ service }) => service.texts.title[language]) }
      : null,
    visitKind: visit.kind,
    phone: contact?.phone ?? null,
    videoLink: videoRoom(links, tx.authority.key, visit, (await getSettings(tx)).videoLink),
    minutes: minutesOfBoth(visit, second),
    movedCount: visit.movedCount,
    addressChanges,
    prechecks,
    closings,
    bookingNumber: visit.bookingNumber ?? '',
    site,
    services: [...served, ...later].map((each) => inWords(each, language)),
    ...(beforehand ? { beforehand } : {}),
    // The page behind the link speaks the language of the mail, whatever the browser prefers.
    link: `${publicUrl}/v/${links.tokenOf(tx.authority.key, visit.id, visit.linkGeneration)}?lang=${language}`,
    startPage: `${publicUrl}/?lang=${language}`,
    heldUntil,
    city: await describeCity(tx, language, visit.siteId),
  }
}

/** Of all that a visit was for only what is ready, and where its site is today. */
async function whatIsReady(
  tx: Tx,
  { id, visitId }: VisitMessage,
  { services }: MessageFacts,
  language: Language,
): Promise<Pick<MessageFacts, 'services' | 'site'>> {
  const reference = await readyReference(tx, id)
  const { siteId } = (await loadVisit(tx, visitId)) ?? impossible('a message about no visit')
  return {
    services: services.filter((service) => service.reference === (reference && writeReference(reference))),
    site: await describeSite(tx, siteId, tx.now, language),
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

/** Mails that are true only with a place, or only without one. */
const HANGS_ON_PLACE: readonly VisitMessageKind[] = ['reminder', 'closed', 'reopened']

/** Mails that say what to bring. */
const LISTS_PAPERS: readonly VisitMessageKind[] = ['booked', 'moved', 'reminder']

async function servedAt(tx: Tx, visitId: Visit['id']): Promise<readonly ServedMatter[]> {
  const matters = (await mattersOf(tx, [visitId])).get(visitId) ?? []
  const services = await findServicesById(
    tx,
    matters.map((matter) => matter.serviceId),
  )
  return matters.flatMap((matter) => {
    const service = services.find(({ id }) => id === matter.serviceId)
    return service ? [{ matter, service }] : []
  })
}

function inWords({ matter, service }: ServedMatter, language: Language): MessageFacts['services'][number] {
  const { people, reference, answers = {} } = matter
  const papers = papersInWords(service, answers, language)
  return { title: service.texts.title[language], people, papers, reference: writeReference(reference) }
}
