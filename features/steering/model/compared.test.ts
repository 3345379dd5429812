import { expect, it } from 'vitest'
import { quantileOfNormal } from '#features/promise/model/normal.ts'
import { drawn, luckOf, mixed } from '#features/promise/model/random.ts'
import { compare, LEAST_DAYS } from './compared.ts'
import { type DayTally, NOTHING, tallyOf } from './tally.ts'

const dayOf = (wait: number, overtime: number): DayTally => ({
  ...NOTHING,
  overtime,
  waits: { ...NOTHING.waits, booked: tallyOf([wait, wait + 1, wait + 2], 1) },
})

it('ten days say where the true difference lies in some 95 of 100 cases', () => {
  const truth = 3
  const rounds = 100
  let held = 0
  for (let round = 0; round < rounds; round++) {
    const normal = (purpose: number, day: number) =>
      quantileOfNormal(Math.max(1e-9, drawn(luckOf(round, purpose), mixed(day + 1))))
    // The days differ much from each other, what the change does little.
    const before = Array.from({ length: 10 }, (_, day) => 60 + 20 * normal(1, day))
    const after = before.map((overtime, day) => overtime + truth + normal(2, day))
    const { overtime } = compare(
      before.map((each) => dayOf(5, each)),
      after.map((each) => dayOf(5, each)),
    )
    if ((overtime.low ?? 0) <= truth && truth <= (overtime.high ?? 0)) held++
  }
  expect(held / rounds).toBeGreaterThan(0.91)
  expect(held / rounds).toBeLessThan(0.99)
})

it('a figure is that of all days together', () => {
  const days = [dayOf(0, 10), dayOf(30, 20)]
  const { bookedMean, bookedLong, bookedNinety, overtime, walkInMean } = compare(days, [
    dayOf(0, 0),
    dayOf(0, 0),
  ])
  expect(bookedMean).toEqual({ before: 16, after: 1, difference: -15, low: null, high: null })
  expect(bookedLong).toMatchObject({ before: 0.5, after: 0 })
  // Of six people the sixth is beyond nine in ten.
  expect(bookedNinety.before).toBeGreaterThan(32)
  expect(bookedNinety.before).toBeLessThan(33)
  expect(overtime).toMatchObject({ before: 15, after: 0 })
  expect(walkInMean).toEqual({ before: null, after: null, difference: null, low: null, high: null })
})

it('of too few days, and of none, nothing is said of how sure it is', () => {
  const few = Array.from({ length: LEAST_DAYS - 1 }, (_, nth) => dayOf(nth, nth))
  expect(compare(few, few).overtime).toMatchObject({ difference: 0, low: null, high: null })
  const enough = [...few, dayOf(9, 9)]
  expect(compare(enough, enough).overtime).toMatchObject({ difference: 0, low: 0, high: 0 })
  expect(compare([], []).overtime.low).toBeNull()
})
