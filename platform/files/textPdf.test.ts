import fc from 'fast-check'
import { expect, test } from 'vitest'
import { latinLetters, textPdf } from './textPdf.ts'

test('letters keep their marks where the sheet has them, lose them where not, and other alphabets are refused', () => {
  expect(latinLetters('Çelik Müller Ágnes – „Haus“ 5 €')).toBe('Çelik Müller Ágnes – „Haus“ 5 €')
  expect(latinLetters('Łukasz Ștefan Ğ ő')).toBe('Lukasz Stefan G o')
  expect(latinLetters('Иван')).toBeUndefined()
  expect(latinLetters('علي')).toBeUndefined()
})

test('whatever a line holds, nothing of it ends the text or the document early', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 200 }), { maxLength: 5 }), (lines) => {
      const pdf = textPdf(lines.map((text) => ({ text }))).toString('latin1')
      // Each text stands between its brackets, without an open one among them.
      for (const [, text = ''] of pdf.matchAll(/ Td \((.*)\) Tj ET\n/g))
        expect(text).toMatch(/^(?:[^()\\]|\\[0-7]{3})*$/)
      expect(pdf.match(/%%EOF/g)).toHaveLength(1 + lines.join('').split('%%EOF').length - 1)
      expect(pdf.match(/\nendstream/g)).toHaveLength(1)
    }),
  )
})
