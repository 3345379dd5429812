import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { measureSms, plainSms } from './gsm.ts'

describe('the size of an SMS', () => {
  it.each([
    ['nothing', '', 'gsm7', 1],
    ['160 letters', 'a'.repeat(160), 'gsm7', 1],
    ['161 letters', 'a'.repeat(161), 'gsm7', 2],
    ['umlauts', 'ÄÖÜäöüß§'.repeat(20), 'gsm7', 1],
    ['two parts', 'a'.repeat(306), 'gsm7', 2],
    ['three parts', 'a'.repeat(307), 'gsm7', 3],
    ['80 signs of two', '€'.repeat(80), 'gsm7', 1],
    ['81 signs of two', '€'.repeat(81), 'gsm7', 2],
    // 152 letters leave one place, into which no sign of two goes.
    ['no sign is cut in two', `${'a'.repeat(152)}€${'a'.repeat(152)}`, 'gsm7', 3],
    ['a letter of another alphabet', `ł${'a'.repeat(69)}`, 'ucs2', 1],
    ['71 of them', `ł${'a'.repeat(70)}`, 'ucs2', 2],
    ['134 of them', 'ł'.repeat(134), 'ucs2', 2],
    ['135 of them', 'ł'.repeat(135), 'ucs2', 3],
    ['a picture is two, and never cut', `${'ł'.repeat(66)}😀${'ł'.repeat(66)}`, 'ucs2', 3],
  ])('%s', (_, text, encoding, segments) => expect(measureSms(text)).toEqual({ encoding, segments }))

  it('never shrinks when something is added', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 400 }),
        fc.string({ maxLength: 50 }),
        (one, more) => {
          expect(measureSms(one + more).segments).toBeGreaterThanOrEqual(measureSms(one).segments)
        },
      ),
    )
  })
})

it('typographic signs are made plain, so that they do not double the price; letters stay', () => {
  expect(plainSms('„Bürgerbüro Łódź“ – Ümit’s\u00a0Termin…\r\nneu\u202e')).toBe(
    '"Bürgerbüro Łódź" - Ümit\'s Termin... neu',
  )
  expect(measureSms(plainSms('„Amt“ – heute…')).encoding).toBe('gsm7')
})
