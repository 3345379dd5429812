import { createHmac } from 'node:crypto'
import { constantTimeEquals } from './compare.ts'

/** A body that somebody has signed together with the moment at which they sent it. */
export type SignedBody = {
  /** Seconds since 1970. */
  readonly time: number
  /** HMAC-SHA-256 in hex. */
  readonly signature: string
  readonly body: Uint8Array
}

/** What is older or newer than this is refused. Seconds. */
const SKEW = 300

/** Signs a body: HMAC-SHA-256 in hex over the seconds since 1970, a line break, and the body as it is sent. */
export function signBody(key: string, time: number, body: Uint8Array): string {
  return createHmac('sha256', key).update(`${time}\n`).update(body).digest('hex')
}

/**
 * Is it from somebody who has one of the keys? Without a key nothing is. Several keys hold at once while one takes the
 * place of another.
 */
export function isSigned(keys: readonly string[], { time, signature, body }: SignedBody): boolean {
  return keys.some((key) => constantTimeEquals(signBody(key, time, body), signature))
}

/** Was it sent now, or nearly? `now` in seconds since 1970. */
export function isSentNow({ time }: Pick<SignedBody, 'time'>, now: number): boolean {
  return Math.abs(now - time) <= SKEW
}
