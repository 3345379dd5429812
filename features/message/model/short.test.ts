import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DAY, localDate, plus } from '#kernel/instant.ts'
import { LANGUAGES } from '#kernel/language.ts'
import { measureSms } from '#platform/sms/gsm.ts'
import { MAIL_FACTS } from '#test/mailFacts.ts'
import { VISIT_MESSAGE_KINDS, type WishFacts } from '../model.ts'
import { MOST_SEGMENTS, newsUntil, shortText, smsText, wishSmsText } from './short.ts'

const kinds = VISIT_MESSAGE_KINDS.filter((kind) => kind !== 'confirm')
const all = kinds.flatMap((kind) => LANGUAGES.map((language) => ({ kind, language })))

describe('an SMS', () => {
  it.each(all)(
    'about $kind in $language is of at most two parts, plain letters and one link',
    ({ kind, language }) => {
      const text =
        smsText({ ...MAIL_FACTS, kind, language, link: `${MAIL_FACTS.link}?lang=${language}` }) ?? ''
      const { encoding, segments } = measureSms(text)
      expect({ encoding, fits: segments <= MOST_SEGMENTS }).toEqual({ encoding: 'gsm7', fits: true })
      expect(text.match(/https:/g)).toHaveLength(1)
      expect(text).toContain('Stadt Neuwalden')
    },
  )

  it.each(all)('about $kind in $language names no person, no service and no number', ({ kind, language }) => {
    const text = smsText({ ...MAIL_FACTS, kind, language, phone: '0170 1234567' }) ?? ''
    for (const hidden of ['Anna', 'Müller', 'Personalausweis', 'Meldebescheinigung', '7KX4', 'V-34A', '0170'])
      expect(text).not.toContain(hidden)
  })

  it('reads so', () => {
    expect(smsText({ ...MAIL_FACTS, kind: 'reminder', link: `${MAIL_FACTS.link}?lang=de` })).toBe(
      'Stadt Neuwalden: Erinnerung: Ihr Termin ist am Montag, 29. März 2027, 10:40 Uhr. Ort: Kundenzentrum Altmarkt. ' +
        'Zusagen, verschieben, absagen: https://termine.neuwalden.example/v/abcdefghijklmnopqrstuv/coming?lang=de',
    )
  })

  it('about a document is worth handing over for days, and leads where it can be fetched, not to a visit that is over', () => {
    const now = plus(MAIL_FACTS.appointmentAt, 40 * DAY)
    const facts = { ...MAIL_FACTS, now, kind: 'ready' as const }
    expect(newsUntil(facts)).toBe(plus(now, 3 * DAY))
    expect(newsUntil({ ...facts, kind: 'reminder' })).toBe(MAIL_FACTS.appointmentAt)
    expect(smsText(facts)).toBe(
      'Stadt Neuwalden: Ihr Dokument ist fertig. Sie können es abholen. Ort: Kundenzentrum Altmarkt. ' +
        'Öffnungszeiten: https://termine.neuwalden.example/',
    )
  })

  it('leaves out what is less needed before it grows too long', () => {
    const long = (name: string) =>
      smsText({ ...MAIL_FACTS, kind: 'reminder', site: { ...MAIL_FACTS.site, name } }) ?? ''
    expect(long('Bürgeramt'.repeat(12))).toContain('Bürgeramt')
    expect(long('Bürgeramt'.repeat(40))).not.toContain('Bürgeramt')
    expect(long('Bürgeramt'.repeat(40))).toContain('29. März')
  })

  it('whatever a place is called, it has two parts, one line and its link', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 300 }),
        fc.string({ unit: 'binary' }),
        (name, city) => {
          const facts = { ...MAIL_FACTS, kind: 'reminder' as const }
          const text =
            smsText({ ...facts, site: { ...facts.site, name }, city: { ...facts.city, name: city } }) ?? ''
          expect(measureSms(text).segments).toBeLessThanOrEqual(MOST_SEGMENTS)
          expect(text).toMatch(/^[^\n\r]*\/coming$/)
        },
      ),
    )
  })

  it('that proves an address by its link is none', () => {
    expect(smsText({ ...MAIL_FACTS, kind: 'confirm' })).toBeUndefined()
  })

  it('a reminder leads to the page with the three buttons, a cancelled visit to no page of its own', () => {
    expect(shortText({ ...MAIL_FACTS, kind: 'reminder' })?.url).toBe(`${MAIL_FACTS.link}/coming`)
    expect(shortText({ ...MAIL_FACTS, kind: 'cancelled' })?.url).toBe(MAIL_FACTS.startPage)
  })
})

describe('an SMS with an offer from the waitlist', () => {
  const { messageId, now, name, services, site, startPage, city } = MAIL_FACTS
  const offer: WishFacts = {
    ...{ kind: 'wish_offer', language: 'de', messageId, now, name, services, startPage, city },
    link: 'https://termine.neuwalden.example/wish/abcdefghijklmnopqrstuv?lang=de',
    timeZone: 'Europe/Berlin',
    untilDay: localDate('2027-04-30'),
    confirmUntil: plus(now, DAY),
    offer: {
      startsAt: MAIL_FACTS.appointmentAt,
      until: plus(MAIL_FACTS.appointmentAt, -DAY),
      minutes: 25,
      site,
    },
    bookedAt: null,
    visitKind: 'on_site',
  }

  it('says what is free, where, until when to answer, and where to', () => {
    expect(wishSmsText(offer)).toBe(
      'Stadt Neuwalden: Für Sie ist ein Termin frei: Montag, 29. März 2027, 10:40 Uhr. Ort: Kundenzentrum Altmarkt. ' +
        'Ja oder nein bis Sonntag, 28. März 2027, 10:40 Uhr: https://termine.neuwalden.example/wish/abcdefghijklmnopqrstuv?lang=de',
    )
  })

  it.each(LANGUAGES)(
    'is of at most two parts with one link in %s, and names no person and no service',
    (language) => {
      const text = wishSmsText({ ...offer, language }) ?? ''
      expect(measureSms(text)).toMatchObject({ encoding: 'gsm7' })
      expect(measureSms(text).segments).toBeLessThanOrEqual(MOST_SEGMENTS)
      expect(text.match(/https:/g)).toHaveLength(1)
      for (const hidden of ['Anna', 'Müller', 'Personalausweis', 'Meldebescheinigung'])
        expect(text).not.toContain(hidden)
    },
  )

  it('is the only one about a wish', () => {
    expect(wishSmsText({ ...offer, kind: 'wish_ended', offer: null })).toBeUndefined()
  })
})
