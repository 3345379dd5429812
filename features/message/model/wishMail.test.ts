import { describe, expect, it } from 'vitest'
import { localDate, parseInstant } from '#kernel/instant.ts'
import { LANGUAGES } from '#kernel/language.ts'
import { MAIL_FACTS } from '#test/mailFacts.ts'
import { WISH_MESSAGE_KINDS, type WishFacts } from '../model.ts'
import { composeMessage } from './compose.ts'

const LINK = 'https://termine.neuwalden.example/wish/abcdefghijklmnopqrstuv?lang=de'

const { messageId, now, name, services, site, startPage, city } = MAIL_FACTS
const OFFER: WishFacts = {
  kind: 'wish_offer',
  language: 'de',
  messageId,
  now,
  name,
  services,
  link: LINK,
  startPage,
  timeZone: 'Europe/Berlin',
  untilDay: localDate('2027-04-30'),
  confirmUntil: parseInstant('2027-03-02T07:00:00Z'),
  offer: {
    startsAt: parseInstant('2027-03-29T08:40:00Z'),
    until: parseInstant('2027-03-02T07:00:00Z'),
    minutes: 25,
    site,
  },
  bookedAt: null,
  visitKind: 'on_site',
  city,
}

/** The words of a mail with plain spaces. */
const written = (facts: WishFacts) => {
  const { subject, text } = composeMessage(facts)
  return { subject: subject.replaceAll('\u00a0', ' '), text: text.replaceAll('\u00a0', ' ') }
}

describe('mails of the waitlist', () => {
  it.each(LANGUAGES.flatMap((language) => WISH_MESSAGE_KINDS.map((kind) => [language, kind] as const)))(
    'in %s, %s is written out in both parts, with no word missing',
    (language, kind) => {
      const { subject, text, html, calendar, qrLink } = composeMessage({ ...OFFER, language, kind })
      expect(subject).not.toBe('')
      expect(`${subject}${text}`).not.toMatch(/\{|undefined|wish\.|subject\./)
      expect(html).toContain(subject)
      expect(text).toContain('Personalausweis beantragen')
      // Nothing is booked yet: no file for a calendar, no code to arrive with.
      expect([calendar, qrLink]).toEqual([undefined, undefined])
    },
  )

  it('an offer says exactly what is offered and until when', () => {
    const { subject, text } = written(OFFER)
    expect(subject).toContain('29. März 2027')
    for (const word of ['10:40', 'Altmarkt', 'etwa 25 Minuten', '2. März 2027', '08:00', LINK])
      expect(text).toContain(word)
    expect(text).not.toContain('bisheriger')
  })

  it('an offer of a call or a video names no address', () => {
    expect(written({ ...OFFER, visitKind: 'telephone' }).text).toContain('Wir rufen Sie an')
    expect(written({ ...OFFER, visitKind: 'video' }).text).toContain('Per Video')
    expect(written({ ...OFFER, visitKind: 'video' }).text).not.toContain('Altmarkt')
  })

  it('an earlier time says that the booked one stays', () => {
    const bookedAt = parseInstant('2027-04-12T08:00:00Z')
    expect(written({ ...OFFER, bookedAt }).text).toContain('12. April 2027')
    expect(written({ ...OFFER, kind: 'wish_ended', bookedAt }).text).toContain('gilt weiter')
  })

  it('who has not proven the address is not greeted by name', () => {
    expect(written({ ...OFFER, name: 'Anna Müller' }).text).toContain('Anna Müller')
    expect(written({ ...OFFER, kind: 'wish_confirm', name: 'Anna Müller' }).text).not.toContain('Anna')
  })
})
