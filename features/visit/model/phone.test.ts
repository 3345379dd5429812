import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { foldPhone, readMobile } from './phone.ts'

describe('a telephone number', () => {
  it.each([
    '0170 1234567',
    '+49 170 1234567',
    '0049-170-1234567',
    '+49 (0)170/1234567',
    '(0170) 123 45 67',
    '+490170 1234567',
    '49 170 1234567',
    '00 49 (0) 170 1234567',
    '170 1234567',
    '(+49) 170 – 1234567',
    '+49 ( 0 ) 170 1234567',
    '\u202a0170\u00a01234567\u202c',
  ])('%s is +491701234567', (written) => expect(foldPhone(written)).toBe('+491701234567'))

  it('of another country keeps it', () => {
    expect(foldPhone('+43 1 58858')).toBe('+43158858')
    expect(foldPhone('0043 1 58858')).toBe('+43158858')
  })

  it('of a town that begins like the country stays one of a town', () => {
    expect(foldPhone('0491 1234567')).toBe('+494911234567')
    expect(foldPhone('491 51234567')).toBe('+4949151234567')
  })

  it('is the same with any separators', () => {
    const digits = fc.stringMatching(/^[1-9][0-9]{5,10}$/)
    const separator = fc.constantFrom('', ' ', '-', '/', '.')
    fc.assert(
      fc.property(digits, fc.array(separator, { minLength: 11, maxLength: 11 }), (number, between) => {
        const written = [...`0${number}`].map((digit, nth) => digit + (between[nth] ?? '')).join('')
        expect(foldPhone(written)).toBe(`+49${number}`)
      }),
    )
  })
})

describe('a number that takes an SMS', () => {
  it.each([
    ['0170 1234567', '+491701234567'],
    ['0151 12345678', '+4915112345678'],
    ['(0160) 123 45 67', '+491601234567'],
    ['\u202d0170\u202f1234567\u202c', '+491701234567'],
    ['+43 664 1234567', '+436641234567'],
    ['0043 664 1234567', '+436641234567'],
  ])('%s is %s', (written, number) => expect(readMobile(written)).toBe(number))

  it.each([
    ['a network of a town', '030 115115'],
    ['too short', '0170 123'],
    ['too long', '0170 123456789'],
    ['too long for any country', '+43 664 123456789012'],
    ['no country begins with zero', '+0 170 1234567'],
    ['a second number', '0170 1234567; 0171 1234567'],
    ['words', 'call me'],
    ['a line break', '0170\n1234567'],
    ['other digits', '٠١٧٠ ١٢٣٤٥٦٧'],
    ['nothing', ''],
  ])('not %s', (_, written) => expect(readMobile(written)).toBeUndefined())

  it('is a plus and digits, whatever somebody writes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (written) => {
        expect(readMobile(written) ?? '+49170123456').toMatch(/^\+[1-9][0-9]{6,14}$/)
      }),
    )
  })
})
