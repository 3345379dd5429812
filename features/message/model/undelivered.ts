import { ABOUT_NUMBER } from '#platform/sms/aboutNumber.ts'
import { bounceFailure } from './bounce.ts'
import { ADDRESS_STOPPED } from './refusal.ts'

/**
 * Why a message did not arrive, as staff reads it. `perhaps`: the connection broke behind the last byte, so it may have
 * arrived. `refused`: the mail server or the gateway does not take it. `stopped`: its address has refused others.
 * `unreachable`: tried for hours. `address`: it is written wrongly. `no_mailbox`: it came back because there is no such
 * address. `no_number`: there is no such mobile number, or it takes no SMS. `returned`: it came back for another reason, such
 * as a full mailbox. `letter_returned`: the post brought it back.
 * `call`: no other way is known.
 */
export const WHY_UNDELIVERED = [
  'perhaps',
  'refused',
  'stopped',
  'unreachable',
  'address',
  'no_mailbox',
  'no_number',
  'returned',
  'letter_returned',
  'call',
] as const
export type WhyUndelivered = (typeof WHY_UNDELIVERED)[number]

/** The failure of a letter that the post has brought back. */
export const LETTER_RETURNED = 'letter returned'

/** The states of such messages; `due`: it waits for somebody who calls. */
export type UndeliveredState = 'due' | 'failed' | 'unknown'

/** Why, from the state of a message and the code of its last failure. */
export function whyUndelivered(state: UndeliveredState, failure: string): WhyUndelivered {
  if (state === 'due') return 'call'
  if (state === 'unknown') return 'perhaps'
  if (failure === ADDRESS_STOPPED) return 'stopped'
  if (['bad_recipient', 'bad_sender', 'no_sender'].includes(failure)) return 'address'
  if (failure === LETTER_RETURNED) return 'letter_returned'
  if (failure === bounceFailure('no_mailbox')) return 'no_mailbox'
  if (failure === bounceFailure('returned')) return 'returned'
  if (ABOUT_NUMBER.some((code) => failure === `sms refused ${code}`)) return 'no_number'
  return / 5\d\d$/.test(failure) || failure.startsWith('sms refused') ? 'refused' : 'unreachable'
}
