import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { domainOf, heldLine, oneLine, readEmail } from './address.ts'

it('one plain address is read, its domain in lower case', () => {
  expect(readEmail(' Anna.Muster+termin@Mail.Example ')).toBe('Anna.Muster+termin@mail.example')
  expect(domainOf('anna@mail.example')).toBe('mail.example')
})

// Security A-11: each of these has tricked some parser into another or a second recipient.
const ATTACKS = {
  'a header after a line break': 'a@b.example\r\nBcc: c@d.example',
  'a line feed alone': 'a@b.example\nBcc: c@d.example',
  'a carriage return alone': 'a@b.example\rBcc: c@d.example',
  'an encoded line break': 'a@b.example%0d%0aBcc:c@d.example',
  'a line break in the local part': 'a\r\n@b.example',
  'a command behind the bracket': 'a@b.example> NOTIFY=SUCCESS',
  'a list with a comma': 'a@b.example,c@d.example',
  'a list with a semicolon': 'a@b.example;c@d.example',
  'a list with a space': 'a@b.example c@d.example',
  'a group': 'g:a@b.example,c@d.example;',
  'a name with brackets': 'A <a@b.example>',
  'brackets in brackets': '<<a@b.example>@c.example>',
  'a quoted local part': '"a@c.example"@b.example',
  'a quoted local part with a bracket': '"a> c@d.example"@b.example',
  'a comment': 'a(c@d.example)@b.example',
  'a comment in the domain': 'a@b.example(c)',
  'a route': '@c.example:a@b.example',
  'a percent route': 'a%c.example@b.example',
  'a percent route with two at signs': 'a%b@c.example@d.example',
  'an exclamation mark': 'b.example!a@c.example',
  'an address literal': 'a@[127.0.0.1]',
  'a mapped address literal': 'a@[IPv6:::ffff:127.0.0.1]',
  'a number for a host': 'a@2130706433',
  'a host without a dot': 'a@localhost',
  'an encoded word': '=?utf-8?q?a=40c.example?=@b.example',
  'a backslash': 'a\\@c.example@b.example',
  'a full-width at sign': 'a＠b.example',
  'a full-width dot': 'a@b。example',
  'an invisible character': 'a\u200b@b.example',
  'a character that turns the direction': 'a\u202e@b.example',
  'a zero byte': 'a@b.example\0.c.example',
  'letters that look alike': 'а@b.example',
  'an empty label': 'a@b..example',
  'a dot in front': '.a@b.example',
  'a domain that begins with a hyphen': 'a@-b.example',
  'a local part that is too long': `${'a'.repeat(65)}@b.example`,
  'an address that is too long': `a@${'b'.repeat(60)}.${'c'.repeat(60)}.${'d'.repeat(60)}.${'e'.repeat(60)}.${'f'.repeat(10)}.example`,
  nothing: '',
}

describe('refused', () => {
  for (const [what, text] of Object.entries(ATTACKS)) {
    it(what, () => {
      expect(readEmail(text)).toBeUndefined()
    })
  }
})

it('whatever is typed: what is read has one at sign and only harmless characters', () => {
  const piece = fc.constantFrom(
    'a',
    '.',
    '@',
    'b.de',
    '\r\n',
    '<',
    '>',
    '"',
    ',',
    ' ',
    '(',
    ';',
    '%',
    '+',
    'é',
    '\0',
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 14 }), (pieces) => {
      const address = readEmail(pieces.join(''))
      if (address !== undefined) expect(address).toMatch(/^[A-Za-z0-9_+.-]{1,64}@[a-z0-9.-]+\.[a-z]{2,24}$/)
    }),
    { numRuns: 2_000 },
  )
})

it('a long input is refused at once', () => {
  for (const text of ['a.'.repeat(100_000), `${'a'.repeat(100_000)}@`, `a@${'b.'.repeat(100_000)}`]) {
    expect(readEmail(text)).toBeUndefined()
  }
})

it('a line stays a line', () => {
  expect(oneLine('Stadt\r\nBcc: a@b.example\u2028\u202e Neu\u200bwalden ')).toBe(
    'Stadt Bcc: a@b.example Neu walden',
  )
})

it('a line that is held together keeps its no-break spaces, one of plain text has none', () => {
  const text = ' 10:40\u00a0Uhr,\n59980\u00a0\u202fNeuwalden\u202e '
  expect(heldLine(text)).toBe('10:40\u00a0Uhr, 59980\u00a0 Neuwalden')
  expect(oneLine(text)).toBe('10:40 Uhr, 59980 Neuwalden')
})
