import { asId, type Id } from '#kernel/id.ts'
import { EMAIL_LIMIT, readEmail } from './address.ts'

/**
 * What came back: `no_mailbox`: there is no such address, for certain. `returned`: given up for another reason, such as a
 * full mailbox or a policy, which says nothing about the address.
 */
export type Bounce = 'no_mailbox' | 'returned'

/** Of one recipient, what a report says (RFC 3464, 2.3.3 and 2.3.4). */
export type Reported = { readonly action: string; readonly status: string }

/**
 * Judges a report about a delivery; undefined where nothing has been given up: delayed, delivered, relayed, expanded, or
 * an answer of a person's own program. The numbers are those of RFC 3463.
 */
export function judgeReported({ action, status }: Reported): Bounce | undefined {
  if (action.trim().toLowerCase() !== 'failed') return undefined
  const [detail] = /^[245]\.\d{1,3}\.\d{1,3}(?!\d)/.exec(status.trim()) ?? []
  return detail !== undefined && isOfAddress(detail) ? 'no_mailbox' : 'returned'
}

/** 5.1.1 to 5.1.3, 5.1.6 and 5.1.10 speak of the recipient; 5.1.7 and 5.1.8 of the sender; 5.2.1 is a mailbox that is shut. */
function isOfAddress(status: string): boolean {
  return ['5.1.0', '5.1.1', '5.1.2', '5.1.3', '5.1.6', '5.1.10', '5.2.1'].includes(status)
}

/** Why a message failed that came back; staff reads it in words (model/undelivered.ts). */
export function bounceFailure(bounce: Bounce): string {
  return `bounce ${bounce}`
}

/** In base 36, so that letters keep their meaning where a mail server does not tell capitals apart: 128 bits. */
const DIGITS = 25

/** The longest part before the plus that leaves room for both (RFC 5321, 4.5.3.1.1: 64 characters). */
export const RETURN_NAME_LIMIT = 64 - 1 - 2 * DIGITS

/**
 * Where reports about one attempt at a message are to come back to: the address of the mailbox with the message and a
 * tag of 128 bits behind a plus, so that nobody who has not seen its envelope can name it.
 */
export function returnPath(mailbox: string, id: Id<'message'>, tag: Buffer): string {
  const separator = mailbox.lastIndexOf('@')
  const code = inBase36(Buffer.from(id.replaceAll('-', ''), 'hex')) + inBase36(tag)
  return `${mailbox.slice(0, separator)}+${code}${mailbox.slice(separator)}`
}

/** The message and the tag of an address that `returnPath` may have made. */
export function readReturnPath(
  address: string,
): { readonly id: Id<'message'>; readonly tag: Buffer } | undefined {
  if (address.length > EMAIL_LIMIT) return undefined
  const [, message, tag] = /\+([0-9a-z]{25})([0-9a-z]{25})@[^@]+$/i.exec(address) ?? []
  const id = message === undefined ? undefined : fromBase36(message)
  const read = tag === undefined ? undefined : fromBase36(tag)
  return id && read && { id: asUuid(id), tag: read }
}

/** Can this be the address of the mailbox to which reports come back? */
export function isReturnMailbox(address: string): boolean {
  const name = address.slice(0, address.lastIndexOf('@'))
  return readEmail(address) === address && !name.includes('+') && name.length <= RETURN_NAME_LIMIT
}

/** The message of a Message-ID that may be ours (`messageId` in model.ts). */
export function messageOf(id: string): Id<'message'> | undefined {
  const [, uuid] = /^<?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})@[^<>@\s]+>?$/.exec(id.trim()) ?? []
  return uuid === undefined ? undefined : asId<'message'>(uuid)
}

function inBase36(bytes: Buffer): string {
  return BigInt(`0x${bytes.toString('hex')}`)
    .toString(36)
    .padStart(DIGITS, '0')
}

function fromBase36(text: string): Buffer | undefined {
  let value = 0n
  for (const digit of text.toLowerCase()) value = value * 36n + BigInt(Number.parseInt(digit, 36))
  const hex = value.toString(16).padStart(32, '0')
  return hex.length === 32 ? Buffer.from(hex, 'hex') : undefined
}

function asUuid(bytes: Buffer): Id<'message'> {
  return asId<'message'>(bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-'))
}
