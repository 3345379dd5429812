import type { Id } from '#kernel/id.ts'
import { type Instant, MINUTE, plus } from '#kernel/instant.ts'
import type { Language } from '#kernel/language.ts'

export const MESSAGE_KINDS = ['confirm', 'booked', 'moved', 'cancelled'] as const
export type MessageKind = (typeof MESSAGE_KINDS)[number]

/** `unknown`: the connection died after the last byte; at most once wins, and staff sees it flagged. */
export const MESSAGE_STATES = ['due', 'sending', 'sent', 'failed', 'unknown'] as const
export type MessageState = (typeof MESSAGE_STATES)[number]

/** A row of the outbox. */
export type Message = {
  readonly id: Id<'message'>
  readonly visitId: Id<'visit'>
  readonly kind: MessageKind
  readonly language: Language
  readonly recipient: string
  readonly attempts: number
  readonly createdAt: Instant
}

/** Many short tries instead of long back-off: a mail about a held time is worth little tomorrow. */
const TRIES = 48
const PAUSE_MINUTES = 5

/** When to try again after a failure before the last byte; undefined when it is given up. */
export function nextTry(attempts: number, now: Instant): Instant | undefined {
  if (attempts >= TRIES) return undefined
  return plus(now, (attempts <= 3 ? 0.25 : PAUSE_MINUTES) * MINUTE)
}

/** The address of a message for ever: a repeat by hand is recognised by it. */
export function messageId(id: Id<'message'>, domain: string): string {
  return `<${id}@${domain}>`
}
