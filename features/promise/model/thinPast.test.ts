import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Id } from '#kernel/id.ts'
import { HOUR, MINUTE, parseInstant, plus } from '#kernel/instant.ts'
import { randomFrom } from '#test/laws/history/random.ts'
import { comingAfter, type Drawn } from './coming.ts'
import { seedOf } from './random.ts'
import { filledDraws, type ThinDrawn } from './thinPast.ts'

const OPENS = parseInstant('2027-03-01T08:00:00Z')
const CLOSES = plus(OPENS, 10 * HOUR)
const WHOLE = [{ opens: OPENS, closes: CLOSES }]
const HALF = 30 * MINUTE
const ONE_OF = 20

function number(minutes: number, name: string, service = 'card'): ThinDrawn {
  return {
    at: plus(OPENS, minutes * MINUTE),
    services: [service as Id<'service'>],
    minutes: 15,
    seed: seedOf(name),
  }
}

describe('the numbers of thin days', () => {
  const noon = [
    { opens: OPENS, closes: plus(OPENS, 4 * HOUR) },
    { opens: plus(OPENS, 6 * HOUR), closes: CLOSES },
  ]
  const minutes = fc.array(fc.integer({ min: -30, max: 630 }), { minLength: 1, maxLength: 12 })

  it('stand for as many people each, within a usual gap and the hours, the same each time', () => {
    fc.assert(
      fc.property(
        minutes,
        fc.integer({ min: 2, max: 40 }),
        fc.constantFrom(WHOLE, noon),
        (all, oneOf, spans) => {
          const numbers = all.map((minute, nth) => number(minute, `${nth}`))
          const filled = filledDraws([{ spans, numbers }], oneOf)
          expect(filled).toHaveLength(oneOf * all.length)
          expect(filledDraws([{ spans, numbers }], oneOf)).toEqual(filled)
          const gap = spans.reduce((sum, { opens, closes }) => sum + closes - opens, 0) / all.length
          for (const [nth, { at, services }] of filled.entries()) {
            const one = numbers[Math.floor(nth / oneOf)]
            expect(services).toEqual(one?.services)
            const within = spans.find(({ opens, closes }) => opens <= at && at < closes)
            expect(within).toBeDefined()
            if (one && within && within.opens <= one.at && one.at < within.closes)
              expect(Math.abs(at - one.at)).toBeLessThanOrEqual(gap + 1)
          }
        },
      ),
      { numRuns: 60 },
    )
  })

  it('of a day without known hours stay between its first number and its last', () => {
    const numbers = [number(100, 'first'), number(220, 'last')]
    const times = filledDraws([{ spans: [], numbers }], ONE_OF).map(({ at }) => at)
    expect(Math.min(...times)).toBeGreaterThanOrEqual(plus(OPENS, 100 * MINUTE))
    expect(Math.max(...times)).toBeLessThan(plus(OPENS, 220 * MINUTE))
    expect(new Set(times).size).toBe(2 * ONE_OF)
    expect(filledDraws([], ONE_OF)).toEqual([])
  })
})

describe('of weeks in which one of twenty was stored', () => {
  const WEEKS = 100
  const DAYS = 4
  const random = randomFrom(20)
  /** Many early and fewer later for a card, as many all day for a passport. */
  const everybody = [...peopleOf('card', (hour) => 44 - 4 * hour), ...peopleOf('passport', () => 16)]
  const weeks = Array.from({ length: WEEKS }, (_, week) =>
    Array.from({ length: DAYS }, (__, day) => ({
      spans: WHOLE,
      numbers: everybody
        .filter(() => random() < 1 / ONE_OF)
        .map((one, nth) => ({ ...one, seed: seedOf(`${week} ${day} ${nth}`) })),
    })),
  )
  const filled = weeks.map((days) => filledDraws(days, ONE_OF))

  it('rates are those of everybody, for each service and half hour', () => {
    const perHalf = (all: readonly Drawn[]) =>
      Map.groupBy(all, ({ at, services }) => `${services[0]} ${Math.floor((at - OPENS) / HALF)}`)
    const foreseen = perHalf(filled.flat())
    const real = perHalf(everybody)
    expect(real.size).toBe(40)
    expect(foreseen.size).toBe(40)
    for (const [half, people] of real) {
      const rate = (foreseen.get(half)?.length ?? 0) / (WEEKS * DAYS)
      expect([half, Math.abs(rate - people.length) <= 1 + 0.15 * people.length]).toEqual([half, true])
    }
  })

  it('as many are foreseen in the next two hours as would be if everybody had been stored', () => {
    for (const hours of [1, 4, 7]) {
      const now = plus(OPENS, hours * HOUR)
      const today = everybody.filter(({ at }) => at <= now).length
      const known = { drawn: Array.from({ length: DAYS }, () => everybody).flat(), days: DAYS, today }
      const real = comingAfter(now, known, 120).length
      const all = filled.reduce(
        (sum, drawn) => sum + comingAfter(now, { drawn, days: DAYS, today }, 120).length,
        0,
      )
      expect(Math.abs(all / WEEKS / real - 1)).toBeLessThan(0.1)
    }
  })

  /** The people of a whole day, by how many come in an hour after opening. */
  function peopleOf(service: string, perHour: (hour: number) => number): ThinDrawn[] {
    let owed = 0
    return Array.from({ length: 600 }, (_, minute) => minute).flatMap((minute) => {
      owed += perHour(minute / 60) / 60
      if (owed < 1) return []
      owed -= 1
      return number(minute, service, service)
    })
  }
})
