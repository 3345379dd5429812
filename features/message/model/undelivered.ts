import { ADDRESS_STOPPED } from './refusal.ts'

/**
 * Why a message did not arrive, as staff reads it. `perhaps`: the connection broke behind the last byte, so it may have
 * arrived. `refused`: the mail server or the gateway does not take it. `stopped`: its address has refused others. `unreachable`: tried
 * for hours. `address`: it is written wrongly.
 */
export const WHY_UNDELIVERED = ['perhaps', 'refused', 'stopped', 'unreachable', 'address'] as const
export type WhyUndelivered = (typeof WHY_UNDELIVERED)[number]

/** Why, from the state of a message and the code of its last failure. */
export function whyUndelivered(state: 'failed' | 'unknown', failure: string): WhyUndelivered {
  if (state === 'unknown') return 'perhaps'
  if (failure === ADDRESS_STOPPED) return 'stopped'
  if (['bad_recipient', 'bad_sender', 'no_sender'].includes(failure)) return 'address'
  return / 5\d\d$/.test(failure) || failure.startsWith('sms refused') ? 'refused' : 'unreachable'
}
