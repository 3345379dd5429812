import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { countCodeTries, pauseAfter } from './codeTries.ts'

describe('trying codes', () => {
  it('is free five times, then slower each time, up to five minutes', () => {
    expect([0, 4, 5, 6, 7, 9, 10, 1_000].map(pauseAfter)).toEqual([0, 0, 10, 20, 40, 160, 300, 300])
  })

  it('pauses this device at this site, says how long, and goes on afterwards', () => {
    let now = 0
    const tries = countCodeTries(() => now)
    for (let tried = 0; tried < 5; tried++) expect(tries('a')).toMatchObject({ allowed: true })
    expect(tries('a')).toEqual({ allowed: false, seconds: 10 })
    expect(tries('b')).toMatchObject({ allowed: true })
    now = 9_500
    expect(tries('a')).toEqual({ allowed: false, seconds: 1 })
    now = 10_000
    expect(tries('a')).toMatchObject({ allowed: true })
    expect(tries('a')).toEqual({ allowed: false, seconds: 20 })
  })

  it('costs nobody anything who has a right code, and begins anew after a quarter of an hour', () => {
    let now = 0
    const tries = countCodeTries(() => now)
    for (let person = 0; person < 200; person++) {
      const tried = tries('a')
      if (!tried.allowed) throw new Error('slowed down')
      tried.right()
    }
    for (let tried = 0; tried < 5; tried++) tries('a')
    now = 900_000
    for (let tried = 0; tried < 5; tried++) expect(tries('a')).toMatchObject({ allowed: true })
  })

  it('lets few guesses through, however they are spread and however many come at once', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 400 }), (gaps) => {
        let now = 0
        let guessed = 0
        const tries = countCodeTries(() => now)
        for (const gap of gaps) {
          now += gap * 1_000
          if (tries('a').allowed) guessed++
        }
        // A quarter of an hour of silence buys five; a minute is the longest gap here.
        expect(guessed).toBeLessThanOrEqual(10 + now / 1000 / 300)
      }),
    )
  })
})
