import { describe, expect, it } from 'vitest'
import { fateOf } from './fate.ts'
import {
  arrivalOffset,
  dayFactor,
  durationFactor,
  fillAhead,
  hourFactor,
  matterCount,
  noShowProbability,
  patience,
  siteNoShowFactor,
  weekdayFactor,
} from './figures.ts'
import { exponential, poisson, type Random, seeded, weighted } from './random.ts'

const DRAWS = 20_000

function draw(what: (random: Random) => number): number[] {
  const random = seeded('figures')
  return Array.from({ length: DRAWS }, () => what(random))
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
const share = (values: readonly number[], test: (value: number) => boolean) =>
  values.filter(test).length / values.length
const deviation = (values: readonly number[]) => {
  const middle = mean(values)
  return Math.sqrt(mean(values.map((value) => (value - middle) ** 2)))
}

describe('people with an appointment', () => {
  it('stay away more often the longer ago they booked: 4 % on the same day, 18 % after two months', () => {
    expect(noShowProbability(0)).toBeCloseTo(0.04, 2)
    expect(noShowProbability(7)).toBeCloseTo(0.09, 2)
    expect(noShowProbability(14)).toBeCloseTo(0.11, 2)
    expect(noShowProbability(30)).toBeCloseTo(0.14, 2)
    expect(noShowProbability(60)).toBeCloseTo(0.18, 2)
  })

  it('differ between sites within what was seen', () => {
    const factors = ['altmarkt', 'nordfeld', 'ostbruch', 'rosengarten'].map(siteNoShowFactor)
    for (const factor of factors) {
      expect(factor).toBeGreaterThanOrEqual(0.7)
      expect(factor).toBeLessThanOrEqual(1.5)
    }
    expect(new Set(factors).size).toBe(4)
  })

  it('come five minutes early on average, one in twenty more than ten late', () => {
    const offsets = draw(arrivalOffset)
    expect(mean(offsets)).toBeCloseTo(-5, 0)
    expect(deviation(offsets)).toBeGreaterThan(7)
    expect(deviation(offsets)).toBeLessThan(9.5)
    expect(share(offsets, (offset) => offset > 10)).toBeCloseTo(0.05, 2)
  })

  it('have a fate that follows from the id: as many cancel as stay away', () => {
    const fates = Array.from({ length: DRAWS }, (_, index) => fateOf(`visit ${index}`, { leadDays: 14 }))
    const expected = noShowProbability(14, siteNoShowFactor(''))
    expect(fateOf('one', { leadDays: 3 })).toEqual(fateOf('one', { leadDays: 3 }))
    expect(fates.filter((fate) => fate.cancels).length / DRAWS).toBeCloseTo(expected, 1)
    expect(fates.filter((fate) => !fate.comes).length / DRAWS).toBeCloseTo(2 * expected, 1)
    expect(fates.some((fate) => fate.cancels && fate.comes)).toBe(false)
    expect(fates.filter((fate) => fate.outcome !== 'done').length / DRAWS).toBeCloseTo(0.11, 1)
  })
})

describe('visits', () => {
  it('have 1.36 matters on average', () => {
    const counts = draw(matterCount)
    expect(mean(counts)).toBeCloseTo(1.34, 1)
    expect(share(counts, (count) => count === 1)).toBeCloseTo(0.74, 1)
  })

  it('are shorter than planned in 85 of 100 cases, two thirds as long on average', () => {
    const factors = draw(durationFactor)
    expect(share(factors, (factor) => factor <= 1)).toBeCloseTo(0.85, 1)
    expect(mean(factors)).toBeCloseTo(0.66, 1)
    expect(deviation(factors) / mean(factors)).toBeGreaterThan(0.5)
    expect(deviation(factors) / mean(factors)).toBeLessThan(0.65)
  })
})

describe('people without an appointment', () => {
  it('lose patience after 90 minutes in the middle, hardly anybody within 15', () => {
    const minutes = draw(patience).toSorted((a, b) => a - b)
    expect(minutes[DRAWS / 2]).toBeGreaterThan(86)
    expect(minutes[DRAWS / 2]).toBeLessThan(94)
    expect(share(minutes, (each) => each < 15)).toBeLessThan(0.02)
  })

  it('come most on Mondays and late in the morning, least at one', () => {
    expect([1, 2, 3, 4, 5].map(weekdayFactor)).toEqual([1.25, 1.05, 0.85, 1.05, 0.8])
    expect(hourFactor(10)).toBeGreaterThan(hourFactor(8))
    expect(hourFactor(13)).toBeLessThan(hourFactor(12))
    expect(hourFactor(15)).toBeGreaterThan(hourFactor(14))
  })

  it('are more on some days than on others beyond chance', () => {
    const factors = draw(dayFactor)
    expect(deviation(factors)).toBeGreaterThan(0.1)
    expect(deviation(factors)).toBeLessThan(0.15)
  })
})

describe('days to come', () => {
  it('are some 85 % taken at first and thinner later', () => {
    expect(fillAhead(1)).toBeGreaterThan(0.8)
    expect(fillAhead(1)).toBeLessThan(0.9)
    expect(fillAhead(14)).toBeLessThan(0.2)
    for (let lead = 2; lead < 56; lead++) expect(fillAhead(lead + 1)).toBeLessThan(fillAhead(lead))
  })
})

describe('random numbers', () => {
  it('are the same for the same seed and others for another', () => {
    const first = seeded('a')
    const again = seeded('a')
    const other = seeded('b')
    const numbers = Array.from({ length: 20 }, () => first())
    expect(Array.from({ length: 20 }, () => again())).toEqual(numbers)
    expect(Array.from({ length: 20 }, () => other())).not.toEqual(numbers)
  })

  it('are spread evenly', () => {
    const values = draw((random) => random())
    expect(mean(values)).toBeCloseTo(0.5, 2)
    for (let tenth = 0; tenth < 10; tenth++) {
      expect(share(values, (value) => Math.floor(value * 10) === tenth)).toBeCloseTo(0.1, 1)
    }
  })

  it('count events and waits with the asked mean', () => {
    expect(mean(draw((random) => poisson(random, 3)))).toBeCloseTo(3, 1)
    expect(mean(draw((random) => poisson(random, 120)))).toBeCloseTo(120, 0)
    expect(mean(draw((random) => exponential(random, 4)))).toBeCloseTo(4, 0)
  })

  it('choose by weight', () => {
    const chosen = draw((random) => weighted(random, [1, 2], (item) => (item === 1 ? 3 : 1)) ?? 0)
    expect(share(chosen, (item) => item === 1)).toBeCloseTo(0.75, 1)
    expect(weighted(seeded('x'), [1], () => 0)).toBeUndefined()
  })
})
