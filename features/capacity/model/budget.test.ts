import fc from 'fast-check'
import { expect, test } from 'vitest'
import { HOUR, instant, MINUTE, plus } from '#kernel/instant.ts'
import { CELL_MINUTES, cellBits, type PlaceBounds } from '../model.ts'
import {
  type Asker,
  budgetStarts,
  fitsBudget,
  HOUR_CELLS,
  KEPT_FOR_CALLERS,
  limitsOf,
  minutesByHour,
  minutesLeft,
  type Shares,
  takenByHour,
  timesIn,
} from './budget.ts'

const DAY_CELLS = 300
const NOW = instant(0)
const far = plus(NOW, 30 * 24 * HOUR)
const shares: fc.Arbitrary<Shares> = fc.record({
  walkInPercent: fc.integer({ min: 0, max: 100 }),
  callerPercent: fc.integer({ min: 0, max: 100 }),
})
const place: fc.Arbitrary<PlaceBounds> = fc
  .uniqueArray(fc.integer({ min: 0, max: DAY_CELLS }), { minLength: 4, maxLength: 4 })
  .chain((cells) => {
    const [first = 0, from = 1, to = 2, end = 3] = cells.toSorted((a, b) => a - b)
    const whole = { firstCell: first, endCell: end, breakFirstCell: null, breakEndCell: null }
    return fc.constantFrom(whole, { ...whole, breakFirstCell: from, breakEndCell: to })
  })
/** A visit that somebody asks for: so many cells from a cell on. */
const wish = fc.record({
  firstCell: fc.integer({ min: 0, max: DAY_CELLS - 30 }),
  cells: fc.integer({ min: 1, max: 30 }),
  asker: fc.constantFrom<Asker>('online', 'staff'),
})

test('the minutes of all hours together are the open cells of all places, none in a break', () => {
  fc.assert(
    fc.property(fc.array(place, { maxLength: 6 }), (places) => {
      const open = places.reduce((sum, { firstCell, endCell, breakFirstCell, breakEndCell }) => {
        return sum + endCell - firstCell - ((breakEndCell ?? 0) - (breakFirstCell ?? 0))
      }, 0)
      const minutes = [...minutesByHour(places).values()].reduce((sum, each) => sum + each, 0)
      expect(minutes).toBe(open * CELL_MINUTES)
    }),
  )
})

test('an hour of three places has 180 minutes, and what is taken of it is counted wherever it lies', () => {
  const bounds = { firstCell: 120, endCell: 132, breakFirstCell: null, breakEndCell: null }
  expect([...minutesByHour([bounds, bounds, bounds])]).toEqual([[10, 180]])
  const taken = takenByHour([{ taken: cellBits(118, 123) }, { taken: cellBits(131, 132) }])
  expect([...taken].toSorted(([a], [b]) => a - b)).toEqual([
    [9, 10],
    [10, 20],
  ])
})

test('whoever books, and in whatever order, neither the walk-in share nor the share of callers is touched', () => {
  fc.assert(
    fc.property(
      fc.array(place, { minLength: 1, maxLength: 6 }),
      shares,
      fc.array(wish, { maxLength: 60 }),
      (places, share, wishes) => {
        const minutes = minutesByHour(places)
        const limits = (hour: number) => limitsOf(minutes.get(hour) ?? 0, share)
        const taken = new Map<number, number>()
        const online = new Map<number, number>()
        for (const { firstCell, cells, asker } of wishes) {
          const left = (hour: number) =>
            minutesLeft(limits(hour), taken.get(hour) ?? 0, { asker, begins: far, now: NOW })
          if (!fitsBudget(firstCell, cells, left)) continue
          for (let cell = firstCell; cell < firstCell + cells; cell++) {
            const hour = Math.floor(cell / HOUR_CELLS)
            for (const counted of asker === 'online' ? [taken, online] : [taken])
              counted.set(hour, (counted.get(hour) ?? 0) + CELL_MINUTES)
          }
        }
        for (const [hour, booked] of taken) {
          const all = minutes.get(hour) ?? 0
          expect(all - booked).toBeGreaterThanOrEqual((all * share.walkInPercent) / 100)
          const bookable = limits(hour).anybody
          expect(bookable - (online.get(hour) ?? 0)).toBeGreaterThanOrEqual(
            Math.floor((bookable * share.callerPercent) / 100),
          )
        }
      },
    ),
  )
})

test('what is left in an hour can be booked to the last cell', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 20 * 60 }), shares, (placeMinutes, share) => {
      const limits = limitsOf(placeMinutes, share)
      const cells = Math.floor(limits.anybody / CELL_MINUTES)
      fc.pre(cells > 0 && cells <= HOUR_CELLS)
      const left = () => minutesLeft(limits, 0, { asker: 'staff', begins: far, now: NOW })
      expect(fitsBudget(120, cells, left)).toBe(true)
      expect(fitsBudget(120, 1, () => limits.anybody - cells * CELL_MINUTES)).toBe(false)
    }),
  )
})

test('the share of callers is open to all from 24 hours before, not a moment earlier', () => {
  const limits = limitsOf(240, { walkInPercent: 25, callerPercent: 15 })
  const left = (asker: Asker, before: number) =>
    minutesLeft(limits, 0, { asker, begins: plus(NOW, before), now: NOW })
  expect([left('staff', 30 * 24 * HOUR), left('online', 30 * 24 * HOUR)]).toEqual([180, 153])
  expect([left('online', KEPT_FOR_CALLERS + MINUTE), left('online', KEPT_FOR_CALLERS)]).toEqual([153, 180])
})

test('an hour that has lost places to illness offers nothing more, and never less than nothing', () => {
  const limits = limitsOf(60, { walkInPercent: 50, callerPercent: 0 })
  expect(minutesLeft(limits, 90, { asker: 'staff', begins: far, now: NOW })).toBe(0)
})

test('the starts laid over a day are those that fit one by one', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 90 }), { minLength: 25, maxLength: 25 }),
      fc.integer({ min: 1, max: 40 }),
      (left, cells) => {
        const leftOf = (hour: number) => left[hour] ?? 0
        const starts = budgetStarts(cells, DAY_CELLS, leftOf)
        for (let cell = 0; cell < DAY_CELLS; cell++) {
          const minutesIn = (hour: number) =>
            Array.from({ length: cells }, (_, index) => cell + index).filter(
              (each) => Math.floor(each / HOUR_CELLS) === hour,
            ).length * CELL_MINUTES
          const fits = left.every((minutes, hour) => minutesIn(hour) <= minutes) && cell + cells <= DAY_CELLS
          // A visit beyond the end of the day fits no place; its own hours alone do not say so.
          if (cell + cells <= DAY_CELLS) expect(((starts >> BigInt(cell)) & 1n) === 1n).toBe(fits)
        }
      },
    ),
  )
})

test('a share is named in whole times', () => {
  expect([timesIn(59, 15), timesIn(60, 15), timesIn(14, 15)]).toEqual([3, 4, 0])
})
