import { DAY, type Instant, plus } from '#kernel/instant.ts'
import { measureSms, plainSms } from '#platform/sms/gsm.ts'
import { formatDayAndTime } from '#platform/time/format.ts'
import type { MessageFacts, WishFacts } from '../model.ts'
import { texts } from './phrases.ts'
import { whenOf } from './visitFacts.ts'

/** A message in a few words, for a phone: what is new, where, and the page on which to act. */
export type ShortText = {
  readonly news: string
  readonly place: string
  /** What can be done on that page. */
  readonly ask: string
  readonly url: string
  /** The same page by its name behind the link of the visit; empty for the link itself. */
  readonly page: '' | 'coming'
}

/**
 * A message about a visit in a few words. They light up on a locked phone: so they name no person, no service and no
 * number. Undefined for the one that proves an address by its link, which goes by mail alone.
 */
export function shortText(facts: MessageFacts): ShortText | undefined {
  const { kind, language, link, startPage, visitKind, site } = facts
  if (kind === 'confirm') return undefined
  const t = texts(language)
  const isUnsent = kind === 'papers_checked' && facts.checked?.nothingCame === true
  const news = t(`sms.${isUnsent ? 'papers_unsent' : kind}`, { when: whenOf(facts) })
  const isOver = kind === 'cancelled' || kind === 'settled'
  const place =
    visitKind === 'on_site' || kind === 'ready' ? t('sms.place', { place: site.name }) : t(`sms.${visitKind}`)
  if (kind === 'cancelled') return { news, place: '', ask: t('sms.askCancelled'), url: startPage, page: '' }
  // The link of the visit may be long over, and where and when is all that is left to know.
  if (kind === 'ready') return { news, place, ask: t('sms.askReady'), url: startPage, page: '' }
  if (kind === 'reminder')
    return { news, place, ask: t('sms.askReminder'), url: pageOf(link, 'coming'), page: 'coming' }
  return {
    news,
    place: isOver ? '' : place,
    ask: t(kind === 'closed' ? 'sms.askClosed' : 'sms.ask'),
    url: link,
    page: '',
  }
}

/**
 * An offer from the waitlist in a few words: the time, where, until when to say yes, and the page on which to. Undefined
 * for other messages about a wish, which go by mail alone.
 */
export function wishSmsText(facts: WishFacts): string | undefined {
  const { kind, language, link, offer, visitKind, city } = facts
  if (kind !== 'wish_offer' || !offer) return undefined
  const t = texts(language)
  const { site } = offer
  const inWords = (at: Instant) => formatDayAndTime(at, site.timeZone, language)
  const news = t('sms.wish_offer', { when: inWords(offer.startsAt) })
  const place = visitKind === 'on_site' ? t('sms.place', { place: site.name }) : t(`sms.${visitKind}`)
  const ask = t('sms.askOffer', { until: inWords(offer.until) })
  return shortest([`${city.name}:`, news, place, ask, link], [news, place, ask, link], [news, ask, link])
}

/** So long it is news that a document is ready. Milliseconds. */
const READY_LASTS = 3 * DAY

/** Until when a message is worth handing to a phone: until its visit; of a document that is ready for some days. */
export function newsUntil({ kind, appointmentAt, now }: MessageFacts): Instant {
  return kind === 'ready' ? plus(now, READY_LASTS) : appointmentAt
}

/** A page behind the link of a visit, in the language of the message. */
export function pageOf(link: string, page: 'coming' | 'move' | 'cancel' | 'upload'): string {
  const url = new URL(link)
  url.pathname += `/${page}`
  return url.href
}

/** Each part of an SMS is paid for, and phones put together no more than they must. */
export const MOST_SEGMENTS = 2

/**
 * A message as SMS of at most two parts. What is less needed is left out where it grows too long: the place stands on the
 * page, the name of the city in the sender. Undefined where it has none.
 */
export function smsText(facts: MessageFacts): string | undefined {
  const short = shortText(facts)
  if (!short) return undefined
  const { news, place, ask, url } = short
  return shortest(
    [`${facts.city.name}:`, news, place, ask, url],
    [news, place, ask, url],
    [news, ask, url],
    [news, url],
  )
}

/** The first of these that is no longer than an SMS may be. */
function shortest(...choices: readonly (readonly string[])[]): string | undefined {
  return choices
    .map((parts) => plainSms(parts.filter((part) => part !== '').join(' ')))
    .find((text) => measureSms(text).segments <= MOST_SEGMENTS)
}
