import type { MessageCity } from '../model.ts'
import { domainOf, oneLine, readEmail } from './address.ts'

/** Who sends the mails of a site. */
export type Sender = {
  /** At most 80 characters, one line. */
  readonly name: string
  readonly address: string
  /** Where answers go; null: to the address itself. */
  readonly replyAddress: string | null
}

/** The longest name of a sender, in characters: mail programs show some forty. */
export const SENDER_NAME_LIMIT = 80

/** What is wrong with a sender; `unsigned_domain`: mails are signed, but not for the domain of its address. */
export const SENDER_FAULTS = [
  'bad_sender_name',
  'bad_sender_address',
  'bad_reply_address',
  'unsigned_domain',
] as const
export type SenderFault = (typeof SENDER_FAULTS)[number]

/**
 * What is wrong with a sender; undefined if nothing is. Nothing is mended: a name with a line break or a hidden character
 * is refused, and so is an address in any but its plain form. `isSigned` tells whether there is a key for a domain.
 */
export function faultOfSender(
  { name, address, replyAddress }: Sender,
  cityAddress: string,
  isSigned: (domain: string) => boolean,
): SenderFault | undefined {
  // Brackets, quotes and addresses in a name make mail programs show somebody else as the sender.
  if (name === '' || name.length > SENDER_NAME_LIMIT || name !== oneLine(name) || /[<>@"\\]/.test(name))
    return 'bad_sender_name'
  if (readEmail(address) !== address) return 'bad_sender_address'
  if (replyAddress !== null && readEmail(replyAddress) !== replyAddress) return 'bad_reply_address'
  return fits(address, cityAddress, isSigned) ? undefined : 'unsigned_domain'
}

/** Receivers doubt an unsigned mail of a city whose other mails are signed. */
function fits(address: string, cityAddress: string, isSigned: (domain: string) => boolean): boolean {
  return isSigned(domainOf(address)) || !isSigned(domainOf(cityAddress))
}

/**
 * Who sends a mail: the site, if it has a sender of its own with which nothing is wrong now, else the city.
 * `cityAddress`: the city's, in its plain form.
 */
export function senderFor(
  { senderName, siteSender }: MessageCity,
  cityAddress: string,
  isSigned: (domain: string) => boolean,
): Sender {
  return siteSender && faultOfSender(siteSender, cityAddress, isSigned) === undefined
    ? siteSender
    : { name: oneLine(senderName), address: cityAddress, replyAddress: null }
}
