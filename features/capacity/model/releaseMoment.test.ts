import fc from 'fast-check'
import { expect, test } from 'vitest'
import { localDate, localTime, MINUTE } from '#kernel/instant.ts'
import { addDays, dayOf, instantOf, timeOf } from '#kernel/wallTime.ts'
import { releaseMoment } from './releaseMoment.ts'

const ZONE = 'Europe/Berlin'
const DAY = localDate('2027-03-02')
const window = (opens: string, closes: string) => ({ opens: localTime(opens), closes: localTime(closes) })
const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })
const written = (minute: number) =>
  localTime(`${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`)

test('it is a whole minute of that day and lies in the window, also where clocks change', () => {
  fc.assert(
    fc.property(
      fc.nat(400),
      fc.integer({ min: 0, max: 1_438 }),
      fc.integer({ min: 1, max: 1_439 }),
      random,
      (days, from, length, drawn) => {
        const day = addDays(DAY, days)
        const opens = written(from)
        const closes = written(Math.min(1_439, from + length))
        const moment = releaseMoment(day, { opens, closes }, ZONE, drawn)
        expect(dayOf(moment, ZONE)).toBe(day)
        expect(moment % MINUTE).toBe(0)
        expect(moment).toBeGreaterThanOrEqual(instantOf(day, opens, ZONE))
        expect(moment).toBeLessThanOrEqual(instantOf(day, closes, ZONE))
      },
    ),
  )
})

test('every minute of the window can be the one, the last one before it closes too, each as likely', () => {
  const drawn = Array.from({ length: 600 }, (_, index) => (index + 0.5) / 600)
  const minutes = drawn.map((each) => timeOf(releaseMoment(DAY, window('07:00', '07:10'), ZONE, each), ZONE))
  const counted = Map.groupBy(minutes, (minute) => minute)
  expect([...counted.keys()].toSorted()).toEqual(Array.from({ length: 10 }, (_, at) => written(420 + at)))
  expect([...counted.values()].every((list) => list.length === 60)).toBe(true)
})

test('a window that falls into the missing hour has one moment all the same', () => {
  const day = localDate('2027-03-28')
  const moment = releaseMoment(day, window('02:10', '02:20'), ZONE, 0.5)
  expect(dayOf(moment, ZONE)).toBe(day)
})
