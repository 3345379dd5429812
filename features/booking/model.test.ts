import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readArrivalCode } from '#features/hall/model.ts'
import { HOUR, instant, MINUTE, parseInstant, plus } from '#kernel/instant.ts'
import {
  cleanName,
  confirmUntil,
  extendedUntil,
  type HoldSettings,
  holdUntil,
  readMattersText,
  readPhone,
  writeBookingNumber,
} from './model.ts'

const NOW = parseInstant('2026-11-23T08:00:00Z')
const SETTINGS: HoldSettings = {
  holdMinutes: 10,
  holdLimitMinutes: 30,
  confirmMinutes: 60,
  confirmBeforeMinutes: 120,
  confirmLeastMinutes: 10,
}

describe('a hold', () => {
  it('lasts ten minutes, and with presses at most thirty in all', () => {
    let until = holdUntil(NOW, SETTINGS)
    let now = NOW
    let presses = 0
    for (;;) {
      now = plus(until, -MINUTE)
      const next = extendedUntil(now, NOW, until, SETTINGS)
      if (!next.ok) break
      until = next.value
      presses++
    }
    expect(until - NOW).toBe(30 * MINUTE)
    expect(presses).toBe(3)
  })

  it('pressed at any moments never ends earlier than before nor later than the limit', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 15 * MINUTE }), { maxLength: 20 }), (pauses) => {
        let now = NOW
        let until = holdUntil(NOW, SETTINGS)
        for (const pause of pauses) {
          now = plus(now, pause)
          const next = extendedUntil(now, NOW, until, SETTINGS)
          if (next.ok) {
            expect(next.value).toBeGreaterThan(until)
            until = next.value
          }
          expect(until - NOW).toBeLessThanOrEqual(30 * MINUTE)
        }
      }),
    )
  })
})

describe('the link in the mail', () => {
  it('holds an hour', () => {
    expect(confirmUntil(NOW, plus(NOW, 24 * HOUR), SETTINGS) - NOW).toBe(HOUR)
  })

  it('holds until two hours before the visit', () => {
    expect(confirmUntil(NOW, plus(NOW, 2.5 * HOUR), SETTINGS) - NOW).toBe(30 * MINUTE)
  })

  it('holds at least ten minutes', () => {
    expect(confirmUntil(NOW, plus(NOW, HOUR), SETTINGS) - NOW).toBe(10 * MINUTE)
  })

  it('never holds longer than the visit is away, nor ends in the past', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 60 * 24 * 60 }), (minutes) => {
        const appointment = plus(NOW, minutes * MINUTE)
        const until = confirmUntil(NOW, appointment, SETTINGS)
        expect(until).toBeLessThanOrEqual(Math.max(appointment, NOW))
        expect(until).toBeGreaterThanOrEqual(NOW)
        expect(until - NOW).toBeLessThanOrEqual(HOUR)
      }),
    )
  })
})

describe('what people type', () => {
  it('a name loses what hides or reorders text, and nothing else', () => {
    expect(cleanName('  Zoë\u202e  O’Brien-Müller \u200b')).toBe('Zoë O’Brien-Müller')
    expect(cleanName('山田 太郎')).toBe('山田 太郎')
    expect(cleanName('\u0000\u200b')).toBe('')
  })

  it('telephone numbers as they are written', () => {
    expect(readPhone(' +49 (0)999 115-0 ')).toBe('+49 (0)999 115-0')
    expect(readPhone('(0176) 5550 1007')).toBe('(0176) 5550 1007')
    expect(readPhone('(+49) 176/5550–1007')).toBe('(+49) 176/5550-1007')
    expect(readPhone('\u202a0176\u00a05550\u00a01007\u202c')).toBe('0176 5550 1007')
    expect(readPhone('call me')).toBeUndefined()
    expect(readPhone('12')).toBeUndefined()
    // The list of who comes back has none that is shorter.
    expect([readPhone('12345'), readPhone('123456')]).toEqual([undefined, '123456'])
  })

  it('a booking number in groups is what a check-in reads', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[34679ACDEFGHJKMNPQRTWXY]{8}$/), (number) => {
        expect(readArrivalCode(writeBookingNumber(number).toLowerCase())).toEqual({ kind: 'number', number })
      }),
    )
  })

  it('matters in an address', () => {
    expect(readMattersText('identity-card:2,registration:1')).toEqual([
      { serviceKey: 'identity-card', people: 2 },
      { serviceKey: 'registration', people: 1 },
    ])
  })
})

it('instants compare as numbers', () => {
  expect(instant(1.9)).toBe(1)
  expect(() => instant(Number.NaN)).toThrow(RangeError)
})
