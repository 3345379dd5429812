import type { ClientCode } from '#platform/http/client.ts'
import type { Translate } from '#platform/i18n/translator.ts'
import type { consoleTexts } from './texts.ts'

/** What each failure of any call means to the person at the screen. */
const COMMON = {
  invalid_input: 'failure.invalid_input',
  idempotency_key_required: 'failure.internal',
  idempotency_key_reused: 'failure.internal',
  unauthenticated: 'failure.unauthenticated',
  forbidden: 'failure.forbidden',
  cross_site: 'failure.internal',
  not_found: 'failure.not_found',
  too_large: 'failure.invalid_input',
  unsupported_media_type: 'failure.internal',
  rate_limited: 'failure.rate_limited',
  internal: 'failure.internal',
  maintenance: 'failure.maintenance',
  busy: 'failure.busy',
  unavailable: 'failure.unavailable',
  unreachable: 'failure.unreachable',
} as const satisfies Readonly<Record<ClientCode, string>>

/** A failed read, thrown so that the query library keeps what it had before. */
export type ReadFailure<Code extends string> = Error & { readonly code: Code | ClientCode }

/** Makes a read failure from its code. */
export function readFailure<Code extends string>(code: Code | ClientCode): ReadFailure<Code> {
  return Object.assign(new Error(code), { code })
}

/**
 * The text for a failed call: the route's own codes by the screen's table, the common ones by the kit's. A code
 * without a text in the table is a type error.
 * @example failureText(result.code, OPEN_FAILURES, t, common)
 */
export function failureText<Code extends string, Key extends string>(
  code: Code | ClientCode,
  own: Readonly<Record<Code, Key>>,
  t: Translate<Key>,
  common: ReturnType<typeof consoleTexts>,
): string {
  return isOwn(code, own) ? t(own[code]) : common(COMMON[code])
}

/** The text of a failure that any call can have. */
export function commonFailureText(code: ClientCode, common: ReturnType<typeof consoleTexts>): string {
  return common(COMMON[code])
}

function isOwn<Code extends string>(
  code: Code | ClientCode,
  own: Readonly<Record<Code, string>>,
): code is Code {
  return Object.hasOwn(own, code)
}
