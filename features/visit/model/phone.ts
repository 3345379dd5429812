/**
 * A number as it was typed or pasted, in plain characters: other spaces and dashes, wide digits and the invisible marks
 * that telephones paste around a number are no part of it.
 */
export function plainNumber(phone: string): string {
  return phone
    .normalize('NFKC')
    .replaceAll(/\p{Cf}/gu, '')
    .replaceAll(/\p{Zs}/gu, ' ')
    .replaceAll(/\p{Pd}/gu, '-')
    .trim()
}

/** A telephone number as E.164 writes it, e.g. +4917012345; a number without a country is a German one. */
export function foldPhone(phone: string): string {
  const digits = plainNumber(phone)
    .replace(/\( *0 *\)/, '')
    .replaceAll(/[^0-9+]/g, '')
  const bare = digits.replaceAll('+', '')
  // Some write the zero of the area code behind the country as well.
  return `+${withCountry(bare, digits.startsWith('+')).replace(/^490/, '49')}`
}

function withCountry(digits: string, international: boolean): string {
  if (digits.startsWith('00')) return digits.slice(2)
  // Without the plus as well: no number of a town is as long, whose zero was left out.
  if (international || MOBILE_WITH_COUNTRY.test(digits)) return digits
  return `49${digits.replace(/^0/, '')}`
}

/** Numbers of German mobile networks: 15x, 16x and 17x, ten or eleven digits behind the zero. */
const MOBILE_WITH_COUNTRY = /^491[567]\d{8,9}$/

/** Country and number together (ITU-T E.164): a plus, no zero first, at most 15 digits. */
const E164 = /^\+[1-9]\d{6,14}$/
/**
 * The number to which an SMS can go, as E.164; undefined for what is no number, and for German ones outside the mobile
 * networks, which take none.
 */
export function readMobile(phone: string): string | undefined {
  const number = foldPhone(phone)
  if (!/^[0-9 ()/.+-]+$/.test(plainNumber(phone)) || !E164.test(number)) return undefined
  return number.startsWith('+49') && !MOBILE_WITH_COUNTRY.test(number.slice(1)) ? undefined : number
}
