import { expect, test } from 'vitest'
import { copiedDay, readWeek, spansOn, typedWeek, withSpans } from './weekTyped.ts'

const HOURS = [
  { weekday: 1, opens: '13:00', closes: '16:00' },
  { weekday: 1, opens: '08:00', closes: '12:00' },
  { weekday: 5, opens: '08:00', closes: '12:00' },
]

test('a week comes back from the form as it went in, in order', () => {
  expect(readWeek(typedWeek(HOURS))).toEqual({ hours: [HOURS[1], HOURS[0], HOURS[2]], faults: [] })
})

test('times are read as people type them', () => {
  const week = withSpans(typedWeek([]), 3, [{ opens: '8', closes: '2400' }])
  expect(readWeek(week).hours).toEqual([{ weekday: 3, opens: '08:00', closes: '24:00' }])
})

test('what is no time is named before the rules are asked, and only on its weekday', () => {
  let week = withSpans(typedWeek(HOURS), 1, [
    { opens: '08:00', closes: '12:00' },
    { opens: '', closes: '16:00' },
  ])
  week = withSpans(week, 5, [{ opens: '12:00', closes: '08:03' }])
  expect(readWeek(week).faults).toEqual([
    { weekday: 1, nth: 1, code: 'time' },
    { weekday: 5, nth: 0, code: 'order' },
    { weekday: 5, nth: 0, code: 'step' },
  ])
})

test('a day is copied to others, a closed one, too; the rest stays', () => {
  const week = copiedDay(typedWeek(HOURS), 1, [2, 5])
  expect([spansOn(week, 2), spansOn(week, 5)]).toEqual([spansOn(week, 1), spansOn(week, 1)])
  expect(spansOn(week, 3)).toEqual([])
  expect(spansOn(copiedDay(week, 3, [1]), 1)).toEqual([])
})
