import { foldPhone } from '#features/visit/model/phone.ts'
import type { Contact } from '#features/visit/model.ts'
import type { LocalDate } from '#kernel/instant.ts'

// By what a person is counted, however they write themselves. What comes out is never stored nor shown: it only goes
// into a keyed digest. Two people who fall together by one of these foldings still differ by the other.

/** Domains under which the same mailbox can be reached. */
const SAME_DOMAIN: Readonly<Record<string, string>> = { 'googlemail.com': 'gmail.com' }

/** Titles and forms of address that somebody writes once and leaves out the next time. */
const TITLES = new Set(['dr', 'prof', 'dipl', 'ing', 'herr', 'frau', 'mr', 'mrs', 'ms', 'phd'])

/** Letters that no decomposition reaches. */
const SAME_LETTERS: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'a',
  œ: 'o',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ı: 'i',
}

/**
 * A mail address in small letters, without what stands behind a plus and without dots before the @. Dots count at few
 * providers; where they do, two people whose addresses differ by a dot alone still have names of their own.
 */
export function foldEmail(email: string): string {
  const whole = email.normalize('NFKC').trim().toLowerCase()
  const split = whole.lastIndexOf('@')
  const domain = whole.slice(split + 1).replace(/\.$/, '')
  const local = whole.slice(0, Math.max(split, 0)).replaceAll('"', '')
  // An address that is nothing but a plus and a tag keeps it: it would fall together with all of its kind.
  const bare = local.replace(/\+.*$/, '').replaceAll('.', '') || local
  return `${bare}@${SAME_DOMAIN[domain] ?? domain}`
}

/** A name in small letters without accents, titles and punctuation, its parts in order; ue and ü are the same. */
export function foldName(name: string): string {
  const plain = name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[ßæœøłđı]/g, (letter) => SAME_LETTERS[letter] ?? letter)
    .replaceAll(/([aou])e+/g, '$1')
  const parts = plain.split(/[^\p{L}\p{N}]+/u).filter((part) => part !== '' && !TITLES.has(part))
  return parts.length > 0 ? parts.toSorted().join(' ') : plain.trim()
}

/**
 * By what a contact is recognised on the waitlist: the folded address, else the folded number. Undefined for none. Its
 * people are told apart by their names.
 */
export function personKey({ email, phone }: Pick<Contact, 'email' | 'phone'>): string | undefined {
  if (email !== null) return foldEmail(email)
  return phone === null ? undefined : foldPhone(phone)
}

/** The key under which everything that is sent to a mail address is counted, however it is written. */
export function mailKey(email: string): string {
  return `mail ${foldEmail(email)}`
}

/**
 * The keys under which a person's open bookings are counted: address and numbers. A booking counts under each of them.
 * Empty for somebody who leaves no contact.
 */
export function countedKeys(contact: Pick<Contact, 'email' | 'phone' | 'mobile'>): string[] {
  return [
    ...(contact.email === null ? [] : [mailKey(contact.email)]),
    ...new Set(
      [contact.phone, contact.mobile].flatMap((phone) => (phone ? [`phone ${foldPhone(phone)}`] : [])),
    ),
  ]
}

/** The key of a name with its birth date, where a scarce service asks for it: it counts beside the contact. */
export function birthKey(name: string, birthDate: LocalDate): string {
  return `birth ${birthDate} ${foldName(name)}`
}

/** Can somebody who books have been born on this day? */
export function isBirthDate(date: LocalDate, today: LocalDate): boolean {
  return date >= '1900-01-01' && date <= today
}

/** The families of services asked for, once each: of a family a person has so many open bookings (setting). */
export function familiesOf(
  services: readonly { readonly key: string; readonly family: string | null }[],
): string[] {
  return [...new Set(services.map(({ key, family }) => family ?? key))].toSorted()
}

/** Why somebody may not have another booking now. */
export type PersonRefusal = 'has_open_booking' | 'too_many_names' | 'contact_paused'

/** Why staff books beyond the limits per person. */
export const LIMIT_REASONS = ['second_matter', 'hardship', 'wrong_entry', 'helper', 'new_name'] as const
export type LimitReason = (typeof LIMIT_REASONS)[number]

/** Why staff changes the names of a booking: a typing error, or somebody has a new name. */
export const NAME_REASONS = ['wrong_entry', 'new_name'] as const
export type NameReason = (typeof NAME_REASONS)[number]
