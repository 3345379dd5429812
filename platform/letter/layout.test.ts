import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  addressPieces,
  breakLines,
  type Letter,
  type LetterBlock,
  layoutLetter,
  type Measure,
  SHEET,
  WINDOW,
} from './layout.ts'

/** Every letter as wide as half its height. */
const measure: Measure = (text, size) => Array.from(text).length * size * 0.5

const words = fc
  .array(fc.stringMatching(/^[a-zäöüß]{1,14}$/), { minLength: 1, maxLength: 60 })
  .map((each) => each.join(' '))
const block: fc.Arbitrary<LetterBlock> = fc.oneof(
  fc.record({
    kind: fc.constant('heading' as const),
    level: fc.constantFrom(2 as const, 3 as const),
    text: words,
  }),
  fc.record({ kind: fc.constant('text' as const), text: words }),
  fc.record({ kind: fc.constant('list' as const), items: fc.array(words, { minLength: 1, maxLength: 6 }) }),
  fc.record({
    kind: fc.constant('facts' as const),
    facts: fc.array(fc.record({ label: words, value: words }), { minLength: 1, maxLength: 6 }),
  }),
  fc.record({ kind: fc.constant('code' as const), content: fc.constant('https://a.example'), alt: words }),
)
const letter: fc.Arbitrary<Letter> = fc.record({
  language: fc.constant('de'),
  large: fc.boolean(),
  from: fc.constant('Neuwalden'),
  returnTo: words,
  recipient: fc.array(words, { minLength: 3, maxLength: 5 }),
  information: fc.array(fc.record({ label: fc.constant('Datum'), value: words }), { maxLength: 3 }),
  blocks: fc.array(block, { minLength: 1, maxLength: 25 }),
  pageWords: fc.constant(() => ''),
})

const saidBy = (blocks: readonly LetterBlock[]) =>
  blocks.flatMap((each) => {
    if (each.kind === 'list') return each.items
    if (each.kind === 'facts') return each.facts.flatMap(({ label, value }) => [label, value])
    return each.kind === 'code' ? [] : [each.text]
  })

describe('a letter that is set', () => {
  it('law: stands within the sheet, and nothing of its body in the window or the foot', () => {
    fc.assert(
      fc.property(letter, (each) => {
        layoutLetter(each, measure).forEach((page, index) => {
          for (const { part, x, y, text, size, bold } of page.pieces) {
            expect(x).toBeGreaterThanOrEqual(SHEET.left)
            expect(x + measure(text, size, bold)).toBeLessThanOrEqual(SHEET.width - SHEET.right + 0.01)
            expect(y + size).toBeLessThanOrEqual(SHEET.bottom + 0.01)
            if (/^\d/.test(part)) expect(y).toBeGreaterThanOrEqual(index === 0 ? SHEET.body : SHEET.top)
          }
          for (const { y, side } of page.codes) expect(y + side).toBeLessThanOrEqual(SHEET.bottom + 0.01)
        })
      }),
      { numRuns: 60 },
    )
  })

  it('law: says every word once, in the order in which it was given', () => {
    fc.assert(
      fc.property(letter, (each) => {
        const parts = new Map<string, string[]>()
        for (const { part, text } of layoutLetter(each, measure).flatMap(({ pieces }) => pieces))
          if (/^\d/.test(part) && !part.endsWith('label')) parts.set(part, [...(parts.get(part) ?? []), text])
        const labels = new Map<string, string[]>()
        for (const { part, text } of layoutLetter(each, measure).flatMap(({ pieces }) => pieces))
          if (/^\d/.test(part) && part.endsWith('label') && text !== '•')
            labels.set(part, [...(labels.get(part) ?? []), text])
        const said = [...parts.values(), ...labels.values()].map((lines) => lines.join(''))
        const given = saidBy(each.blocks)
        // A word that is wider than its line is broken, so blanks do not count.
        const bare = (text: string) => text.replaceAll(' ', '')
        expect(said.map(bare).sort()).toEqual(given.map(bare).sort())
      }),
      { numRuns: 60 },
    )
  })

  it('law: a heading stands on the sheet of what follows it', () => {
    fc.assert(
      fc.property(letter, ({ blocks, ...rest }) => {
        const ended: Letter = { ...rest, blocks: [...blocks, { kind: 'text', text: 'Ende' }] }
        const pages = layoutLetter(ended, measure)
        for (const [index, page] of pages.entries()) {
          const last = page.pieces.at(-1)
          const at = Number.parseInt(last?.part ?? '', 10)
          if (index + 1 < pages.length && ended.blocks[at]?.kind === 'heading')
            expect(page.codes.length).toBeGreaterThan(0)
        }
      }),
      { numRuns: 60 },
    )
  })

  it('has every line of an address in the window, in smaller letters if there are many', () => {
    const short = addressPieces(['Ada Lind', 'Am Markt 1', '50667 Köln'], measure)
    expect(short.map(({ text, size }) => [text, size])).toEqual([
      ['Ada Lind', 10],
      ['Am Markt 1', 10],
      ['50667 Köln', 10],
    ])
    const long = addressPieces(
      ['Ada '.repeat(24), 'bei Meyer', 'Am Markt 1', 'SW1A 1AA LONDON', 'VEREINIGTES KÖNIGREICH'],
      measure,
    )
    expect(long.at(-1)).toMatchObject({ text: 'VEREINIGTES KÖNIGREICH' })
    for (const { y, size, x, text } of long) {
      expect(size).toBeGreaterThanOrEqual(8)
      expect(y + size).toBeLessThanOrEqual(WINDOW.y + WINDOW.height)
      expect(x + measure(text, size, false)).toBeLessThanOrEqual(WINDOW.x + WINDOW.width)
    }
  })

  it('breaks between words, and within one that is too wide', () => {
    expect(breakLines('ab cd efghijk', 5, (text) => text.length)).toEqual(['ab cd', 'efghi', 'jk'])
    expect(breakLines('10\u00a0Uhr da', 6, (text) => text.length)).toEqual(['10\u00a0Uhr', 'da'])
  })
})
