import { getSettings } from '#features/authority/actions.ts'
import type { Settings } from '#features/authority/model.ts'
import { findServicesById } from '#features/catalogue/actions.ts'
import { allowedKind, remindersFor, type Service } from '#features/catalogue/model.ts'
import { queueMessage, tryNumberAgain } from '#features/message/actions.ts'
import { applyEvent, chooseKind, saveContact } from '#features/visit/actions.ts'
import { recipientBy } from '#features/visit/model/channel.ts'
import { type Reminder, writeReminder } from '#features/visit/model/reminder.ts'
import { type Contact, type Links, namesOf, type Visit, type VisitKind } from '#features/visit/model.ts'
import type { Instant } from '#kernel/instant.ts'
import { fail, impossible, ok, type Result } from '#kernel/result.ts'
import type { Tx } from '#platform/db/transaction.ts'
import type { PersonRefusal } from '../model/person.ts'
import { confirmUntil, UNCONFIRMED_LIMIT } from '../model.ts'
import { birthOf, saveBirth } from '../store/person.ts'
import { keepClaimUntil, unconfirmedFor } from '../store.ts'
import { hasProven } from './check.ts'
import { bothOf, type HeldBooking, heldBooking, peopleOf } from './hold.ts'
import { noteOddity } from './oddity.ts'
import { countPerson, digestOfEmail } from './person.ts'

/** Who comes, and how the visit shall take place; on site where that is left open or is not offered. */
export type HeldContact = Contact & {
  readonly kind?: VisitKind
  /** The digest of name and birth date, where a scarce service asks for it. */
  readonly birth?: Buffer | null
}

/** Keeps what was typed with the hold, so that going back and forth loses nothing. */
export async function saveHoldContact(
  tx: Tx,
  browser: string,
  { kind = 'on_site', birth = null, ...given }: HeldContact,
): Promise<Result<Visit, 'no_hold'>> {
  const held = await heldBooking(tx, browser)
  if (!held) return fail('no_hold')
  const services = await findServicesById(
    tx,
    held.matters.map(({ serviceId }) => serviceId),
  )
  const contact = given.reminders
    ? { ...given, reminders: await offered(tx, services, given.reminders) }
    : given
  for (const visit of bothOf(held)) await saveContact(tx, visit.id, contact)
  // A new name makes an earlier digest worthless.
  if (services.some(({ scarce }) => scarce)) await saveBirth(tx, held.visit.id, birth)
  const wanted = held.second ? 'on_site' : kind
  const chosen = allowedKind({ services, settings: await getSettings(tx) }, wanted)
  for (const visit of bothOf(held)) {
    if (chosen !== visit.kind) await chooseKind(tx, visit.id, chosen)
  }
  return ok({ ...held.visit, kind: chosen })
}

/** Those of the chosen reminders that these services have. */
async function offered(
  tx: Tx,
  services: readonly Service[],
  chosen: readonly Reminder[],
): Promise<readonly Reminder[]> {
  const wanted = new Set(chosen.map(writeReminder))
  return remindersFor(services, await getSettings(tx)).filter(
    (each) => each.channel !== 'push' && wanted.has(writeReminder(each)),
  )
}

/** Shall somebody be called whose number is not known? */
export function lacksPhone({ kind }: Pick<Visit, 'kind'>, { phone }: Pick<Contact, 'phone'>): boolean {
  return kind === 'telephone' && !phone
}

/** Why somebody who wants an SMS gets none: their number takes none or is not known, or the city sends none. */
export function whyNoSms(
  contact: Contact,
  { smsSender }: Pick<Settings, 'smsSender'>,
): 'phone_missing' | 'no_sms' | undefined {
  const wanted = contact.toldBy === 'sms' || contact.reminders?.some(({ channel }) => channel === 'sms')
  if (!wanted) return undefined
  if (smsSender === null) return 'no_sms'
  return recipientBy('sms', contact) === undefined ? 'phone_missing' : undefined
}

/** Do more people come than are named, be it to the second of two linked visits? */
export function lacksNames(held: Pick<HeldBooking, 'visit' | 'second'>, contact: Contact): boolean {
  return namesOf(contact).length < peopleOf(held)
}

/** Why a form cannot be ended. `too_many_open`: this address has enough mails whose links nobody has pressed. */
export type ContactRefusal =
  | 'no_hold'
  | 'no_contact'
  | 'names_missing'
  | 'no_birth_date'
  | 'too_many_open'
  | PersonRefusal

/**
 * Ends the form: the booking is counted for its person, and the time waits for the link in the mail, which goes out
 * with this transaction's outbox row.
 */
export async function giveContact(
  tx: Tx,
  links: Links,
  browser: string,
): Promise<Result<{ visit: Visit; until: Instant; email: string }, ContactRefusal>> {
  const held = await heldBooking(tx, browser)
  if (!held) return fail('no_hold')
  const { contact } = held
  if (contact && lacksNames(held, contact)) return fail('names_missing')
  const email = contact?.email
  if (!contact || !email || lacksPhone(held.visit, contact)) return fail('no_contact')
  const services = await findServicesById(
    tx,
    held.matters.map(({ serviceId }) => serviceId),
  )
  const isScarce = services.some(({ scarce }) => scarce)
  if (isScarce && !(await birthOf(tx, held.visit.id))) return fail('no_birth_date')
  const proven = await hasProven(tx, links, browser, email)
  const by = proven ? 'proven_citizen' : 'citizen'
  const counted = await countPerson(tx, links, { visitId: held.visit.id, contact, services, by })
  if (!counted.ok) return counted
  if ((await unconfirmedFor(tx, digestOfEmail(tx, links, email))) >= UNCONFIRMED_LIMIT) {
    noteOddity(tx.authority.key, 'too_many_open')
    return fail('too_many_open')
  }
  await tryNumberAgain(tx, links, contact)
  const until = confirmUntil(
    tx.now,
    held.visit.appointmentAt ?? impossible('a hold has a time'),
    await getSettings(tx),
  )
  for (const visit of bothOf(held)) {
    const applied = await applyEvent(tx, visit, 'contact_given', { holdBrowser: null })
    if (!applied.ok) return fail('no_hold')
    await keepClaimUntil(tx, visit.id, until)
  }
  await queueMessage(tx, {
    visitId: held.visit.id,
    kind: 'confirm',
    language: held.visit.language,
    channel: 'mail',
    recipient: email,
  })
  return ok({ visit: held.visit, until, email })
}
