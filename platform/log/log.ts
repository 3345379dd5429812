import { type DestinationStream, type Logger, pino } from 'pino'

/** Writes one JSON line per event. Carries ids, codes and numbers; never names, contacts, tokens or addresses. */
export type Log = Logger

/** How much is written. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent'

/**
 * Opens the log. Errors are written without quoted values and addresses, because messages of databases, parsers and
 * mail servers repeat what people typed (see `errorForLog`).
 * @example const log = openLog({ level: 'info' }); log.info({ port }, 'listening')
 */
export function openLog(
  options: { readonly level: LogLevel; readonly name?: string },
  to?: DestinationStream,
): Log {
  const settings = {
    level: options.level,
    base: options.name ? { name: options.name } : null,
    timestamp: pino.stdTimeFunctions.isoTime,
    // Requests and answers are never written whole: their addresses carry tokens, their headers secrets.
    serializers: { err: errorForLog, error: errorForLog, req: () => undefined, res: () => undefined },
    formatters: { level: (label: string) => ({ level: label }) },
  }
  return to ? pino(settings, to) : pino(settings)
}

/** What of an error may stand in a log. */
export type LoggedError = {
  readonly type: string
  readonly message: string
  readonly code?: string
  readonly constraint?: string
  readonly stack?: string
  readonly cause?: LoggedError
}

/** Reduces an error to what holds no personal data: type, code, constraint, frames, and a message without values. */
export function errorForLog(error: unknown): LoggedError {
  if (!(error instanceof Error)) return { type: typeof error, message: 'not an error object' }
  const frames = (error.stack ?? '').split('\n').filter((line) => line.startsWith('    at '))
  return {
    type: error.name,
    message: withoutValues(error.message),
    ...textProperty(error, 'code'),
    ...textProperty(error, 'constraint'),
    ...(frames.length > 0 ? { stack: frames.slice(0, 20).join('\n') } : {}),
    ...(error.cause instanceof Error ? { cause: errorForLog(error.cause) } : {}),
  }
}

/** Cuts what is quoted, mail addresses, link tokens and long numbers out of a message. */
export function withoutValues(message: string): string {
  return message
    .slice(0, 2_000)
    .replace(/"[^"]*"|'[^']*'|`[^`]*`|„[^“]*“|\([^()]*\)=\([^()]*\)/g, '…')
    .replace(/[^\s<>,;]+@[^\s<>,;]+/g, '…')
    .replace(/[A-Za-z0-9_-]{20,}/g, '…')
    .replace(/\+?\d[\d /-]{5,}/g, '…')
    .slice(0, 500)
}

function textProperty(error: Error, name: 'code' | 'constraint'): { code?: string; constraint?: string } {
  const value: unknown = Reflect.get(error, name)
  return typeof value === 'string' || typeof value === 'number' ? { [name]: String(value) } : {}
}
