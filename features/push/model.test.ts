import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Instant, MINUTE, parseInstant, plus } from '#kernel/instant.ts'
import { nextTry, type PushEvent, pushFor } from './model.ts'

const NOW = parseInstant('2027-03-01T09:00:00Z')
const later = (minutes: number) => plus(NOW, minutes * MINUTE)
const waiting = {
  state: 'waiting',
  awayUntil: null,
  callableFrom: NOW,
  calledAt: null,
  wait: 0,
} as const

describe('what a phone is told', () => {
  it('is that it is soon, from two numbers before on, and for each wait once', () => {
    expect(pushFor(waiting, 3, NOW)).toBeUndefined()
    expect(pushFor(waiting, 2, NOW)).toEqual({ kind: 'soon', occasion: '0' })
    expect(pushFor(waiting, 0, later(3))).toEqual({ kind: 'soon', occasion: '0' })
    expect(pushFor({ ...waiting, wait: 1 }, 1, NOW)).toEqual({ kind: 'soon', occasion: '1' })
  })

  it('is nothing yet for somebody who came early and may not be called', () => {
    const early = { ...waiting, callableFrom: later(20) }
    expect(pushFor(early, 0, NOW)).toBeUndefined()
    expect(pushFor(early, 0, later(15))).toMatchObject({ kind: 'soon' })
  })

  it('is for somebody away that they could come earlier, and three minutes before their time that it is time', () => {
    const away = { ...waiting, awayUntil: later(10) }
    expect(pushFor(away, 1, NOW)).toBeUndefined()
    expect(pushFor(away, 0, NOW)).toMatchObject({ kind: 'earlier' })
    expect(pushFor(away, 5, later(7))).toMatchObject({ kind: 'come_back' })
    // Whoever is late has been told, and is told of their call.
    expect(pushFor(away, 0, later(12))).toEqual(pushFor(away, 5, later(7)))
  })

  it('is the call, also again, and not when it is five minutes old', () => {
    const called = { ...waiting, state: 'called', calledAt: NOW } as const
    expect(pushFor(called, null, NOW)).toEqual({ kind: 'called', occasion: String(NOW) })
    expect(pushFor({ ...called, calledAt: later(1) }, null, later(1))?.occasion).toBe(String(later(1)))
    expect(pushFor(called, null, later(5))).toBeUndefined()
  })

  it('is nothing in any other state', () => {
    for (const state of ['booked', 'serving', 'parked', 'missed', 'done', 'left'] as const)
      expect(pushFor({ ...waiting, state }, null, NOW)).toBeUndefined()
  })

  it('is never more than one thing of a kind between two decisions, however often somebody looks', () => {
    const looks = fc.array(fc.record({ ahead: fc.nat(6), minute: fc.nat(40) }), { maxLength: 60 })
    fc.assert(
      fc.property(looks, fc.option(fc.integer({ min: 5, max: 30 })), (list, away) => {
        const turn = { ...waiting, awayUntil: away === null ? null : later(away) }
        const events = list
          .toSorted((a, b) => a.minute - b.minute)
          .flatMap(({ ahead, minute }): PushEvent[] => {
            const event = pushFor(turn, ahead, later(minute))
            return event ? [event] : []
          })
        const told = new Set(events.map(({ kind, occasion }) => `${kind} ${occasion}`))
        expect(told.size).toBeLessThanOrEqual(away === null ? 1 : 2)
        for (const { occasion } of events) expect(occasion.length).toBeLessThanOrEqual(40)
      }),
    )
  })
})

it('tries again after growing pauses, as long as the service asks, and gives up after half a minute or so', () => {
  const pauses = (asked: number) =>
    [1, 2, 3, 4, 5].map((attempts) => {
      const next: Instant | undefined = nextTry(attempts, asked, NOW)
      return next === undefined ? undefined : (next - NOW) / 1_000
    })
  expect(pauses(0)).toEqual([2, 5, 15, 30, undefined])
  expect(pauses(20)).toEqual([20, 20, 20, 30, undefined])
})
