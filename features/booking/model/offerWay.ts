import { LIST_NOTICE } from '#features/capacity/model/listShare.ts'
import { isNight, morningAfter } from '#features/message/model/reminder.ts'
import {
  callTo,
  type MessageChannel,
  type Reachable,
  recipientBy,
  type Way,
} from '#features/visit/model/channel.ts'
import type { Contact } from '#features/visit/model.ts'
import { type Instant, instant, MINUTE, plus } from '#kernel/instant.ts'
import { offerUntil } from './waitlist.ts'

/**
 * By which way somebody hears of an offer: an SMS where they chose it for their booking, else mail, else an SMS to the
 * mobile number that is all they left (`sendsSms`: the city sends any), else a call. A letter would come too late.
 * Undefined where there is no way at all.
 */
export function wayOfOffer(
  contact: Reachable & Pick<Contact, 'toldBy'>,
  { sendsSms }: { readonly sendsSms: boolean },
): Way | undefined {
  const ways: readonly MessageChannel[] = contact.toldBy === 'sms' ? ['sms', 'mail'] : ['mail', 'sms']
  for (const channel of ways) {
    const recipient = channel === 'sms' && !sendsSms ? undefined : recipientBy(channel, contact)
    if (recipient !== undefined) return { channel, recipient }
  }
  return callTo(contact)
}

/** The shortest time that somebody has to answer an offer, in milliseconds. */
const SHORTEST = 20 * MINUTE

/**
 * When somebody hears of an offer of this time that is made now, and until when it waits. At night no phone sounds: who
 * hears of it by SMS or a call hears in the morning, and has from then on what the time asks for; unless that would be
 * too near to the time, then at once. A mail is silent. `timeZone`: of the site.
 */
export function offerTerms(
  now: Instant,
  startsAt: Instant,
  channel: MessageChannel | undefined,
  timeZone: string,
): { readonly tellAt: Instant; readonly until: Instant } {
  const until = offerUntil(now, startsAt)
  const sounds = channel === 'sms' || channel === 'push' || channel === 'telephone'
  if (!sounds || !isNight(now, timeZone)) return { tellAt: now, until }
  const morning = morningAfter(now, timeZone)
  if (plus(morning, SHORTEST) > plus(startsAt, -LIST_NOTICE)) return { tellAt: now, until }
  return { tellAt: morning, until: instant(Math.max(until, offerUntil(morning, startsAt))) }
}
