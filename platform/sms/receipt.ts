import { createHmac } from 'node:crypto'
import { constantTimeEquals } from '#platform/crypto/compare.ts'

/** What a gateway reports of a message that it had accepted. */
export type SmsReport = {
  /** The key under which it was handed over. */
  readonly message: string
  readonly state: 'delivered' | 'undelivered'
  /** Why it was not delivered, as a short word; empty if it was. */
  readonly code: string
  /** Seconds since 1970. */
  readonly time: number
}

/** Reports older or newer than this are refused. Seconds. */
const REPORT_SKEW = 600

/** Signs a report: HMAC-SHA-256 in hex over its fields, each followed by a line break (docs/sms-gateway.md). */
export function signReport(key: string, { message, state, code, time }: SmsReport): string {
  return createHmac('sha256', key).update(`${message}\n${state}\n${code}\n${time}\n`).digest('hex')
}

/** Is this report from somebody who has the key, and of now? `now` in seconds since 1970. */
export function isGenuine(
  key: string,
  report: SmsReport & { readonly signature: string },
  now: number,
): boolean {
  return (
    Math.abs(now - report.time) <= REPORT_SKEW &&
    constantTimeEquals(signReport(key, report), report.signature)
  )
}
