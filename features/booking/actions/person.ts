import { getSettings } from '#features/authority/actions.ts'
import type { Service } from '#features/catalogue/model.ts'
import { type Contact, type Links, namesOf } from '#features/visit/model.ts'
import type { Id } from '#kernel/id.ts'
import { DAY, type LocalDate, MINUTE, plus } from '#kernel/instant.ts'
import { fail, ok, type Result } from '#kernel/result.ts'
import { dayOf } from '#kernel/wallTime.ts'
import type { Tx } from '#platform/db/transaction.ts'
import {
  birthKey,
  countedKeys,
  familiesOf,
  foldName,
  isBirthDate,
  mailKey,
  type PersonRefusal,
} from '../model/person.ts'
import {
  birthOf,
  closeEnded,
  forgetPersons,
  pauseContactsOf,
  pausedUntil,
  takeName,
  takeSlots,
} from '../store/person.ts'
import { oneAtATime } from '../store.ts'
import { noteOddity } from './oddity.ts'

/** So long do ended bookings count in the weekly report. */
const KEPT_DAYS = 35

/** So many open bookings staff may give one person beyond the limit: only that no loop runs away. */
const OVERRIDDEN_LIMIT = 100

/** By what a text about a person is counted without being kept; each authority has its own key. */
export function digestOfPerson(tx: Tx, links: Links, text: string): Buffer {
  return links.digestOf(links.tokenOf(tx.authority.key, `person ${text}`, 0))
}

/** By what a mail address is counted, however it is written. */
export function digestOfEmail(tx: Tx, links: Links, email: string): Buffer {
  return digestOfPerson(tx, links, mailKey(email))
}

/** The digest that binds name and birth date; the date itself is never stored. */
export function digestOfBirth(tx: Tx, links: Links, name: string, birthDate: LocalDate): Buffer {
  return digestOfPerson(tx, links, birthKey(name, birthDate))
}

/** The digest of a birth date that staff has heard or read; null for none, or a day on which nobody was born yet. */
export async function digestOfTold(
  tx: Tx,
  links: Links,
  name: string,
  told: LocalDate | undefined,
): Promise<Buffer | null> {
  if (told === undefined) return null
  const today = dayOf(tx.now, (await getSettings(tx)).timeZone)
  return isBirthDate(told, today) ? digestOfBirth(tx, links, name, told) : null
}

async function personOf(
  tx: Tx,
  links: Links,
  visitId: Id<'visit'>,
  contact: Contact,
  services: Counting['services'],
): Promise<{ readonly contacts: readonly Buffer[]; readonly names: readonly Buffer[] }> {
  // Without a scarce service nobody was asked for it: a booking need not wait for that answer.
  const birth = services.some(({ scarce }) => scarce) ? await birthOf(tx, visitId) : undefined
  const contacts = countedKeys(contact).map((key) => digestOfPerson(tx, links, key))
  return {
    contacts: [...contacts, ...(birth ? [birth] : [])].toSorted(Buffer.compare),
    names: digestsOfNames(tx, links, contact),
  }
}

/** Each name of a contact once, in the order in which they are always taken. */
function digestsOfNames(tx: Tx, links: Links, contact: Contact): Buffer[] {
  const names = new Set(namesOf(contact).map(foldName))
  return [...names].map((name) => digestOfPerson(tx, links, `name ${name}`)).toSorted(Buffer.compare)
}

/** Who books, what for, and which of the limits hold. */
export type Counting = {
  readonly visitId: Id<'visit'>
  readonly contact: Contact
  readonly services: readonly Pick<Service, 'key' | 'family' | 'scarce'>[]
  /** `staff`: no pause, because the clerk has seen or heard the person. `overridden`: beyond the limits, too. */
  readonly by: 'citizen' | 'proven_citizen' | 'staff' | 'overridden'
}

/**
 * Counts a booking for each person it names in the booking's own transaction, or says which limit forbids it. Somebody without
 * any contact is not counted: staff has verified them. Requests about the same contact go one after another, in the
 * order of the digests; the keys of booked_by and booked_name decide also without that.
 */
export async function countPerson(
  tx: Tx,
  links: Links,
  counting: Counting,
): Promise<Result<null, PersonRefusal>> {
  const counted = await countWithinLimits(tx, links, counting)
  if (!counted.ok) noteOddity(tx.authority.key, counted.code)
  return counted
}

async function countWithinLimits(
  tx: Tx,
  links: Links,
  { visitId, contact, services, by }: Counting,
): Promise<Result<null, PersonRefusal>> {
  const person = await personOf(tx, links, visitId, contact, services)
  if (person.contacts.length === 0) return ok(null)
  for (const digest of person.contacts) await oneAtATime(tx, `contact ${digest.toString('hex')}`)
  // A code proves a contact, so it ends the pause that came by itself; it does not end one that staff has set.
  const byStaff = by === 'proven_citizen'
  if ((by === 'citizen' || byStaff) && (await pausedUntil(tx, person.contacts, byStaff)))
    return fail('contact_paused')
  const settings = await getSettings(tx)
  const over = by === 'overridden'
  closeEnded(tx, person.contacts)
  const most = over ? OVERRIDDEN_LIMIT : settings.namesLimit
  for (const name of person.names) {
    if (!(await takeName(tx, { contacts: person.contacts, name }, most))) return fail('too_many_names')
  }
  const limit = over ? OVERRIDDEN_LIMIT : settings.openBookingsLimit
  const families = familiesOf(services)
  for (const name of person.names) {
    const one = { contacts: person.contacts, name }
    if (!(await takeSlots(tx, visitId, one, families, limit))) return fail('has_open_booking')
  }
  return ok(null)
}

/** A time whose link nobody pressed has run out: its contact pauses (setting). */
export async function pauseAfter(tx: Tx, visitId: Id<'visit'>): Promise<void> {
  const { unconfirmedPauseMinutes } = await getSettings(tx)
  if (unconfirmedPauseMinutes === 0) return
  await pauseContactsOf(tx, visitId, plus(tx.now, unconfirmedPauseMinutes * MINUTE))
}

/** Forgets who booked what some weeks after it is over; how many rows. */
export function forgetOldPersons(tx: Tx): Promise<number> {
  return forgetPersons(tx, plus(tx.now, -KEPT_DAYS * DAY))
}
