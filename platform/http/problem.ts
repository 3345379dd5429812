/**
 * Every code that any route may answer, with its status. A feature's own codes are 409 unless its contract says
 * otherwise. Codes are stable: clients and texts hang on them.
 */
export const COMMON_STATUS = {
  invalid_input: 400,
  idempotency_key_required: 400,
  unauthenticated: 401,
  forbidden: 403,
  cross_site: 403,
  not_found: 404,
  idempotency_key_reused: 409,
  too_large: 413,
  unsupported_media_type: 415,
  rate_limited: 429,
  internal: 500,
  maintenance: 503,
  busy: 503,
  unavailable: 503,
} as const

/** A failure that does not depend on the route. */
export type CommonCode = keyof typeof COMMON_STATUS

/** One wrong field of a request. `field` is a path with dots (`matters.0.people`), empty for the whole. */
export type FieldError = { readonly field: string; readonly code: FieldCode; readonly message: string }

/** Why a field was refused. */
export type FieldCode =
  | 'required'
  | 'unknown_field'
  | 'wrong_type'
  | 'wrong_format'
  | 'too_short'
  | 'too_long'
  | 'too_small'
  | 'too_large'
  | 'not_allowed'

/** The body of a failed request: a problem document after RFC 9457. */
export type Problem = {
  /** `urn:dran:problem:<code>` */
  readonly type: string
  /** One sentence in the reader's language. */
  readonly title: string
  readonly status: number
  readonly code: string
  readonly requestId: string
  readonly errors?: readonly FieldError[]
  /** The place in line, 1 for the next one, where the request is taken in and not done yet. */
  readonly place?: number
}

/** The media type of problem documents. */
export const PROBLEM_TYPE = 'application/problem+json; charset=utf-8'

/** Is this one of the codes that any route may answer? */
export function isCommonCode(code: string): code is CommonCode {
  return Object.hasOwn(COMMON_STATUS, code)
}

/** The status of a code: the common table, then the contract's own, else 409. */
export function statusOf(code: string, own?: { readonly [code: string]: number | undefined }): number {
  if (isCommonCode(code)) return COMMON_STATUS[code]
  return own?.[code] ?? 409
}
