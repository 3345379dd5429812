import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { makeLinks } from '#apps/server/application.tsx'
import type { Id } from '#kernel/id.ts'
import { type Instant, MINUTE, plus } from '#kernel/instant.ts'
import { TEST_SECRET, TEST_START } from '#test/fixtures.ts'
import { type CodePlace, hereCode, isHereCode } from './hereCode.ts'

const links = makeLinks(TEST_SECRET)
const at = (siteId: string, authorityKey = 'neuwalden'): CodePlace => ({
  links,
  authorityKey,
  siteId: siteId as Id<'site'>,
})
const moments = fc.integer({ min: 0, max: 10_000_000 }).map((minute) => plus(TEST_START, minute * MINUTE))

describe('the code of a hall', () => {
  it('is five digits that count for at least five minutes and at most ten', () => {
    fc.assert(
      fc.property(moments, fc.integer({ min: 0, max: 5 * MINUTE }), (now, age) => {
        const code = hereCode(at('mitte'), now)
        expect(code).toMatch(/^\d{5}$/)
        expect(isHereCode(at('mitte'), plus(now, age), ` ${code.slice(0, 2)} ${code.slice(2)}`)).toBe(true)
        const after = plus(now, 10 * MINUTE)
        const isAgain = [after, plus(after, -5 * MINUTE)].some((then) => hereCode(at('mitte'), then) === code)
        expect(isHereCode(at('mitte'), after, code)).toBe(isAgain)
      }),
    )
  })

  it('is another one at every site, in every city and every five minutes', () => {
    const codes = (place: CodePlace) =>
      Array.from({ length: 200 }, (_, index) =>
        hereCode(place, plus(TEST_START as Instant, index * 5 * MINUTE)),
      )
    const mitte = codes(at('mitte'))
    expect(new Set(mitte).size).toBeGreaterThan(195)
    for (const other of [at('nord'), at('mitte', 'zweitstadt')])
      expect(codes(other).filter((code, index) => code === mitte[index]).length).toBeLessThan(2)
  })
})
