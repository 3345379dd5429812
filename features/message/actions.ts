import { getSettings } from '#features/authority/actions.ts'
import { findServicesById } from '#features/catalogue/actions.ts'
import { contactOf, loadVisit, mattersOf } from '#features/visit/actions.ts'
import { type Links, writeReference } from '#features/visit/model.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { isWorthSending, type Message, type MessageFacts } from './model.ts'
import { insertMessage, siteAndHold } from './store.ts'

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
  message: Pick<Message, 'visitId' | 'kind' | 'language' | 'recipient'>,
): Promise<void> {
  await insertMessage(tx, message)
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
): Promise<MessageFacts | undefined> {
  const { kind, language } = message
  const visit = await loadVisit(tx, message.visitId)
  const site = await siteAndHold(tx, message.visitId)
  if (!visit?.appointmentAt || !visit.bookingNumber || !site) return undefined
  const { state, appointmentAt } = visit
  if (!isWorthSending({ kind, state, appointmentAt, heldUntil: site.heldUntil }, tx.now)) return undefined
  const settings = await getSettings(tx)
  const contact = await contactOf(tx, visit.id)
  return {
    kind,
    language,
    messageId: message.id,
    visitId: visit.id,
    now: tx.now,
    name: contact?.name ?? null,
    appointmentAt,
    minutes: visit.minutes,
    movedCount: visit.movedCount,
    bookingNumber: visit.bookingNumber,
    site: {
      name: site.texts.name[language],
      street: site.street,
      postcode: site.postcode,
      town: site.town,
      way: site.texts.way[language],
      timeZone: site.timeZone,
    },
    services: await servicesOf(tx, message),
    // The page behind the link speaks the language of the mail, whatever the browser prefers.
    link: `${publicUrl}/v/${links.tokenOf(tx.authority.key, visit.id, visit.linkGeneration)}?lang=${language}`,
    startPage: `${publicUrl}/?lang=${language}`,
    heldUntil: site.heldUntil,
    city: {
      name: settings.texts.name[language],
      phone: settings.contact.phone,
      address: settings.contact.address,
      senderName: settings.senderName,
      senderAddress: settings.senderAddress,
    },
  }
}

async function servicesOf(tx: Tx, { visitId, language }: Message): Promise<MessageFacts['services']> {
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
