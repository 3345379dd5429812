import { describe, expect, it } from 'vitest'
import { faultOfSender, type Sender, senderFor } from './sender.ts'

const SITE: Sender = {
  name: 'Kundenzentrum Mitte',
  address: 'mitte@neuwalden.example',
  replyAddress: 'post-mitte@neuwalden.example',
}
const CITY = 'termine@neuwalden.example'
const signs = (domain: string) => domain === 'neuwalden.example'
const signsNothing = () => false
const faultOf = (changes: Partial<Sender>) => faultOfSender({ ...SITE, ...changes }, CITY, signs)

describe('a sender', () => {
  it('that is plain has no fault, with and without an address for answers', () => {
    expect(faultOf({})).toBeUndefined()
    expect(faultOf({ replyAddress: null })).toBeUndefined()
    expect(faultOf({ name: 'Bürgeramt „Ost“, Straße 5' })).toBeUndefined()
  })

  it.each([
    '\r\nBcc: evil@x.example',
    '\nBcc: evil@x.example',
    '\r',
    '\u0000',
    '\u2028',
    '\u0085',
    '\u202e',
    '\u200b',
    ' <evil@x.example>',
    '" <evil@x.example>, "b',
    '=?utf-8?q?=0d=0aBcc:_evil=40x.example?= @',
    ' ',
    'a'.repeat(80),
  ])('with %j in its name or its addresses is refused', (tail) => {
    expect(faultOf({ name: SITE.name + tail })).toBe('bad_sender_name')
    expect(faultOf({ address: SITE.address + tail })).toBe('bad_sender_address')
    expect(faultOf({ replyAddress: SITE.address + tail })).toBe('bad_reply_address')
  })

  it.each(['', ' mitte@neuwalden.example', 'mitte@NEUWALDEN.example', 'a@b.example, c@d.example', 'mitte'])(
    'whose address is %j is refused',
    (address) => {
      expect(faultOf({ address })).toBe('bad_sender_address')
      expect(faultOf({ replyAddress: address })).toBe('bad_reply_address')
    },
  )

  it('of a domain that is not signed is refused where the city signs, and only there', () => {
    const elsewhere = { ...SITE, address: 'amt@elsewhere.example' }
    expect(faultOfSender(elsewhere, CITY, signs)).toBe('unsigned_domain')
    expect(faultOfSender(elsewhere, CITY, signsNothing)).toBeUndefined()
  })
})

describe('who sends a mail', () => {
  const city = {
    name: 'Neuwalden',
    phone: '0',
    address: 'Am Tor',
    senderName: 'Stadt\nNeuwalden',
    senderAddress: CITY,
    smsSender: null,
  }
  const ofCity = { name: 'Stadt Neuwalden', address: CITY, replyAddress: null }

  it('is the site that has a sender, else the city', () => {
    expect(senderFor({ ...city, siteSender: SITE }, CITY, signs)).toEqual(SITE)
    expect(senderFor(city, CITY, signs)).toEqual(ofCity)
  })

  it.each([
    ['a key is gone', { address: 'amt@elsewhere.example' }],
    ['a name was written past the form', { name: 'Mitte\r\nBcc: evil@x.example' }],
    ['an address was', { address: 'mitte@neuwalden.example\r\nBcc: evil@x.example' }],
    ['an address for answers was', { replyAddress: 'a@b.example>' }],
  ])('is the city where %s', (_what, changes) => {
    expect(senderFor({ ...city, siteSender: { ...SITE, ...changes } }, CITY, signs)).toEqual(ofCity)
  })
})
