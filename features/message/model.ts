import { isOver, type VisitState } from '#features/visit/model.ts'
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

/** What a mail tells: everything it needs in one plain value, in the reader's language where it is text. */
export type MessageFacts = {
  readonly kind: MessageKind
  readonly language: Language
  readonly messageId: Id<'message'>
  readonly visitId: Id<'visit'>
  readonly now: Instant
  /** Whom to greet; null where nobody has proven that the address is theirs, or the contact is deleted. */
  readonly name: string | null
  readonly appointmentAt: Instant
  readonly minutes: number
  readonly movedCount: number
  readonly bookingNumber: string
  readonly site: MessageSite
  readonly services: readonly MessageService[]
  /** The visit's own page. */
  readonly link: string
  /** Where a new time can be found. */
  readonly startPage: string
  /** Until when a held time waits for the press of the link. */
  readonly heldUntil: Instant | null
  readonly city: MessageCity
}

export type MessageSite = {
  readonly name: string
  readonly street: string
  readonly postcode: string
  readonly town: string
  readonly way: string
  readonly timeZone: string
}

export type MessageService = {
  readonly title: string
  /** Of the matter: the same at every visit to it, written for people. */
  readonly reference: string
  readonly people: number
  readonly papers: readonly string[]
}

export type MessageCity = {
  readonly name: string
  readonly phone: string
  readonly address: string
  readonly senderName: string
  readonly senderAddress: string
}

/** What became of the visit while its message waited. */
export type Occasion = {
  readonly kind: MessageKind
  readonly state: VisitState
  readonly appointmentAt: Instant | null
  readonly heldUntil: Instant | null
}

/**
 * Does the message still say something true and useful? A link whose hold is over, a booking that is cancelled
 * meanwhile (that has a message of its own), or anything after the time of the visit is not sent (law 4).
 */
export function isWorthSending({ kind, state, appointmentAt, heldUntil }: Occasion, now: Instant): boolean {
  if (appointmentAt === null || appointmentAt <= now) return false
  if (kind === 'confirm') return state === 'held' && heldUntil !== null && heldUntil > now
  if (kind === 'cancelled') return state === 'cancelled'
  return !isOver(state)
}

/** Why a message was given up that was not worth sending any more. */
export const OUT_OF_DATE = 'out_of_date'

/** Many short tries instead of long back-off: a mail about a held time is worth little tomorrow. */
const TRIES = 48
const PAUSE_MINUTES = 5

/** When to try again after a failure before the last byte; undefined when it is given up. */
export function nextTry(attempts: number, now: Instant): Instant | undefined {
  if (attempts >= TRIES) return undefined
  return plus(now, (attempts <= 3 ? 0.25 : PAUSE_MINUTES) * MINUTE)
}

/** The Message-ID of a message for ever: a repeat by hand is recognised by it. */
export function messageId(id: Id<'message'>, domain: string): string {
  return `<${id}@${domain}>`
}
