import type { Contact } from '../model.ts'
import { readMobile } from './phone.ts'
import { type Postal, postalLines } from './postal.ts'

/**
 * The ways by which messages reach people. `mail`, `sms` and `push` leave by themselves; a `letter` is printed and
 * posted, and for `telephone` somebody of staff calls.
 */
export const MESSAGE_CHANNELS = ['mail', 'sms', 'push', 'letter', 'telephone'] as const
export type MessageChannel = (typeof MESSAGE_CHANNELS)[number]

/** Those that somebody can choose to hear of their visit by. Whom none of them reaches, staff calls. */
export const TOLD_BY = ['mail', 'sms', 'letter'] as const satisfies readonly MessageChannel[]

/**
 * A channel and whom it reaches there: an e-mail address, a telephone number as E.164, or the lines of an address. Empty
 * where the channel finds its people by the visit: the phones that asked for it, whoever is called.
 */
export type Way = { readonly channel: MessageChannel; readonly recipient: string }

/** What of a contact says how somebody is reached. */
export type Reachable = Pick<Contact, 'email' | 'phone' | 'mobile'> & {
  readonly name?: string | null
  readonly postal?: Postal | null
}

/** Whom a channel reaches of somebody who left this contact; undefined where it reaches nobody. */
export function recipientBy(
  channel: MessageChannel,
  { email, phone, mobile, name, postal }: Reachable,
): string | undefined {
  if (channel === 'mail') return email ?? undefined
  if (channel === 'sms') return mobile ?? (phone === null ? undefined : readMobile(phone))
  if (channel === 'letter') return name && postal ? postalLines(name, postal).join('\n') : undefined
  return ''
}

/** The last way: somebody of staff calls; undefined where there is no number. */
export function callTo({ phone, mobile }: Reachable): Way | undefined {
  return (phone ?? mobile ?? null) === null ? undefined : { channel: 'telephone', recipient: '' }
}

/**
 * By which way somebody hears of their visit: the one that they chose, if it can reach them, else mail; undefined where
 * there is none.
 */
export function wayTo(contact: Reachable & Pick<Contact, 'toldBy'>): Way | undefined {
  for (const channel of [contact.toldBy ?? 'mail', 'mail'] as const) {
    const recipient = recipientBy(channel, contact)
    if (recipient !== undefined) return { channel, recipient }
  }
  return undefined
}
