/** An address that has refused so many messages for good gets no further one. */
export const REFUSALS_LIMIT = 2

/** Why a message failed at once: its address has refused others. */
export const ADDRESS_STOPPED = 'address_stopped'

/** For so many days a refused address is remembered. */
export const REFUSED_DAYS = 30

/**
 * Does an answer of a mail server say that there is no such address (RFC 3463: 5.1.x, or a mailbox that is disabled,
 * 5.2.1)? Refusals for other reasons (policy, relaying, size, a full mailbox) say nothing about it. Servers without
 * such numbers mean the address by 550, 551 and 553.
 */
export function refusesAddress(answer: string): boolean {
  const [, reply, detail] = /^(5\d\d)(?:[ -](5\.\d{1,3}\.\d{1,3})\b)?/.exec(answer) ?? []
  if (reply === undefined) return false
  if (detail !== undefined) return detail.startsWith('5.1.') || detail === '5.2.1'
  return ['550', '551', '553'].includes(reply)
}
