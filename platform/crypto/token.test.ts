import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { constantTimeEquals } from './compare.ts'
import {
  CODE_ALPHABET,
  hashToken,
  isLinkToken,
  linkToken,
  randomCode,
  randomToken,
  secretFrom,
} from './token.ts'

const BASE = 'a secret of at least thirty-two characters'

describe('secretFrom', () => {
  it('gives the same key for the same purpose and another for each other purpose', () => {
    expect(secretFrom(BASE, 'links')).toEqual(secretFrom(BASE, 'links'))
    expect(secretFrom(BASE, 'links')).not.toEqual(secretFrom(BASE, 'sessions'))
    expect(secretFrom(BASE, 'links')).not.toEqual(secretFrom(`${BASE}!`, 'links'))
  })

  it('refuses a short secret', () => {
    expect(() => secretFrom('short', 'links')).toThrow('32 characters')
  })
})

describe('linkToken', () => {
  const secret = secretFrom(BASE, 'links')

  it('has 128 bits in 22 characters and is the same each time', () => {
    const token = linkToken(secret, 'visit', 'id')
    expect(isLinkToken(token)).toBe(true)
    expect(Buffer.from(token, 'base64url')).toHaveLength(16)
    expect(linkToken(secret, 'visit', 'id')).toBe(token)
  })

  it('differs by purpose, id and generation, also where they could be read as one text', () => {
    const tokens = [
      linkToken(secret, 'visit', 'id'),
      linkToken(secret, 'visit', 'id', 1),
      linkToken(secret, 'visit', 'id1'),
      linkToken(secret, 'visi', 'tid'),
      linkToken(secret, 'cancel', 'id'),
      linkToken(secretFrom(BASE, 'other'), 'visit', 'id'),
    ]
    expect(new Set(tokens).size).toBe(tokens.length)
  })

  it('is made from the secret (control: another secret gives another token)', () => {
    fc.assert(
      fc.property(fc.uuid(), (id) => {
        const other = secretFrom(`${BASE}x`, 'links')
        return linkToken(secret, 'visit', id) !== linkToken(other, 'visit', id)
      }),
      { numRuns: 200 },
    )
  })
})

describe('constantTimeEquals', () => {
  it('agrees with === for all texts', () => {
    fc.assert(fc.property(fc.string(), fc.string(), (a, b) => constantTimeEquals(a, b) === (a === b)))
    expect(constantTimeEquals('same', 'same')).toBe(true)
    expect(constantTimeEquals('same', 'same longer')).toBe(false)
  })
})

describe('random tokens and codes', () => {
  it('makes tokens of the asked length that do not repeat', () => {
    expect(randomToken()).toMatch(/^[\w-]{22}$/)
    expect(Buffer.from(randomToken(32), 'base64url')).toHaveLength(32)
    expect(new Set(Array.from({ length: 1_000 }, () => randomToken())).size).toBe(1_000)
    expect(hashToken('a')).toHaveLength(32)
  })

  it('makes codes only of characters that nobody mixes up, all of them used', () => {
    const seen = new Set(Array.from(randomCode(5_000)))
    expect([...seen].sort().join('')).toBe(CODE_ALPHABET)
    for (const confusable of '01258BILOSUVZ') expect(seen.has(confusable)).toBe(false)
  })
})
