import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { asId } from '#kernel/id.ts'
import { parseInstant } from '#kernel/instant.ts'
import { LANGUAGES } from '#kernel/language.ts'
import { MAIL_FACTS } from '#test/mailFacts.ts'
import { MESSAGE_KINDS } from '../model.ts'
import { composeMessage, wordedParts } from './compose.ts'
import { type SampleGround, sampleFacts } from './sample.ts'
import {
  faultsOfTexts,
  PLACEHOLDERS,
  placeholdersOf,
  readTemplate,
  TEMPLATE_KINDS,
  TEMPLATE_PARTS,
  type TemplateKind,
  type TemplatePart,
  tidyTemplate,
} from './template.ts'
import { templateKindOf, valuesOf } from './templateValues.ts'

const GROUND: SampleGround = {
  now: parseInstant('2027-03-24T07:00:00Z'),
  messageId: asId('01930000-0000-7000-8000-000000000001'),
  publicUrl: 'https://termine.neuwalden.example',
  city: MAIL_FACTS.city,
  site: MAIL_FACTS.site,
}
const every = TEMPLATE_KINDS.flatMap((kind) => LANGUAGES.map((language) => ({ kind, language })))
const codes = (kind: TemplateKind, part: TemplatePart, template: string) =>
  readTemplate(kind, part, template).faults.map(({ code }) => code)

const plain = (text: string) => text.replaceAll('\u00a0', ' ')
const tags = (html: string) => html.match(/<[a-z/!][^>]*>/gi) ?? []

describe.each(every)('$kind in $language', ({ kind, language }) => {
  const facts = sampleFacts(kind, language, GROUND)
  const builtIn = composeMessage(facts)

  it('is the kind that takes these words', () => {
    expect(templateKindOf(facts)).toBe(kind)
  })

  it('has something for everything that may stand in braces', () => {
    const values = valuesOf(facts)
    for (const name of placeholdersOf(kind, 'opening')) expect([name, values[name]]).not.toContain('')
    for (const name of placeholdersOf(kind, 'opening')) expect(values[name]).toBeDefined()
  })

  it('has one opening and one closing, which it gives up for those of the city, and nothing else', () => {
    const parts = wordedParts(facts)
    const all = placeholdersOf(kind, 'opening').map((name) => `{${name}}`)
    const wording = {
      subject: 'Unser Betreff',
      opening: `Anfang ${all.join(' | ')}`,
      closing: 'Ende\n\nGruß',
    }
    const own = composeMessage({ ...facts, wording })
    expect(own.subject).toBe('Unser Betreff')
    for (const part of [own.text, own.html]) {
      expect(part).toContain('Anfang')
      expect(part).not.toMatch(/\{(?!\s*(color|margin|padding|max|border|display|font|background))[a-z]+\}/i)
    }
    expect(plain(builtIn.text)).toContain(plain(parts.opening))
    expect(plain(own.text)).not.toContain(plain(parts.opening))
    expect(plain(own.text)).not.toContain(plain(parts.closing))
    // Times, papers, links and codes stay where they are.
    const rest = (mail: typeof own) => mail.html.match(/<(dl|ul)>.*?<\/\1>|<a .*?<\/a>|<img [^>]*>/gs)
    expect(rest(own)).toEqual(rest(builtIn))
    expect([own.qrLink, own.calendar?.cancels]).toEqual([builtIn.qrLink, builtIn.calendar?.cancels])
  })

  it('stays as it is built in where nothing is written, or what is written cannot be filled', () => {
    for (const words of ['', '{nothing}', 'a { b'])
      expect(
        composeMessage({ ...facts, wording: { subject: words, opening: words, closing: words } }),
      ).toEqual(builtIn)
  })

  it('says of a test that it is one, and changes no calendar', () => {
    const { subject, text, calendar } = composeMessage({ ...facts, isTrial: true })
    expect(subject).toMatch(/^Test: /)
    expect(text).toMatch(/Test\.|test\./)
    expect(calendar).toBeUndefined()
  })
})

it('words every kind of mail; that about papers by its news, and none that goes by SMS alone', () => {
  const worded: readonly string[] = TEMPLATE_KINDS
  expect(MESSAGE_KINDS.filter((kind) => !worded.includes(kind))).toEqual([
    'papers_checked',
    'ticket',
    'soon',
    'come_back',
    'trial',
  ])
})

describe('a template with faults', () => {
  it('names what is unknown, where, and what was probably meant', () => {
    const { faults } = readTemplate('booked', 'opening', 'Am {wehn} bei {site} mit {Anna}')
    expect(faults).toEqual([
      { code: 'unknown_placeholder', at: 4, found: '{wehn}', nearest: 'when' },
      { code: 'unknown_placeholder', at: 26, found: '{Anna}' },
    ])
    expect(readTemplate('booked', 'opening', '{When}').faults[0]?.nearest).toBe('when')
  })

  it('knows in each kind only what its mail holds', () => {
    expect(codes('wish_ended', 'opening', '{when}')).toEqual(['unknown_placeholder'])
    expect(codes('booked', 'opening', '{code}')).toEqual(['unknown_placeholder'])
    expect(codes('contact_code', 'opening', '{service}')).toEqual(['unknown_placeholder'])
  })

  it('keeps out of the subject what others may read over a shoulder', () => {
    for (const name of ['service', 'number', 'place']) {
      expect(codes('booked', 'subject', `{${name}}`)).toEqual(['unknown_placeholder'])
      expect(codes('booked', 'closing', `{${name}}`)).toEqual([])
    }
  })

  it('has braces alone, hidden characters, a line break in the subject, or too much', () => {
    expect(codes('booked', 'opening', 'a } b { c {{when}}')).toEqual(Array(4).fill('single_brace'))
    expect(codes('booked', 'opening', 'a\u202eb\tc\u200bd\u2028e')).toEqual(Array(4).fill('hidden_character'))
    expect(codes('booked', 'subject', 'a\nBcc: b@c.example')).toEqual(['line_break'])
    expect(codes('booked', 'opening', 'a\n\nb')).toEqual([])
    expect(codes('booked', 'subject', 'x'.repeat(121))).toEqual(['too_long'])
    expect(codes('booked', 'opening', 'x'.repeat(1_000))).toEqual([])
    expect(codes('booked', 'opening', 'x'.repeat(1_001))).toEqual(['too_long'])
  })

  it('does not hide until when a time is held', () => {
    expect(codes('confirm', 'opening', 'Ein Termin wartet auf Sie.')).toEqual(['missing_placeholder'])
    expect(codes('confirm', 'opening', 'Er wartet bis {until}.')).toEqual([])
    expect(codes('confirm', 'opening', '')).toEqual([])
    expect(codes('confirm', 'closing', 'Danke')).toEqual([])
  })

  it('is found in each part and language', () => {
    const none = { de: '', 'de-simple': '', en: '' }
    const texts = { subject: none, opening: { ...none, en: '{x}' }, closing: { ...none, 'de-simple': '{' } }
    expect(faultsOfTexts('booked', texts).map(({ part, language, code }) => [part, language, code])).toEqual([
      ['opening', 'en', 'unknown_placeholder'],
      ['closing', 'de-simple', 'single_brace'],
    ])
  })
})

const PIECES = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  '</p></style><!--',
  '&lt;b&gt;',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: this is what must be refused.
  '${7*7}',
  '{{constructor.constructor("x")()}}',
  '{constructor}',
  '{__proto__}',
  '{toString}',
  '<%= x %>',
  '\r\nBcc: c@d.example\r\n\r\n',
  '{when}',
  '{site}',
  ...PLACEHOLDERS.map((name) => `{${name}}`),
]

describe('whatever is written', () => {
  const words = fc
    .array(fc.oneof(fc.constantFrom(...PIECES), fc.string({ unit: 'grapheme', maxLength: 12 })), {
      maxLength: 8,
    })
    .map((pieces) => tidyTemplate(pieces.join('')))

  it('pieces and faults together are the whole template: nothing is left out and nothing is added', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...TEMPLATE_KINDS),
        fc.constantFrom(...TEMPLATE_PARTS),
        words,
        (kind, part, template) => {
          const { pieces, faults } = readTemplate(kind, part, template)
          if (faults.some(({ code }) => code === 'unknown_placeholder' || code === 'single_brace')) return
          const again = pieces
            .map((piece) => ('text' in piece ? piece.text : `{${piece.placeholder}}`))
            .join('')
          expect(again).toBe(template.replaceAll(/\{\s*([a-zA-Z]+)\s*\}/g, '{$1}'))
        },
      ),
    )
  })

  it('no markup, no header and no code comes of it, also with hostile facts', () => {
    const hostile = '<b onload=alert(1)>"\'\r\nBcc: x@y.example{when}\u202e'
    fc.assert(
      fc.property(fc.constantFrom(...every), words, words, words, (given, subject, opening, closing) => {
        const ground = {
          ...GROUND,
          city: { ...GROUND.city, name: hostile, phone: hostile },
          site: { ...GROUND.site, name: hostile },
        }
        const facts = sampleFacts(given.kind, given.language, ground)
        const own = composeMessage({ ...facts, wording: { subject, opening, closing } })
        const paragraphs = (html: string) => tags(html).filter((tag) => !/^<\/?p>$/.test(tag))
        expect(paragraphs(own.html)).toEqual(paragraphs(composeMessage(facts).html))
        expect(own.subject).not.toMatch(/[\r\n]/)
        for (const part of [own.subject, own.text, own.html]) expect(part).not.toMatch(/[^\P{C}\n]/u)
      }),
      { numRuns: 300 },
    )
  })
})
