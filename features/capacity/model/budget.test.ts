import fc from 'fast-check'
import { expect, test } from 'vitest'
import { HOUR, instant, localDate, MINUTE, plus } from '#kernel/instant.ts'
import { CELL_MINUTES, cellBits, type PlaceBounds, type PlaceMode } from '../model.ts'
import {
  type Asker,
  fitsBudget,
  fittingPart,
  HOUR_CELLS,
  type HourMoment,
  KEPT_FOR_CALLERS,
  limitsOf,
  minutesByHour,
  minutesLeft,
  type PlaceMinutes,
  placeMinutesByHour,
  type Shares,
  sharesOfHour,
  takenByHour,
  timesIn,
} from './budget.ts'

const DAY_CELLS = 300
const NOW = instant(0)
const TODAY = localDate('1970-01-01')
const LATER = localDate('1970-01-31')
const far: HourMoment = { day: LATER, begins: plus(NOW, 30 * 24 * HOUR), now: NOW, today: TODAY }
const percent = fc.integer({ min: 0, max: 100 })
const shares: fc.Arbitrary<Shares> = fc.record({
  walkInPercent: percent,
  callerPercent: percent,
  shortTermPercent: percent,
  shortTermDays: fc.constantFrom(7, 60),
  onlineToday: fc.boolean(),
})
/** Minutes of places that are for everybody. */
const ofAll = (shared: number): PlaceMinutes => ({ shared, appointmentOnly: 0 })
/** Minutes of an hour with places for everybody and places for appointments only. */
const anyMinutes = (max: number): fc.Arbitrary<PlaceMinutes> =>
  fc.record({ shared: fc.integer({ min: 0, max }), appointmentOnly: fc.integer({ min: 0, max }) })
const NO_SHARES: Shares = {
  walkInPercent: 0,
  callerPercent: 0,
  shortTermPercent: 0,
  shortTermDays: 7,
  onlineToday: false,
}
const place: fc.Arbitrary<PlaceBounds> = fc
  .uniqueArray(fc.integer({ min: 0, max: DAY_CELLS }), { minLength: 4, maxLength: 4 })
  .chain((cells) => {
    const [first = 0, from = 1, to = 2, end = 3] = cells.toSorted((a, b) => a - b)
    const whole = { firstCell: first, endCell: end, breakFirstCell: null, breakEndCell: null }
    return fc.constantFrom(whole, { ...whole, breakFirstCell: from, breakEndCell: to })
  })
/** A place of which people without appointment have their share, or none. */
const placeForSome = fc
  .record({ mode: fc.constantFrom<PlaceMode>('both', 'appointment'), bounds: place })
  .map(({ mode, bounds }) => ({ ...bounds, mode }))
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
      fc.array(placeForSome, { minLength: 1, maxLength: 6 }),
      shares,
      fc.array(wish, { maxLength: 60 }),
      (places, share, wishes) => {
        const minutes = placeMinutesByHour(places)
        const limits = (hour: number) => limitsOf(minutes.get(hour) ?? ofAll(0), share, far)
        const taken = new Map<number, number>()
        const online = new Map<number, number>()
        for (const { firstCell, cells, asker } of wishes) {
          const left = (hour: number) => minutesLeft(limits(hour), taken.get(hour) ?? 0, asker)
          if (!fitsBudget(firstCell, cells, left)) continue
          for (let cell = firstCell; cell < firstCell + cells; cell++) {
            const hour = Math.floor(cell / HOUR_CELLS)
            for (const counted of asker === 'online' ? [taken, online] : [taken])
              counted.set(hour, (counted.get(hour) ?? 0) + CELL_MINUTES)
          }
        }
        for (const [hour, booked] of taken) {
          const { shared, appointmentOnly } = minutes.get(hour) ?? ofAll(0)
          const free = shared + appointmentOnly - booked
          expect(free).toBeGreaterThanOrEqual((shared * share.walkInPercent) / 100)
          const bookable = limits(hour).open
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
    fc.property(anyMinutes(10 * 60), shares, (placeMinutes, share) => {
      const { open } = limitsOf(placeMinutes, share, far)
      const cells = Math.floor(open / CELL_MINUTES)
      fc.pre(cells > 0 && cells <= HOUR_CELLS)
      expect(fitsBudget(120, cells, () => minutesLeft({ open, online: 0 }, 0, 'staff'))).toBe(true)
      expect(fitsBudget(120, 1, () => open - cells * CELL_MINUTES)).toBe(false)
    }),
  )
})

test('the share of callers is open to all from 24 hours before, not a moment earlier', () => {
  const share = { ...NO_SHARES, walkInPercent: 25, callerPercent: 15 }
  const limits = (before: number) => limitsOf(ofAll(240), share, { ...far, begins: plus(NOW, before) })
  expect(limits(30 * 24 * HOUR)).toEqual({ limit: 180, open: 180, online: 153 })
  expect(limits(KEPT_FOR_CALLERS + MINUTE).online).toBe(153)
  expect(limits(KEPT_FOR_CALLERS).online).toBe(180)
})

test('what is held back for the short term is released for everybody so many days before', () => {
  const share = { ...NO_SHARES, shortTermPercent: 40, callerPercent: 50, shortTermDays: 2 }
  const limits = (day: string) => limitsOf(ofAll(100), share, { ...far, day: localDate(day) })
  expect(limits('1970-01-04')).toEqual({ limit: 100, open: 60, online: 30 })
  expect(limits('1970-01-03')).toEqual({ limit: 100, open: 100, online: 50 })
})

test('what is free when the day begins is for those who come, unless the city says otherwise; staff still books', () => {
  const today = { ...far, day: TODAY, begins: plus(NOW, 9 * HOUR) }
  expect(limitsOf(ofAll(60), NO_SHARES, today)).toEqual({ limit: 60, open: 60, online: 0 })
  expect(limitsOf(ofAll(60), { ...NO_SHARES, onlineToday: true }, today).online).toBe(60)
  expect(limitsOf(ofAll(60), NO_SHARES, { ...today, day: localDate('1970-01-02') }).online).toBe(60)
})

test('no limit is larger than the one that it is a part of', () => {
  const day = fc.constantFrom(TODAY, localDate('1970-01-02'), LATER)
  fc.assert(
    fc.property(anyMinutes(1_500), shares, day, fc.nat({ max: 48 }), (all, share, on, hours) => {
      const minutes = all.shared + all.appointmentOnly
      const { limit, open, online } = limitsOf(all, share, {
        ...far,
        day: on,
        begins: plus(NOW, hours * HOUR),
      })
      expect([online, open, limit, minutes]).toEqual([online, open, limit, minutes].toSorted((a, b) => a - b))
      expect(online).toBeGreaterThanOrEqual(0)
    }),
  )
})

test('all minutes of a place for appointments only can be booked, and none of them are the share of walk-ins', () => {
  const share = { ...NO_SHARES, walkInPercent: 25 }
  const mixed = { shared: 120, appointmentOnly: 60 }
  expect(limitsOf(mixed, share, far)).toEqual({ limit: 150, open: 150, online: 150 })
  expect(sharesOfHour(mixed, share).walkIn).toBe(30)
  const alone = { shared: 0, appointmentOnly: 60 }
  expect(limitsOf(alone, { ...share, walkInPercent: 100 }, far).limit).toBe(60)
  // Control: the same minutes of places for everybody leave less.
  expect(limitsOf(ofAll(180), share, far).limit).toBe(135)
  expect(limitsOf(ofAll(60), { ...share, walkInPercent: 100 }, far).limit).toBe(0)
})

test('an hour that has lost places to illness offers nothing more, and never less than nothing', () => {
  const limits = limitsOf(ofAll(60), { ...NO_SHARES, walkInPercent: 50 }, far)
  expect(minutesLeft(limits, 90, 'staff')).toBe(0)
})

test('of cells for the list the longest part that fits is kept, and no part that fits is longer', () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat({ max: 70 }), { minLength: 5, maxLength: 5 }),
      fc.nat({ max: 20 }),
      fc.integer({ min: 1, max: 30 }),
      (left, firstCell, cells) => {
        const leftOf = (hour: number) => left[hour] ?? 0
        const endCell = firstCell + cells
        const part = fittingPart(firstCell, endCell, leftOf)
        const length = part ? part.endCell - part.firstCell : 0
        if (part) {
          expect(fitsBudget(part.firstCell, length, leftOf)).toBe(true)
          expect(part.firstCell >= firstCell && part.endCell <= endCell).toBe(true)
        }
        for (let from = firstCell; from + length < endCell; from++)
          expect(fitsBudget(from, length + 1, leftOf)).toBe(false)
      },
    ),
  )
})

test('the shares of an hour are what the limits leave out', () => {
  fc.assert(
    fc.property(anyMinutes(1_500), shares, (all, each) => {
      const minutes = all.shared + all.appointmentOnly
      const share = { ...each, shortTermDays: 7 }
      const { limit, open, online } = limitsOf(all, share, far)
      const { walkIn, shortTerm, callers } = sharesOfHour(all, share)
      expect([limit, open, online]).toEqual([
        minutes - walkIn,
        minutes - walkIn - shortTerm,
        minutes - walkIn - shortTerm - callers,
      ])
    }),
  )
})

test('a share is named in whole times', () => {
  expect([timesIn(59, 15), timesIn(60, 15), timesIn(14, 15)]).toEqual([3, 4, 0])
})
