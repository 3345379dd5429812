import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonicalAddress, isLoopback, limitKey, networkTest, streamKey } from './address.ts'
import { parseCookies } from './cookies.ts'
import { requestLanguage } from './language.ts'
import { type Limits, memoryLimiter } from './limits.ts'
import { ownPath } from './paths.ts'

describe('addresses', () => {
  it.each([
    ['127.0.0.1', '127.0.0.1'],
    ['::ffff:127.0.0.1', '127.0.0.1'],
    ['::FFFF:7f00:1', '127.0.0.1'],
    ['0:0:0:0:0:ffff:203.0.113.7', '203.0.113.7'],
    ['::1', '0:0:0:0:0:0:0:1'],
    ['2001:DB8::', '2001:db8:0:0:0:0:0:0'],
    ['fe80::1%eth0', 'fe80:0:0:0:0:0:0:1'],
    ['not an address', 'not an address'],
  ])('have one notation: %s', (written, canonical) => expect(canonicalAddress(written)).toBe(canonical))

  it('of this machine are told from others', () => {
    for (const own of ['127.0.0.1', '127.9.9.9', '::1', '::ffff:127.0.0.1'])
      expect(isLoopback(own)).toBe(true)
    for (const other of ['128.0.0.1', '10.0.0.1', '::2', '::ffff:10.0.0.1'])
      expect(isLoopback(other)).toBe(false)
  })

  it('are limited by network, loopback addresses alone', () => {
    expect(limitKey('203.0.113.7')).toBe(limitKey('::ffff:203.0.113.250'))
    expect(limitKey('127.0.0.1')).not.toBe(limitKey('127.0.0.2'))
    expect(limitKey('2001:db8:1:2::7')).toBe(limitKey('2001:db8:1:2:ffff:ffff:ffff:ffff'))
    expect(limitKey('2001:db8:1:2::7')).not.toBe(limitKey('2001:db8:1:3::7'))
    expect(streamKey('203.0.113.7')).not.toBe(streamKey('203.0.113.8'))
  })

  it('lie in networks or not', () => {
    const test = networkTest(['203.0.113.0/24', '2001:db8::/32', '198.51.100.1'])
    for (const inside of ['203.0.113.9', '::ffff:203.0.113.9', '2001:db8::1', '198.51.100.1']) {
      expect(test(inside)).toBe(true)
    }
    for (const outside of ['203.0.114.1', '2001:db9::1', '198.51.100.2', 'x'])
      expect(test(outside)).toBe(false)
    expect(() => networkTest(['example.org'])).toThrow('not a network')
  })
})

describe('own paths (A-20)', () => {
  it.each(['/', '/v/abc?lang=en#top', '/a//b', '/ä'])('are %s', (path) => expect(ownPath(path)).toBeDefined())

  it.each([
    '',
    'v/abc',
    'https://evil.example',
    '//evil.example',
    '///evil.example',
    '/\\evil.example',
    '\\/evil.example',
    '/\t/evil.example',
    '/\n/evil.example',
    ' //evil.example',
    '/.//evil.example',
    '/a/..//evil.example',
    'javascript:alert(1)',
    'data:text/html,x',
    `/${'x'.repeat(3_000)}`,
    '/%2e//evil.example',
  ])('are not %j', (path) => expect(ownPath(path)).toBeUndefined())

  it('lead to this server, however they are written', () => {
    const tricky = fc.stringMatching(/^[/\\.:@#?%a-z\t\n ]{0,12}$/)
    fc.assert(
      fc.property(tricky, (text) => {
        const path = ownPath(text)
        return path === undefined || new URL(path, 'https://own.example/x').origin === 'https://own.example'
      }),
      { numRuns: 5_000 },
    )
  })
})

describe('the limiter', () => {
  const limits: Limits = {
    reading: { max: 10, seconds: 10 },
    command: { max: 2, seconds: 10 },
    sensitive: { max: 1, seconds: 10 },
    booking: { max: 1, seconds: 60 },
  }

  it('lets through at most the limit in any window, and refills evenly', async () => {
    let now = 0
    const limiter = memoryLimiter(limits, () => now)
    const take = async () => (await limiter.take('command', 'a')).allowed
    expect([await take(), await take(), await take()]).toEqual([true, true, false])
    now = 4_900
    expect(await take()).toBe(false)
    now = 5_100
    expect([await take(), await take()]).toEqual([true, false])
    expect(await limiter.take('command', 'a')).toMatchObject({ allowed: false, retrySeconds: 5 })
  })

  it('never lets through more than the limit and what was refilled', async () => {
    const steps = fc.array(fc.nat({ max: 3_000 }), { minLength: 1, maxLength: 200 })
    await fc.assert(
      fc.asyncProperty(steps, async (gaps) => {
        let now = 0
        let allowed = 0
        const limiter = memoryLimiter(limits, () => now)
        for (const gap of gaps) {
          now += gap
          if ((await limiter.take('command', 'a')).allowed) allowed += 1
        }
        expect(allowed).toBeLessThanOrEqual(2 + (now / 10_000) * 2 + 1e-6)
      }),
    )
  })

  it('keeps keys and classes apart', async () => {
    const limiter = memoryLimiter(limits, () => 0)
    expect((await limiter.take('sensitive', 'a')).allowed).toBe(true)
    expect((await limiter.take('sensitive', 'b')).allowed).toBe(true)
    expect((await limiter.take('reading', 'a')).allowed).toBe(true)
    expect((await limiter.take('sensitive', 'a')).allowed).toBe(false)
  })

  it('forgets the key longest unused, so that memory stays bounded', async () => {
    const limiter = memoryLimiter(limits, () => 0, 2)
    for (const key of ['a', 'b', 'c']) await limiter.take('sensitive', key)
    expect((await limiter.take('sensitive', 'c')).allowed).toBe(false)
    expect((await limiter.take('sensitive', 'a')).allowed).toBe(true)
  })
})

describe('the language of a request', () => {
  const language = (query?: string, cookie?: string, accept?: string) =>
    requestLanguage({ query, cookie, accept })

  it('is the one in the link, else the cookie, else the browser’s, else German', () => {
    expect(language('en', 'de-simple', 'de')).toBe('en')
    expect(language('xx', 'de-simple', 'en')).toBe('de-simple')
    expect(language(undefined, undefined, 'fr-FR, en;q=0.7, de;q=0.8')).toBe('de')
    expect(language(undefined, undefined, 'fr, en-GB;q=0.7')).toBe('en')
    expect(language(undefined, undefined, 'en;q=0, fr')).toBe('de')
    expect(language()).toBe('de')
  })

  it('survives any header', () => {
    fc.assert(
      fc.property(fc.string(), (accept) => ['de', 'en'].includes(language(undefined, undefined, accept))),
    )
  })
})

describe('cookies of a request', () => {
  it('are read, first of a name first, without touching prototypes', () => {
    const cookies = parseCookies('a=1; b=%C3%A4; a=2; c=%zz; =x; d; __proto__=y')
    expect({ ...cookies }).toEqual({ a: '1', b: 'ä', c: '%zz', ['__proto__']: 'y' })
    expect(parseCookies(undefined).toString).toBeUndefined()
  })
})
