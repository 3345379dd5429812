/** A ticket number as shown, printed and said: the prefix of its group of services and at least three digits, e.g. B047. */
export function formatTicket(prefix: string, number: number): string {
  return `${prefix}${String(number).padStart(3, '0')}`
}

/** The same in pieces that are easy to read aloud: letter, then digits one by one, e.g. "B 0 4 7". */
export function speakableTicket(ticket: string): string {
  return [...ticket].join(' ')
}

/** What somebody shows or types on arrival. */
export type ArrivalCode =
  | { readonly kind: 'token'; readonly token: string }
  | { readonly kind: 'number'; readonly number: string }

/** Keys that stand elsewhere on a German keyboard than on the American one that most scanners imitate. */
const AMERICAN_KEYS: Readonly<Record<string, string>> = {
  Ö: ':',
  '-': '/',
  ß: '-',
  '?': '_',
  _: '?',
  y: 'z',
  z: 'y',
  Y: 'Z',
  Z: 'Y',
}

/** An address as its code says it, where a scanner set to American keys typed it on a German system. */
function asScanned(text: string): string {
  if (!/^https?Ö--/i.test(text)) return text
  return Array.from(text, (character) => AMERICAN_KEYS[character] ?? character).join('')
}

/** By which many scanners name the kind of code before it (ISO/IEC 15424), also on a German keyboard. */
const KIND_OF_CODE = /^[\]+][A-Za-z]\d(?=.)/

/** Reads the QR code of a mail (an address that ends in its token), a bare token, or a typed booking number. */
export function readArrivalCode(text: string): ArrivalCode {
  const code = text.trim().replace(KIND_OF_CODE, '')
  const token = /(?:^|\/[vw]\/)([A-Za-z0-9_-]{22})(?:[/?#].*)?$/.exec(asScanned(code))?.[1]
  if (token) return { kind: 'token', token }
  return { kind: 'number', number: code.toUpperCase().replaceAll(/[^A-Z0-9]/g, '') }
}
