import { expect, it } from 'vitest'
import { localTime } from '#kernel/instant.ts'
import { workingTime } from './workRules.ts'

const RULES = { breakAfterMinutes: 360, longestDayMinutes: 600 }
const shift = (starts: string, ends: string, pause: readonly [string, string] | null = null) => ({
  starts: localTime(starts),
  ends: localTime(ends),
  breakStarts: pause && localTime(pause[0]),
  breakEnds: pause && localTime(pause[1]),
})
const at = (hours: number, minutes = 0) => hours * 60 + minutes

it('somebody rests as planned, and goes when their longest day without breaks is over', () => {
  expect(workingTime(shift('08:00', '16:30', ['12:00', '12:30']), RULES)).toEqual({
    breaks: [{ from: at(12), minutes: 30, owedUntil: at(14) }],
    until: at(16, 30),
    longest: at(18, 30),
  })
})

it('whoever has no break planned rests after six hours at the latest; a short shift has none', () => {
  const demanded = { from: at(14), minutes: 30, owedUntil: at(14, 30) }
  expect(workingTime(shift('08:00', '16:00'), RULES).breaks).toEqual([demanded])
  expect(workingTime(shift('08:00', '14:00'), RULES).breaks).toEqual([])
  // The planned one leaves a stretch that is too long.
  expect(workingTime(shift('08:00', '18:00', ['10:00', '10:15']), RULES).breaks).toEqual([
    { from: at(10), minutes: 15, owedUntil: at(14) },
    { from: at(16, 15), minutes: 30, owedUntil: at(16, 45) },
  ])
})

it('a break that was taken earlier or later is not taken again, and the next one counts from it', () => {
  const planned = shift('08:00', '16:30', ['12:00', '12:30'])
  const rested = (from: number, minutes: number) => workingTime(planned, RULES, [{ from, minutes }])
  expect(rested(at(11, 20), 30).breaks).toEqual([])
  expect(rested(at(12, 50), 25).breaks).toEqual([])
  // Coffee at nine is not the lunch, and neither is a quarter of an hour.
  expect(rested(at(9), 30).breaks).toMatchObject([{ from: at(12), minutes: 30 }])
  expect(rested(at(11, 30), 15).breaks).toMatchObject([{ from: at(12), minutes: 30 }])
  // Without a plan the law's six hours count from the last break.
  const rests = [{ from: at(12), minutes: 30 }]
  expect(workingTime(shift('08:00', '17:00'), RULES, rests).breaks).toEqual([])
  expect(workingTime(shift('08:00', '19:00'), RULES, rests).breaks).toEqual([
    { from: at(18, 30), minutes: 30, owedUntil: at(19) },
  ])
  // Who has rested may stay as much longer.
  expect(rested(at(11, 20), 30).longest).toBe(at(18, 30))
})

it('a planned break that was worked through is owed until the law’s latest start, and no later than it fits in the shift', () => {
  const owed = (starts: string, ends: string, rests: { from: number; minutes: number }[] = []) =>
    workingTime(shift(starts, ends, ['12:00', '12:30']), RULES, rests).breaks.map((each) => each.owedUntil)
  expect(owed('08:00', '16:30')).toEqual([at(14)])
  expect(owed('09:00', '16:30')).toEqual([at(15)])
  // Six hours count from a break in the morning.
  expect(owed('08:00', '16:30', [{ from: at(9, 30), minutes: 20 }])).toEqual([at(15, 50)])
  // A short afternoon leaves no room for it later.
  expect(owed('08:00', '13:30')).toEqual([at(13)])
  expect(owed('08:00', '12:40')).toEqual([at(12, 30)])
  // Taken long after its time it was that break all the same.
  expect(owed('08:00', '16:30', [{ from: at(13, 50), minutes: 30 }])).toEqual([])
})
