import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { localDate } from '#kernel/instant.ts'
import { LANGUAGES } from '#kernel/language.ts'
import { impossible } from '#kernel/result.ts'
import { MAIL_FACTS } from '#test/mailFacts.ts'
import { type MessageFacts, VISIT_MESSAGE_KINDS } from '../model.ts'
import { type ComposedMessage, composeMessage } from './compose.ts'

const every = VISIT_MESSAGE_KINDS.flatMap((kind) => LANGUAGES.map((language) => ({ kind, language })))

/** The words of the HTML part as a reader sees them: without tags, styles and addresses. */
function wordsOf(html: string): string {
  return html
    .replace(/<head>[\s\S]*<\/head>/, '')
    .replaceAll(/<img [^>]*alt="([^"]*)"[^>]*>/g, ' $1 ')
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .replaceAll(/\s+/g, ' ')
    .trim()
}

/** The words of the text part: without addresses and without the signs that stand for layout. */
function wordsOfText(text: string): string {
  return text
    .replaceAll(/:\nhttps:\S+/g, '')
    .replaceAll(/^(=+|-+)$/gm, '')
    .replaceAll(/^\* /gm, '')
    .replaceAll(/\s+/g, ' ')
    .trim()
}

const withoutColons = (text: string) => text.replaceAll(':', '').replaceAll(/\s+/g, ' ')

function compose(changes: Partial<MessageFacts>): ComposedMessage {
  return composeMessage({ ...MAIL_FACTS, ...changes })
}

it.each(LANGUAGES)('a mail sends nobody to a terminal where a mobile team stops, in %s', (language) => {
  const at = (mobile: boolean) => compose({ language, site: { ...MAIL_FACTS.site, mobile } }).text
  const terminal = /Automat|machine/
  expect(at(true)).not.toMatch(terminal)
  expect(at(true)).toContain('QR')
  expect(at(false)).toMatch(terminal)
})

describe.each(every)('$kind in $language', (given) => {
  const mail = compose(given)
  const plain = mail.text.replaceAll('\u00a0', ' ')

  it('says what was chosen, when and where, and how to reach the city', () => {
    const { site, city, services } = MAIL_FACTS
    const told = [site.name, site.street, site.postcode, site.town, city.phone, city.address]
    // The time of the site: the clocks went forward the day before. What is ready waits; the visit is over.
    const when = given.kind === 'ready' ? [] : ['29', '2027', '10:40']
    for (const words of [...told, ...when, ...services.map((service) => service.title)]) {
      expect(plain).toContain(words)
    }
  })

  it('says in both parts the same', () => {
    expect(withoutColons(wordsOf(mail.html))).toBe(withoutColons(wordsOfText(mail.text)))
  })

  it('parts no time from its word and no postcode from its town, and has plain spaces in what is plain text', () => {
    const broken = /\d{2}:\d{2} Uhr|\b\d{5} [A-ZÄÖÜ]/
    const shown = mail.html.slice(mail.html.indexOf('<body>'))
    // The city writes its own address as it likes.
    expect(shown.replaceAll(MAIL_FACTS.city.address, '')).not.toMatch(broken)
    expect(shown).toContain(`${MAIL_FACTS.site.postcode}\u00a0${MAIL_FACTS.site.town}`)
    for (const text of [mail.subject, mail.text, mail.calendar?.content ?? ''])
      expect(text).not.toContain('\u00a0')
  })

  it('has nothing from elsewhere, no script, no table and no form', () => {
    expect(mail.html).not.toMatch(
      /<(script|table|form|iframe|link|object|base)|src="(?!cid:)|url\(|@import|\son\w+=/i,
    )
    const hosts = [...mail.html.matchAll(/https?:\/\/([^/"]+)/g)].map((match) => match[1])
    expect(new Set(hosts)).toEqual(new Set(['termine.neuwalden.example']))
  })

  it('fills every gap', () => {
    for (const part of [mail.subject, mail.text, mail.html.replace(/<style>[\s\S]*<\/style>/, '')]) {
      expect(part).not.toMatch(/[{}]|undefined|null|NaN/)
    }
  })

  it('keeps names and services out of the subject', () => {
    expect(mail.subject).not.toMatch(/Anna|Ausweis|ausweis/)
    expect(mail.subject).not.toMatch(/[\r\n]/)
  })

  it('says of Leichte Sprache that nobody has checked it', () => {
    expect(/nicht gelesen/.test(mail.text)).toBe(given.language === 'de-simple')
  })
})

describe.each(LANGUAGES)('a booked or moved time in %s', (language) => {
  it.each(['booked', 'moved'] as const)('%s: papers, way, number, code, link and calendar', (kind) => {
    const { text, html, qrLink, calendar } = compose({ kind, language })
    for (const words of [
      'Ihren alten Ausweis',
      'Ein Passfoto',
      'Eingang beim Brunnen',
      '7KX4 MPQ9',
      'V-34A-67C-D9E',
      '25',
    ]) {
      expect(text).toContain(words)
    }
    expect(text).toContain(MAIL_FACTS.link)
    expect(html).toContain(`href="${MAIL_FACTS.link}"`)
    expect(html).toContain('src="cid:qr@dran"')
    expect(qrLink).toBe(MAIL_FACTS.link)
    expect(calendar?.cancels).toBe(false)
    expect(calendar?.content).toContain('METHOD:PUBLISH')
  })

  it('says how early and how late one may come, by the rules of the site, to whoever has to come', () => {
    const punctuality = { early: 11, late: 17 }
    const { text, html } = compose({ language, punctuality })
    for (const part of [text, html])
      expect(part).toMatch(/\b11 (Minuten|minutes)\b[\s\S]*\b17 (Minuten|minutes)\b/)
    expect(compose({ language, punctuality, visitKind: 'telephone', phone: '0999 1' }).text).not.toContain(
      '11 M',
    )
    expect(compose({ language, punctuality, kind: 'cancelled' }).text).not.toContain('17 M')
  })

  it('a reminder has a button for coming, links to move and to cancel, papers and the code, and changes no calendar', () => {
    const { text, html, calendar } = compose({ kind: 'reminder', language })
    for (const page of ['coming', 'move', 'cancel']) {
      const url = MAIL_FACTS.link.replace(/$/, `/${page}`)
      expect(text).toContain(url)
      expect(html).toContain(`href="${url}"`)
    }
    for (const words of ['Ihren alten Ausweis', 'Ein Passfoto', '7KX4 MPQ9']) expect(text).toContain(words)
    expect(html).toContain('src="cid:qr@dran"')
    expect(calendar).toBeUndefined()
  })

  it('a cancelled one takes the entry out of the calendar and shows no code', () => {
    const { text, qrLink, calendar } = compose({ kind: 'cancelled', language })
    expect(qrLink).toBeUndefined()
    expect(text).not.toContain(MAIL_FACTS.link)
    expect(calendar?.content).toContain('METHOD:CANCEL')
  })

  it('one that closes takes the entry out where nothing is held instead, and one that opens again puts it in', () => {
    const none = compose({ kind: 'closed', language, replacement: null })
    expect(none.calendar?.content).toContain('METHOD:CANCEL')
    const again = compose({ kind: 'reopened', language })
    expect(again.calendar?.content).toContain('METHOD:PUBLISH')
  })

  it('one about papers changes the entry only where they make the visit shorter or longer, once more than before', () => {
    const checked = MAIL_FACTS.checked ?? impossible('no papers')
    const looked = (changesMinutes: boolean) =>
      compose({
        kind: 'papers_checked',
        language,
        prechecks: 2,
        minutes: 35,
        checked: { ...checked, changesMinutes },
      })
    expect(looked(false).calendar).toBeUndefined()
    const before = compose({ kind: 'booked', language }).calendar?.content ?? ''
    const sequence = Number(/SEQUENCE:(\d+)/.exec(before)?.[1])
    expect(looked(true).calendar?.content).toContain(`SEQUENCE:${sequence + 2}`)
    expect(looked(true).calendar?.cancels).toBe(false)
  })

  it('one to be confirmed says until when, and is in no calendar', () => {
    const { text, html, qrLink, calendar } = compose({ kind: 'confirm', language })
    expect(text).toContain('09:00')
    expect(html).toContain(`href="${MAIL_FACTS.link}"`)
    expect([qrLink, calendar]).toEqual([undefined, undefined])
  })
})

describe('names', () => {
  it('are greeted', () => {
    for (const name of [
      'Anna Müller-Đặng',
      "Siobhán O'Neill",
      'Dr. A. von der Au',
      'نور حداد',
      '李小龙',
      'Mehmet Öz Jr.',
    ]) {
      expect(compose({ name }).text).toContain(name)
    }
  })

  it('of an address that nobody has proven are left out, because a stranger may have typed them', () => {
    expect(compose({ kind: 'confirm' }).text).not.toContain('Anna')
  })

  it('that a mail program would make a link of are left out', () => {
    for (const name of [
      'Gewinn unter evil.example',
      'https://evil.example',
      'a@b.example',
      'www.evil.example',
      '+49 900 1',
      // No name, but a message of its own.
      'Sehr '.repeat(20).concat('wichtig'),
    ]) {
      const { text, html } = compose({ name })
      expect(text + html).not.toContain(name)
      expect(text).toContain('Guten Tag,')
    }
  })
})

const HOSTILE = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "'><svg/onload=alert(1)>",
  '</style><script>alert(1)</script>',
  '<!--',
  '&lt;script&gt;',
  '\u202egnp.exe\u202c',
  'a\u200b\u2066b\u2069',
  'a\r\nBcc: c@d.example\r\n\r\n<b>',
  'a\u2028b\u0000c',
  '{name}',
  'x'.repeat(5_000),
]

describe('whatever stands in a fact, no markup comes of it', () => {
  const text = fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ unit: 'grapheme', maxLength: 40 }))
  const tags = (html: string) =>
    (html.match(/<[a-z/!][^>]*>/gi) ?? []).map((tag) => tag.replaceAll(/"[^"]*"/g, '""'))

  it('in any place, in any mail', () => {
    fc.assert(
      fc.property(fc.constantFrom(...every), text, text, text, text, (given, one, two, three, four) => {
        const hostile = compose({
          ...given,
          name: one,
          site: { ...MAIL_FACTS.site, name: two, way: three, street: four },
          services: [{ title: one, reference: 'V-34A-67C-D9E', people: 2, papers: [two, three] }],
          city: { ...MAIL_FACTS.city, name: four, phone: one, address: two, senderName: three },
        })
        const tame = compose({
          ...given,
          services: [{ title: 'a', reference: 'V-34A-67C-D9E', people: 2, papers: ['b', 'c'] }],
        })
        expect(tags(hostile.html)).toEqual(tags(tame.html))
        for (const part of [hostile.text, hostile.html, hostile.subject]) {
          // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not come through.
          expect(part).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u200b-\u200f\u2028-\u202e\u2066-\u2069]/)
        }
      }),
      { numRuns: 300 },
    )
  })

  it('control: the check sees what is not escaped', () => {
    const { html } = compose({})
    expect(tags(html.replace('Guten Tag', '<b>Guten Tag</b>'))).not.toEqual(tags(html))
  })
})

describe('a mail about a visit that is not on site', () => {
  const telephone = composeMessage({ ...MAIL_FACTS, visitKind: 'telephone', phone: '0170 1234567' })
  const room = 'https://video.neuwalden.example/abcdefghijklmnopqrstuv'
  const video = composeMessage({ ...MAIL_FACTS, visitKind: 'video', videoLink: room })

  it('says who calls whom, has no code for the terminal, and sends nobody on their way', () => {
    for (const mail of [telephone, video]) {
      expect(mail.qrLink).toBeUndefined()
      for (const word of ['Rathausplatz', 'Brunnen', 'Automat']) expect(mail.text).not.toContain(word)
      expect(mail.calendar?.content).not.toContain('Rathausplatz')
    }
    expect(telephone.text).toContain('Wir rufen Sie an: 0170 1234567')
    expect(telephone.calendar?.content.replaceAll('\r\n ', '')).toContain(
      'LOCATION:Wir rufen Sie an: 0170 1234567',
    )
  })

  it('has the link of the video, also in the calendar', () => {
    expect(video.text).toContain(room)
    expect(video.html).toContain(room)
    expect(video.calendar?.content.replaceAll('\r\n ', '')).toContain(room)
    expect(telephone.text).not.toContain('https://video')
  })
})

describe('the mail about a move', () => {
  const relocated = (relocation: MessageFacts['relocation']) =>
    compose({ kind: 'relocated', addressChanges: 2, movedCount: 1, ...(relocation ? { relocation } : {}) })

  it('says from which day on, and that there are steps', () => {
    const { subject, text } = relocated({ firstDay: localDate('2027-03-25'), stepFree: false })
    expect(subject).toContain('Neue Adresse')
    expect(text.replaceAll('\u00a0', ' ')).toContain('Donnerstag, 25. März 2027')
    expect(text).toContain('Am Eingang sind Stufen')
  })

  it('says of a move that was taken back that the address is this one', () => {
    const { subject, text } = relocated({ firstDay: null, stepFree: true })
    expect(subject).toContain('Die Adresse hat sich geändert')
    expect(text).toContain('gilt sie nicht mehr')
    expect(text).not.toContain('Stufen')
  })

  it('changes the entry in the calendar, once more than before', () => {
    const { calendar } = relocated({ firstDay: localDate('2027-03-25'), stepFree: true })
    expect(calendar?.content).toContain('SEQUENCE:3')
    expect(calendar?.content).toContain('METHOD:PUBLISH')
  })
})
