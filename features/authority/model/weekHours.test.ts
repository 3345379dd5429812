import fc from 'fast-check'
import { expect, test } from 'vitest'
import { CELL_MINUTES } from '#features/capacity/model.ts'
import { localTime } from '#kernel/instant.ts'
import type { OpeningHours } from '../model.ts'
import {
  changedWeekdays,
  HOURS_STEP_MINUTES,
  hoursInOrder,
  hoursOfDays,
  weekFaults,
  withDaysOf,
} from './weekHours.ts'

const two = (number: number) => String(number).padStart(2, '0')
const timeOf = (minutes: number) => localTime(`${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`)

/** Few times, so that spans touch, overlap, turn around and lie beside the grid. */
const minutes = fc.constantFrom(0, 480, 482, 485, 720, 721, 780, 960, 1_435, 1_440)
const anySpan = fc
  .tuple(fc.integer({ min: 1, max: 7 }), minutes, minutes)
  .map(([weekday, from, until]) => ({ weekday, from, until }))
const anySpans = fc.array(anySpan, { maxLength: 8 })
const written = (spans: readonly { weekday: number; from: number; until: number }[]): OpeningHours[] =>
  spans.map(({ weekday, from, until }) => ({ weekday, opens: timeOf(from), closes: timeOf(until) }))
const anyWeek = anySpans.map(written)

test('hours lie on the grid of the cells', () => {
  expect(HOURS_STEP_MINUTES).toBe(CELL_MINUTES)
})

test('a week is without faults exactly where every minute of a weekday is open once at most, in whole cells', () => {
  fc.assert(
    fc.property(anySpans, (spans) => {
      const forwards = spans.every(({ from, until }) => from < until)
      const onGrid = spans.every(({ from, until }) => from % 5 === 0 && until % 5 === 0)
      const times = new Map<string, number>()
      for (const { weekday, from, until } of spans) {
        for (let minute = from; minute < until; minute++) {
          times.set(`${weekday} ${minute}`, (times.get(`${weekday} ${minute}`) ?? 0) + 1)
        }
      }
      const once = [...times.values()].every((count) => count === 1)
      expect(weekFaults(written(spans)).length === 0).toBe(forwards && onGrid && once)
    }),
    { numRuns: 400 },
  )
})

test('midnight ends a day: 24:00 is the last end, and hours across it are none', () => {
  const span = (opens: string, closes: string, weekday = 5) => [
    { weekday, opens: localTime(opens), closes: localTime(closes) },
  ]
  expect(weekFaults(span('20:00', '24:00'))).toEqual([])
  expect(weekFaults([...span('20:00', '24:00'), ...span('00:00', '02:00', 6)])).toEqual([])
  expect(weekFaults(span('20:00', '02:00'))).toEqual([{ code: 'order', weekday: 5, nth: 0 }])
  expect(weekFaults(span('24:00', '24:00'))).toEqual([{ code: 'order', weekday: 5, nth: 0 }])
})

test('a fault names the span of its weekday', () => {
  const hours = written([
    { weekday: 2, from: 480, until: 720 },
    { weekday: 1, from: 480, until: 960 },
    { weekday: 1, from: 780, until: 961 },
  ])
  expect(weekFaults(hours)).toEqual([
    { code: 'step', weekday: 1, nth: 1 },
    { code: 'overlap', weekday: 1, nth: 1 },
  ])
})

test('with the weekdays that differ taken from the other, a week is the other', () => {
  fc.assert(
    fc.property(anyWeek, anyWeek, (one, other) => {
      const changed = changedWeekdays(one, other)
      expect(changedWeekdays(withDaysOf(one, changed, other), other)).toEqual([])
      expect(changedWeekdays(one, other)).toEqual(changedWeekdays(other, one))
      expect(changedWeekdays(one, [...one].reverse())).toEqual([])
      const kept = [1, 2, 3, 4, 5, 6, 7].filter((day) => !changed.includes(day))
      expect(hoursOfDays(withDaysOf(one, changed, other), kept)).toEqual(hoursOfDays(one, kept))
      expect(hoursOfDays(one, [1, 2, 3, 4, 5, 6, 7])).toEqual(hoursInOrder(one))
    }),
  )
})
