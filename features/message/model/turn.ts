import { MINUTE } from '#kernel/instant.ts'
import { measureSms, plainSms } from '#platform/sms/gsm.ts'
import type { HallMessageKind, TurnFacts } from '../model.ts'
import { texts } from './phrases.ts'
import { MOST_SEGMENTS } from './short.ts'

/**
 * So long a message about somebody's turn still says something, in milliseconds: after it was written, and after the time
 * of coming back. A number that arrives half an hour late is no help; "soon" is over sooner.
 */
export const TURN_LASTS: Readonly<Record<HallMessageKind, number>> = {
  ticket: 30 * MINUTE,
  soon: 10 * MINUTE,
  come_back: 15 * MINUTE,
}

/** The SMS to whoever waits: with the number that displays call, and the page that says how it stands. */
export function turnText({ kind, language, number, city, link }: TurnFacts): string {
  const news = texts(language)(`sms.${kind}`, { number })
  return (
    [`${city.name}: ${news} ${link}`, `${news} ${link}`]
      .map(plainSms)
      .find((text) => measureSms(text).segments <= MOST_SEGMENTS) ?? plainSms(news)
  )
}
