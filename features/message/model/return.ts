import { type Instant, MINUTE, plus } from '#kernel/instant.ts'
import { measureSms, plainSms } from '#platform/sms/gsm.ts'
import type { ReturnFacts } from '../model.ts'
import { texts } from './phrases.ts'
import { MOST_SEGMENTS } from './short.ts'

/** So long before they meant to be back people are told: the way takes time. */
const BEFORE = 3 * MINUTE
/** So long after it the message still says something. */
export const RETURN_LASTS = 15 * MINUTE

/** When somebody is told who will be back by then; at once where that is near. */
export function returnDue(backAt: Instant, now: Instant): Instant {
  const due = plus(backAt, -BEFORE)
  return due > now ? due : now
}

/** The SMS to whoever is away: with the number that displays call, and the page that says how it stands. */
export function returnText({ language, number, city, link }: ReturnFacts): string {
  const news = texts(language)('sms.come_back', { number })
  return (
    [`${city.name}: ${news} ${link}`, `${news} ${link}`]
      .map(plainSms)
      .find((text) => measureSms(text).segments <= MOST_SEGMENTS) ?? plainSms(news)
  )
}
