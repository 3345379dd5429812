import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { shownText } from './shownText.ts'

describe('a text for a screen', () => {
  it.each([
    ['a number that is turned round', 'A1\u202e02', 'A102'],
    ['an isolate that is never closed', '\u2067Schalter 1', 'Schalter 1'],
    ['zero width between letters', 'Schal\u200bter\u200d 1\ufeff', 'Schalter 1'],
    ['a tag of unseen letters', 'Schalter\u{e0041}\u{e007f}', 'Schalter'],
    ['ends of lines', 'Schalter\n\u2028\r\t1', 'Schalter 1'],
    ['a terminal sequence', '\u001b[2JSchalter', '[2JSchalter'],
    ['a heap of marks', `S${'\u0351'.repeat(50)}`, 'S\u0351\u0351'],
    ['letters in two ways of writing', 'Bu\u0308ro', 'Büro'],
  ])('%s', (_, text, shown) => expect(shownText(text, 40)).toBe(shown))

  it('is cut between letters, also where a letter is several characters', () => {
    expect(shownText('Bürgeramt Mitte', 10)).toBe('Bürgeramt…')
    expect(shownText('ge\u0301n\u00e9', 3)).toBe('gé…')
    expect(shownText('x'.repeat(10_000), 60)).toHaveLength(60)
  })

  it('has nothing unseen and is not too long, whatever somebody wrote (A-09)', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 300 }),
        fc.integer({ min: 1, max: 50 }),
        (text, longest) => {
          const shown = shownText(text, longest)
          expect(shown).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u)
          const letters = [...new Intl.Segmenter('de', { granularity: 'grapheme' }).segment(shown)]
          expect(letters.length).toBeLessThanOrEqual(longest)
        },
      ),
    )
  })
})
