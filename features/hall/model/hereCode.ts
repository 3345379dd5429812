import type { Links } from '#features/visit/model.ts'
import type { Id } from '#kernel/id.ts'
import { type Instant, MINUTE } from '#kernel/instant.ts'

/** The short code of a hall changes after so many minutes; the one before counts for as long again. */
const CODE_MINUTES = 5
const DIGITS = 5

/** The alphabet of link tokens (base64url). */
const TOKEN_DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/** What makes a code: whose installation and authority, which site. */
export type CodePlace = {
  readonly links: Pick<Links, 'tokenOf'>
  readonly authorityKey: string
  readonly siteId: Id<'site'>
}

/** The code that is shown in a hall now: who types it is there. Five digits, of the secret, the site and the time. */
export function hereCode(place: CodePlace, now: Instant): string {
  return codeOf(place, windowOf(now))
}

/** Was this typed in a hall a moment ago? The code of now and the one before count. */
export function isHereCode(place: CodePlace, now: Instant, typed: string): boolean {
  const code = typed.replaceAll(/\s/g, '')
  const window = windowOf(now)
  return code === codeOf(place, window) || code === codeOf(place, window - 1)
}

function windowOf(now: Instant): number {
  return Math.floor(now / (CODE_MINUTES * MINUTE))
}

function codeOf({ links, authorityKey, siteId }: CodePlace, window: number): string {
  const token = links.tokenOf(authorityKey, `here ${siteId}`, window)
  const most = 10 ** DIGITS
  // 67 shares no factor with 100,000: with 64 the signs would meet in one of sixteen codes only.
  const code = [...token].reduce((sum, sign) => (sum * 67 + TOKEN_DIGITS.indexOf(sign)) % most, 0)
  return String(code).padStart(DIGITS, '0')
}
