import type { StoredPostal } from '#db/json.ts'
import { fail, ok, type Result } from '#kernel/result.ts'

/** Where a letter goes; the name is that of the contact. */
export type Postal = StoredPostal

/** Countries to which letters go, by ISO 3166-1: Europe, and whence most people come. */
export const POSTAL_COUNTRIES = [
  'DE',
  'AT',
  'BE',
  'BG',
  'CH',
  'CY',
  'CZ',
  'DK',
  'EE',
  'ES',
  'FI',
  'FR',
  'GB',
  'GR',
  'HR',
  'HU',
  'IE',
  'IT',
  'LI',
  'LT',
  'LU',
  'LV',
  'MT',
  'NL',
  'NO',
  'PL',
  'PT',
  'RO',
  'SE',
  'SI',
  'SK',
  'TR',
  'UA',
  'US',
] as const
export type PostalCountry = (typeof POSTAL_COUNTRIES)[number]

/** The longest line that stays readable in the window of an envelope. */
export const POSTAL_LIMIT = 50
export const POSTCODE_LIMIT = 10

/** The field that is wrong. */
export type PostalFault = 'addition' | 'street' | 'postcode' | 'town' | 'country'

/** An address as somebody typed it. */
export type TypedPostal = {
  readonly addition?: string | undefined
  readonly street: string
  readonly postcode: string
  readonly town: string
  readonly country?: string | undefined
}

/** Controls, and marks that turn the direction of reading or are not seen. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/u
/** Latin letters, numbers and what stands between them in addresses. */
const LINE = /^[\p{Script=Latin}\p{M}\p{Nd}][\p{Script=Latin}\p{M}\p{Nd} .,'’/()&+-]*$/u
const FOREIGN_POSTCODE = /^[A-Z0-9][A-Z0-9 -]{0,8}[A-Z0-9]$/

/**
 * Reads an address to which a letter can go; else the first field that is wrong. What is not seen is refused, not taken
 * away: it was not typed.
 */
export function readPostal(typed: TypedPostal): Result<Postal, PostalFault> {
  const country = POSTAL_COUNTRIES.find((code) => code === (typed.country?.trim() || 'DE').toUpperCase())
  const addition = lineOf(typed.addition ?? '')
  if (addition === undefined) return fail('addition')
  const street = lineOf(typed.street)
  if (!street || !/\p{L}/u.test(street)) return fail('street')
  const postcode = lineOf(typed.postcode)?.toUpperCase()
  if (!postcode || !(country === 'DE' ? /^\d{5}$/ : FOREIGN_POSTCODE).test(postcode)) return fail('postcode')
  const town = lineOf(typed.town)
  if (!town || !/\p{L}/u.test(town)) return fail('town')
  if (!country) return fail('country')
  return ok({ addition: addition || null, street, postcode, town, country })
}

/** A line without needless blanks; undefined for what does not belong into an address, or is too long. */
function lineOf(text: string): string | undefined {
  if (UNSEEN.test(text)) return undefined
  const line = text.normalize('NFC').replaceAll(/\s+/g, ' ').trim()
  if (line === '') return ''
  return line.length <= POSTAL_LIMIT && LINE.test(line) ? line : undefined
}

/** Can a name be printed on an envelope? In Latin letters, as identity papers have them. */
export function isOnEnvelope(name: string): boolean {
  return /^[\p{Script=Latin}\p{M}\p{Nd} .,'’()&/-]+$/u.test(name)
}

const countryNames = new Intl.DisplayNames(['de'], { type: 'region' })

/** A country as people here call it. */
export function countryName(country: PostalCountry, language = 'de'): string {
  const names = language === 'de' ? countryNames : new Intl.DisplayNames([language], { type: 'region' })
  return names.of(country) ?? country
}

/**
 * An address line by line as it stands on an envelope (DIN 5008): abroad the town and, in German, the country in
 * capitals.
 */
export function postalLines(name: string, { addition, street, postcode, town, country }: Postal): string[] {
  const abroad = POSTAL_COUNTRIES.find((code) => code === country && code !== 'DE')
  const place = `${postcode} ${abroad ? town.toLocaleUpperCase('de') : town}`
  return [
    name,
    ...(addition === null ? [] : [addition]),
    street,
    place,
    ...(abroad ? [countryName(abroad).toLocaleUpperCase('de')] : []),
  ]
}
