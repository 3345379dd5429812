import type { MessageChannel } from '#features/visit/model/channel.ts'
import type { Result } from '#kernel/result.ts'
import type { MailFacts, Message } from '../model.ts'

/** The channels whose messages leave by themselves. What goes by the others is taken by people. */
export const CARRIED = ['mail', 'sms', 'push'] as const satisfies readonly MessageChannel[]
export type CarriedChannel = (typeof CARRIED)[number]

/** What became of one attempt to hand a message over. `failure` is a short code for staff and log, never an address. */
export type Delivery =
  | { readonly outcome: 'accepted' }
  /** A clear and final no to this message; `byAddress` if because of its recipient. */
  | { readonly outcome: 'refused'; readonly failure: string; readonly byAddress: boolean }
  /** Nobody has taken it, for certain: it is tried again. */
  | { readonly outcome: 'postponed'; readonly failure: string }
  /** It may be out: the answer to its last byte is missing. It is never repeated by itself. */
  | { readonly outcome: 'unknown'; readonly failure: string }
  /** There is nothing to hand over: it cannot be written, or its recipient is none. */
  | { readonly outcome: 'not_sent'; readonly failure: string }

/** What takes the messages of one channel: a mail server, an SMS gateway, the services of phones. */
export type Carrier = {
  /** A line that is the caller's alone until it is released; a failure's code when it takes none now. */
  connect(): Promise<Result<CarrierLine, string>>
}

/** One line to a carrier, for one message after the other. */
export type CarrierLine = {
  /**
   * Writes a message for its channel and hands it over. `beforeLast` is asked when only the last byte is missing, and
   * gives the attempt up by saying no: until then the carrier has nothing.
   */
  hand(message: Message, facts: MailFacts, beforeLast: () => Promise<boolean>): Promise<Delivery>
  /** Can it take another message? */
  isReady(): Promise<boolean>
  /** Gives it back. */
  release(): void
}
