import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MINUTE, parseInstant, plus } from '#kernel/instant.ts'
import { tell, tellOn } from './told.ts'

const NOW = parseInstant('2027-03-01T09:00:20Z')
const at = (time: string) => parseInstant(`2027-03-01T${time}:00Z`)

describe('what is told of a call', () => {
  it('is a time to the minute when it is near, and to five minutes when it is not', () => {
    expect(tell(NOW, { back: 9.5, low: 11, middle: 14, high: 19 })).toEqual({
      from: at('09:11'),
      until: at('09:20'),
      soon: false,
      aboutMinutes: null,
      backBy: at('09:09'),
    })
    expect(tell(NOW, { back: 38, low: 41, middle: 50, high: 63 })).toMatchObject({
      from: at('09:40'),
      until: at('10:05'),
    })
  })

  it('says no moment of coming back to whoever has no time to go', () => {
    expect(tell(NOW, { back: 4, low: 5, middle: 9, high: 12 }).backBy).toBeNull()
  })

  it('is no more than "about an hour" when it is wide', () => {
    expect(tell(NOW, { back: 25, low: 30, middle: 62, high: 80 }).aboutMinutes).toBe(60)
    expect(tell(NOW, { back: 0, low: 0, middle: 11, high: 50 }).aboutMinutes).toBe(30)
  })

  const minutes = fc.float({ min: 0, max: 600, noNaN: true })
  const foreseen = fc
    .tuple(minutes, minutes, minutes, minutes)
    .map((all) => all.toSorted((a, b) => a - b) as [number, number, number, number])
    .map(([back, low, middle, high]) => ({ back, low, middle, high }))

  it('never says less than was foreseen, never a time that is over, and to be back in time', () => {
    fc.assert(
      fc.property(foreseen, (each) => {
        const { from, until, backBy } = tell(NOW, each)
        expect(from).toBeLessThanOrEqual(plus(NOW, each.low * MINUTE))
        expect(from).toBeGreaterThan(NOW - MINUTE)
        expect(until).toBeGreaterThanOrEqual(plus(NOW, each.high * MINUTE) - 1)
        expect(backBy ?? NOW).toBeLessThanOrEqual(plus(NOW, each.back * MINUTE))
      }),
    )
  })
})

describe('what is told on', () => {
  const told = tell(NOW, { back: 18, low: 20, middle: 24, high: 29 })

  it('stays as long as it holds about as well', () => {
    const later = plus(NOW, 2 * MINUTE)
    const fresh = tell(later, { back: 17.5, low: 19, middle: 22, high: 27.5 })
    expect(fresh).not.toEqual(told)
    expect(tellOn(told, fresh, later)).toBe(told)
  })

  it('says that it can come at any moment as soon as it can', () => {
    const later = plus(told.from, MINUTE)
    const fresh = tell(later, { back: 0, low: 0, middle: 3, high: 8 })
    expect(tellOn(told, fresh, later)).toEqual({ ...told, soon: true, backBy: null })
  })

  it('changes when the call moves', () => {
    const fresh = tell(NOW, { back: 28, low: 30, middle: 35, high: 39 })
    expect(tellOn(told, fresh, NOW)).toBe(fresh)
    expect(tellOn(undefined, fresh, NOW)).toBe(fresh)
  })

  it('comes earlier at once when whoever is away would be missed', () => {
    const fresh = tell(NOW, { back: 14, low: 19, middle: 24, high: 29 })
    expect(tellOn(told, fresh, NOW)).toEqual({ ...told, backBy: fresh.backBy })
  })

  it('never outlives its time', () => {
    const late = plus(told.until, MINUTE)
    const fresh = tell(late, { back: 0, low: 0, middle: 1, high: 2 })
    expect(tellOn(told, fresh, late)).toBe(fresh)
  })
})
