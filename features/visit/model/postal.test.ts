import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isOnEnvelope, POSTAL_LIMIT, postalLines, readPostal } from './postal.ts'

const home = { street: 'Am Markt 1a', postcode: '50667', town: 'Köln' }

describe('an address for letters', () => {
  it('is kept as it was typed, without needless blanks, in Germany if nothing else is said', () => {
    expect(readPostal({ ...home, street: '  Am  Markt 1a ', addition: ' ' })).toEqual({
      ok: true,
      value: { addition: null, ...home, country: 'DE' },
    })
    expect(readPostal({ ...home, addition: 'bei Meyer' })).toMatchObject({ value: { addition: 'bei Meyer' } })
  })

  it.each([
    ['street', { street: '' }],
    ['street', { street: '17' }],
    ['street', { street: 'Am Markt\n1' }],
    ['street', { street: 'Am Markt \u202e1' }],
    ['street', { street: 'Am\u200bMarkt 1' }],
    ['street', { street: 'شارع 1' }],
    ['street', { street: 'a'.repeat(POSTAL_LIMIT + 1) }],
    ['street', { street: '<b>Markt</b>' }],
    ['addition', { addition: 'c/o\u0000' }],
    ['postcode', { postcode: '5066' }],
    ['postcode', { postcode: '506677' }],
    ['postcode', { postcode: 'ABCDE' }],
    ['postcode', { postcode: '!', country: 'GB' }],
    ['town', { town: '' }],
    ['town', { town: '12' }],
    ['country', { country: 'XX', postcode: 'X1' }],
  ] as const)('whose %s is wrong is refused: %j', (field, change) => {
    expect(readPostal({ ...home, ...change })).toEqual({ ok: false, code: field })
  })

  it('stands on the envelope as DIN 5008 has it, abroad with town and country in capitals', () => {
    expect(postalLines('Ada Lind', { addition: 'Hinterhaus', ...home, country: 'DE' })).toEqual([
      'Ada Lind',
      'Hinterhaus',
      'Am Markt 1a',
      '50667 Köln',
    ])
    const abroad = readPostal({
      street: '10 High Street',
      postcode: 'sw1a 1aa',
      town: 'London',
      country: 'gb',
    })
    if (!abroad.ok) return expect.unreachable(abroad.code)
    expect(postalLines('Ada Lind', abroad.value).slice(-2)).toEqual([
      'SW1A 1AA LONDON',
      'VEREINIGTES KÖNIGREICH',
    ])
  })

  it('law: what is read is one line of at most 50 characters, and is read again as the same', () => {
    const typed = fc.record({
      street: fc.string({ unit: 'binary', maxLength: 60 }),
      postcode: fc.oneof(fc.stringMatching(/^\d{5}$/), fc.string({ maxLength: 12 })),
      town: fc.oneof(fc.constant('Köln'), fc.string({ unit: 'binary', maxLength: 60 })),
      addition: fc.string({ unit: 'grapheme', maxLength: 60 }),
    })
    fc.assert(
      fc.property(typed, (each) => {
        const read = readPostal(each)
        if (!read.ok) return
        const { addition, ...lines } = read.value
        for (const line of Object.values(lines)) {
          expect(line.length).toBeLessThanOrEqual(POSTAL_LIMIT)
          expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}<>]/u)
        }
        expect(readPostal({ ...lines, ...(addition === null ? {} : { addition }) })).toEqual(read)
      }),
    )
  })
})

it('a name is printed in Latin letters', () => {
  expect(['Łukasz Çelik', "Maeve O'Brien-Núñez", 'Dr. Ada Lind'].filter(isOnEnvelope)).toHaveLength(3)
  expect(['Ольга', 'أمل', 'Ada\u202eLind', ''].filter(isOnEnvelope)).toEqual([])
})
