import pg from 'pg'

const UNAVAILABLE = new Set([
  '57P01', // admin_shutdown
  '57P02', // crash_shutdown
  '57P03', // cannot_connect_now
  '53300', // too_many_connections
  '53100', // disk_full
  '08000',
  '08001',
  '08003',
  '08004',
  '08006',
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOENT',
  'ETIMEDOUT',
])
const UNAVAILABLE_TEXTS = [
  'Connection terminated',
  'timeout exceeded when trying to connect',
  'Client has encountered a connection error',
]

/** Does this error say that the database is away, so that the answer is "try again" and not "broken"? */
export function isDatabaseUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if ('code' in error && typeof error.code === 'string' && UNAVAILABLE.has(error.code)) return true
  return UNAVAILABLE_TEXTS.some((text) => error.message.includes(text))
}

const LOCK_NOT_AVAILABLE = '55P03'

/** serialization_failure, deadlock_detected, lock_not_available */
const RETRYABLE = new Set(['40001', '40P01', LOCK_NOT_AVAILABLE])

/** Thrown by a store that met something which another try of the whole transaction will not meet again. */
export class TryAgain extends Error {
  override name = 'TryAgain'
}

/**
 * May the same transaction succeed when simply tried again: a serialization failure, a deadlock, a lock that could
 * not be had in the time that the transaction gave itself, or the same command sent twice at once, whose answer the
 * next try finds?
 */
export function isRetryable(error: unknown): boolean {
  if (error instanceof TryAgain) return true
  if (!(error instanceof pg.DatabaseError)) return false
  return RETRYABLE.has(error.code ?? '') || error.constraint === 'command_pkey'
}

const QUERY_CANCELED = '57014'

/**
 * Did the database have too much to do: a statement ran into its time limit, mostly waiting for others, or all tries of
 * a transaction met somebody else? Nothing was changed, and the same request may succeed a little later.
 */
export function isOverloaded(error: unknown): boolean {
  return (error instanceof pg.DatabaseError && error.code === QUERY_CANCELED) || isRetryable(error)
}

/** Could a lock not be had in the time that the transaction gave itself? */
export function isLockTimeout(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.code === LOCK_NOT_AVAILABLE
}

/**
 * The name of the constraint that refused a row, when one did (unique, foreign key, check or exclusion).
 * Stores translate it into an expected outcome; nothing else reads it.
 */
export function violatedConstraint(error: unknown): string | undefined {
  if (!(error instanceof pg.DatabaseError)) return undefined
  return error.code?.startsWith('23') ? error.constraint : undefined
}
