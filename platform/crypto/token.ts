import { createHash, createHmac, hkdfSync, randomBytes, randomInt } from 'node:crypto'

/** A key made from the installation's secret for one purpose; keys of different purposes say nothing about one another. */
export type Secret = Buffer & { readonly [secretBrand]: true }

declare const secretBrand: unique symbol

/** The least length of the installation's secret, in characters. */
export const BASE_SECRET_LENGTH = 32

/**
 * Makes the key for one purpose from the installation's secret (HKDF-SHA-256, RFC 5869). Throws if the secret is short.
 * @example const links = secretFrom(configuration.SECRET, 'neuwalden/visit link')
 */
export function secretFrom(base: string, purpose: string): Secret {
  if (base.length < BASE_SECRET_LENGTH) throw new RangeError('the secret has fewer than 32 characters')
  return Buffer.from(hkdfSync('sha256', base, 'dran', purpose, 32)) as Secret
}

/**
 * The token of a link to one thing: 128 bits of HMAC-SHA-256 as 22 characters of base64url. It is never stored: it is
 * made again from the id. `generation` counts up to make all earlier links dead.
 */
export function linkToken(secret: Secret, purpose: string, id: string, generation = 0): string {
  // Lengths in front keep ("a", "bc") apart from ("ab", "c").
  const text = `${purpose.length}:${purpose}${id.length}:${id}${generation}`
  return createHmac('sha256', secret).update(text, 'utf8').digest().subarray(0, 16).toString('base64url')
}

/** Is this text written like a link token? */
export function isLinkToken(text: string): boolean {
  return /^[A-Za-z0-9_-]{22}$/.test(text)
}

/** What the database keeps of a random token: its SHA-256. Not for passwords. */
export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token, 'utf8').digest()
}

/** A random token as base64url. Default 16 bytes: 128 bits, 22 characters. */
export function randomToken(bytes = 16): string {
  return randomBytes(bytes).toString('base64url')
}

/** Characters that nobody mixes up, spoken or printed: without 0/O, 1/I/L, 2/Z, 5/S, 8/B, U/V. */
export const CODE_ALPHABET = '34679ACDEFGHJKMNPQRTWXY'

/** A random code that people read aloud and type. Each character carries 4.5 bits: guard it by a limit or by more data. */
export function randomCode(length: number): string {
  return Array.from({ length }, () => CODE_ALPHABET[randomInt(CODE_ALPHABET.length)]).join('')
}
