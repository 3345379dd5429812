import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { admit, emptyLine, join, LINE_LIMIT, placeOf, retrySeconds, SERVED_AT_ONCE, served } from './line.ts'

const ask = (key: string, address = 'somewhere', addressLimit = LINE_LIMIT) => ({
  key,
  address,
  addressLimit,
})

/** People press (some again, some from the same address), turns come, and those who are served go. */
const anyStep = fc.oneof(
  fc.record({ step: fc.constant('join' as const), person: fc.integer({ min: 0, max: 40 }) }),
  fc.record({ step: fc.constant('admit' as const) }),
  fc.record({ step: fc.constant('served' as const), milliseconds: fc.integer({ min: 0, max: 5_000 }) }),
)
const anyDay = fc.array(anyStep, { maxLength: 200 })

describe('the line', () => {
  test('serves everybody in the order in which they joined, never too many at once, and nobody twice', () => {
    fc.assert(
      fc.property(anyDay, (steps) => {
        const line = emptyLine()
        const expected: string[] = []
        let serving = 0
        for (const each of steps) {
          if (each.step === 'join') {
            const key = `person ${each.person}`
            if (!expected.includes(key)) expected.push(key)
            expect(join(line, ask(key)).ok).toBe(true)
          } else if (each.step === 'admit') {
            const key = admit(line)
            expect(key).toBe(serving < SERVED_AT_ONCE ? expected[0] : undefined)
            if (key !== undefined) {
              expected.shift()
              serving++
            }
          } else if (serving > 0) {
            served(line, each.milliseconds)
            serving--
          }
          expect(expected.map((key) => placeOf(line, key))).toEqual(expected.map((_, index) => index + 1))
          expect(line.serving).toBe(serving)
        }
      }),
    )
  })

  test('gives a place that only gets nearer, however often somebody presses', () => {
    fc.assert(
      fc.property(anyDay, (steps) => {
        const line = emptyLine()
        join(line, ask('watched'))
        let place = placeOf(line, 'watched') ?? 0
        for (const each of steps) {
          if (each.step === 'join')
            join(line, ask(each.person % 3 === 0 ? 'watched' : `person ${each.person}`))
          else if (each.step === 'admit') admit(line)
          else if (line.serving > 0) served(line, each.milliseconds)
          if (!line.waiting.has('watched')) return
          const now = placeOf(line, 'watched') ?? 0
          expect(now).toBeLessThanOrEqual(place)
          place = now
        }
      }),
    )
  })

  test('takes from one address no more than its limit, and as many again when their turn has come', () => {
    const line = emptyLine()
    const one = (nth: number) => join(line, ask(`one ${nth}`, 'here', 2)).ok
    expect([one(1), one(2), one(3)]).toEqual([true, true, false])
    expect(join(line, ask('other', 'elsewhere', 2)).ok).toBe(true)
    admit(line)
    expect(one(3)).toBe(true)
    while (admit(line) !== undefined) served(line, 1)
    expect(line.addresses.size).toBe(0)
  })

  test('has an end: whoever comes then is told so, and nobody in it is pushed out', () => {
    const line = emptyLine()
    for (let nth = 0; nth < LINE_LIMIT; nth++) join(line, ask(`${nth}`))
    expect(join(line, ask('one too many'))).toEqual({ ok: false, code: 'line_full' })
    expect(join(line, ask('17')).ok).toBe(true)
    expect(admit(line)).toBe('0')
  })

  test('asks to come back sooner the nearer the turn is, between two and ten seconds', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: LINE_LIMIT }),
        fc.integer({ min: 0, max: 30_000 }),
        (place, took) => {
          const line = emptyLine()
          line.serving = 1
          served(line, took)
          const seconds = retrySeconds(line, place)
          expect(seconds).toBeGreaterThanOrEqual(2)
          expect(seconds).toBeLessThanOrEqual(10)
          expect(retrySeconds(line, place + 1)).toBeGreaterThanOrEqual(seconds)
        },
      ),
    )
  })
})
