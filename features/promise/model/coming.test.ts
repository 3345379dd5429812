import { describe, expect, it } from 'vitest'
import type { Id } from '#kernel/id.ts'
import { MINUTE, parseInstant, plus } from '#kernel/instant.ts'
import { comingAfter, type Drawn } from './coming.ts'

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
    const coming = comingAfter(NINE, { drawn, days: 4, today: 6 })
    expect(coming).toHaveLength(12)
    expect(coming.map(({ at }) => (at - NINE) / MINUTE)).toEqual([
      5, 15, 25, 35, 45, 55, 65, 75, 85, 95, 105, 115,
    ])
  })

  it('is more on a day on which more came so far', () => {
    expect(comingAfter(NINE, { drawn, days: 4, today: 39 })).toHaveLength(18)
    expect(comingAfter(NINE, { drawn, days: 4, today: 0 })).toHaveLength(11)
  })

  it('comes with as many people and matters as those of before: of a past in which a third had two, a third has', () => {
    const past = Array.from({ length: 4 }, (_, day) =>
      Array.from({ length: 30 }, (_, nth) => {
        const isDouble = (day + nth) % 3 === 0
        return { ...draw(nth * 10 - 55), minutes: isDouble ? 25 : 15 }
      }),
    ).flat()
    const coming = comingAfter(NINE, { drawn: past, days: 4, today: 6 })
    expect(coming.filter(({ minutes }) => minutes === 25)).toHaveLength(coming.length / 3)
  })

  it('is nobody where nothing is known, and nobody of whom it is too early to speak', () => {
    expect(comingAfter(NINE, { drawn: [], days: 0, today: 5 })).toEqual([])
    expect(comingAfter(NINE, { drawn: [draw(-5), draw(121)], days: 1, today: 0 })).toEqual([])
  })
})
