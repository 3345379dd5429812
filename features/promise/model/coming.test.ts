import { describe, expect, it } from 'vitest'
import type { Id } from '#kernel/id.ts'
import { MINUTE, parseInstant, plus } from '#kernel/instant.ts'
import { comingAfter, type Drawn, type MayDraw, mayComeAfter } from './coming.ts'

const NINE = parseInstant('2027-03-01T09:00:00Z')
const draw = (minutes: number): Drawn => ({
  at: plus(NINE, minutes * MINUTE),
  services: ['card' as Id<'service'>],
  minutes: 15,
})
/** On each of four days somebody came every ten minutes, from an hour before nine on. */
const drawn = Array.from({ length: 4 }, () =>
  Array.from({ length: 30 }, (_, nth) => draw(nth * 10 - 55)),
).flat()

describe('who probably still comes', () => {
  it('is as many as usual, spread as usual', () => {
    const coming = comingAfter(NINE, { drawn, days: 4, today: 6 }, 120)
    expect(coming).toHaveLength(12)
    expect(coming.map(({ at }) => (at - NINE) / MINUTE)).toEqual([
      5, 15, 25, 35, 45, 55, 65, 75, 85, 95, 105, 115,
    ])
  })

  it('is more on a day on which more came so far', () => {
    expect(comingAfter(NINE, { drawn, days: 4, today: 39 }, 120)).toHaveLength(18)
    expect(comingAfter(NINE, { drawn, days: 4, today: 0 }, 120)).toHaveLength(11)
  })

  it('comes with as many people and matters as those of before: of a past in which a third had two, a third has', () => {
    const past = Array.from({ length: 4 }, (_, day) =>
      Array.from({ length: 30 }, (_, nth) => {
        const isDouble = (day + nth) % 3 === 0
        return { ...draw(nth * 10 - 55), minutes: isDouble ? 25 : 15 }
      }),
    ).flat()
    const coming = comingAfter(NINE, { drawn: past, days: 4, today: 6 }, 120)
    expect(coming.filter(({ minutes }) => minutes === 25)).toHaveLength(coming.length / 3)
  })

  it('is nobody where nothing is known, and nobody of whom it is too early to speak', () => {
    expect(comingAfter(NINE, { drawn: [], days: 0, today: 5 }, 120)).toEqual([])
    expect(comingAfter(NINE, { drawn: [draw(-5), draw(121)], days: 1, today: 0 }, 120)).toEqual([])
  })
})

describe('who may come', () => {
  const among = (today: number, minutes = 60, now = NINE) =>
    mayComeAfter(now, { drawn, days: 4, today }, minutes)
  const expected = (all: readonly MayDraw[]) => all.reduce((sum, { chance }) => sum + chance, 0)

  it('is everybody of those days within the time asked for, together as many as usual', () => {
    expect(among(6).map(({ at }) => (at - NINE) / MINUTE)).toEqual(
      [5, 15, 25, 35, 45, 55].flatMap((minutes) => Array<number>(4).fill(minutes)),
    )
    expect(expected(among(6))).toBeCloseTo(6, 9)
    expect(among(6, 15)).toHaveLength(8)
  })

  it('comes more likely on a day on which more came so far', () => {
    expect(expected(among(39))).toBeCloseTo(9, 9)
    expect(expected(among(0))).toBeLessThan(6)
  })

  it('keeps their place as the day goes on, and each has one of their own', () => {
    const [then, later] = [among(6, 60), among(6, 40, plus(NINE, 20 * MINUTE))]
    const places = new Map(then.map(({ nth, at }) => [nth, at]))
    expect(places.size).toBe(then.length)
    expect(later).toHaveLength(16)
    for (const { nth, at } of later) expect(places.get(nth)).toBe(at)
  })

  it('of a single day comes as often, and not the same each time', () => {
    const [one] = [mayComeAfter(NINE, { drawn: [draw(-5), draw(5)], days: 1, today: 1 }, 60)]
    expect(expected(one)).toBeCloseTo(1, 9)
    expect(Math.max(...one.map(({ chance }) => chance))).toBeLessThan(0.5)
    expect(new Set(one.map(({ nth }) => nth)).size).toBe(one.length)
    const most = mayComeAfter(NINE, { drawn: [draw(-5), draw(5)], days: 1, today: 500 }, 60)
    expect(Math.max(...most.map(({ chance }) => chance))).toBeLessThanOrEqual(1)
  })

  it('is nobody where nothing is known', () => {
    expect(mayComeAfter(NINE, { drawn: [], days: 0, today: 5 }, 60)).toEqual([])
  })
})
