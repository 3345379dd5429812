import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LANGUAGES } from '#kernel/language.ts'
import { easeQuery, type KioskEase, patienceWith, readEase, USUAL_EASE } from './kioskEase.ts'

const anyEase: fc.Arbitrary<KioskEase> = fc.record({
  look: fc.constantFrom('light', 'contrast'),
  reach: fc.constantFrom('whole', 'lower'),
  voice: fc.boolean(),
  keys: fc.constantFrom('none', 'one', 'two'),
})

describe('how somebody uses the kiosk', () => {
  it('is read from an address as it was written, whatever stands beside it', () => {
    fc.assert(
      fc.property(anyEase, fc.string(), (ease, q) => {
        expect(readEase(new URLSearchParams({ ...easeQuery(ease), q }))).toEqual(ease)
      }),
    )
    expect(easeQuery(USUAL_EASE)).toEqual({})
  })

  it('is the usual way for what nobody offers', () => {
    const odd = new URLSearchParams({ look: 'dark', reach: 'up', voice: 'yes', keys: 'three' })
    expect(readEase(odd)).toEqual(USUAL_EASE)
  })

  it('gives everybody 20 seconds to answer, and those who need it longer in all', () => {
    fc.assert(
      fc.property(anyEase, fc.constantFrom(...LANGUAGES), (ease, language) => {
        const { idleSeconds, askedSeconds } = patienceWith(ease, language)
        expect(askedSeconds).toBeGreaterThanOrEqual(20)
        expect(idleSeconds).toBeGreaterThan(askedSeconds)
        const isUsual = !ease.voice && ease.keys === 'none' && ease.reach === 'whole'
        expect(idleSeconds === 30).toBe(isUsual && language !== 'de-simple')
      }),
    )
  })
})
