import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { asId } from '#kernel/id.ts'
import { localDate, localTime } from '#kernel/instant.ts'
import { addDays } from '#kernel/wallTime.ts'
import { EMPTY_PLAN, minutesOf, type ShiftPlan, timeOfMinutes } from '../model/shiftPlan.ts'
import type { Shift } from '../model.ts'
import { isDated, mondayOf, moved, resized, shiftsAt, withCopiedWeek, withShifts } from './planEdits.ts'

const ONE = asId<'counter'>('00000000-0000-7000-8000-000000000001')
const MONDAY = localDate('2026-11-23')

const shift = (starts: string, ends: string, pause?: readonly [string, string]): Shift => ({
  counterId: ONE,
  starts: localTime(starts),
  ends: localTime(ends),
  breakStarts: pause ? localTime(pause[0]) : null,
  breakEnds: pause ? localTime(pause[1]) : null,
  mode: 'both',
  durationPercent: 100,
})
const every: ShiftPlan = { ...EMPTY_PLAN, weekly: [{ ...shift('08:00', '12:00'), weekday: 1 }] }

describe('a block', () => {
  it('moves with its break and stays within the day', () => {
    const late = moved(shift('08:00', '16:00', ['12:00', '12:30']), 45)
    expect([late.starts, late.breakStarts, late.breakEnds, late.ends]).toEqual([
      '08:45',
      '12:45',
      '13:15',
      '16:45',
    ])
    expect(moved(shift('08:00', '16:00'), 10_000)).toMatchObject({ starts: '16:00', ends: '24:00' })
    expect(moved(shift('08:00', '16:00'), -10_000)).toMatchObject({ starts: '00:00', ends: '08:00' })
  })

  it('grows and shrinks at either end, at least a quarter of an hour long; a break outside goes', () => {
    expect(resized(shift('08:00', '12:00'), 'ends', 30).ends).toBe('12:30')
    expect(resized(shift('08:00', '12:00'), 'starts', 1_000).starts).toBe('11:45')
    expect(resized(shift('08:00', '16:00', ['12:00', '12:30']), 'ends', -240).breakStarts).toBe(null)
  })

  it('is never turned around, whatever is pressed', () => {
    const anyShift = fc
      .tuple(fc.nat(94), fc.integer({ min: 1, max: 40 }))
      .map(([first, length]) =>
        shift(timeOfMinutes(first * 15), timeOfMinutes(Math.min((first + length) * 15, 1_440))),
      )
    const anyPress = fc.tuple(
      fc.constantFrom('move', 'starts', 'ends'),
      fc.integer({ min: -2_000, max: 2_000 }),
    )
    fc.assert(
      fc.property(anyShift, fc.array(anyPress, { maxLength: 10 }), (begin, presses) => {
        let now = begin
        for (const [kind, by] of presses) {
          now = kind === 'starts' || kind === 'ends' ? resized(now, kind, by) : moved(now, by)
        }
        expect(minutesOf(now.ends) - minutesOf(now.starts)).toBeGreaterThanOrEqual(15)
      }),
    )
  })
})

describe('a change', () => {
  it('of every week is one of the weekday', () => {
    const changed = withShifts(every, 'every', ONE, MONDAY, [shift('09:00', '13:00')])
    expect(shiftsAt(changed, 'once', ONE, addDays(MONDAY, 7))).toMatchObject([{ starts: '09:00' }])
    expect(changed.dated).toEqual([])
  })

  it('of one week leaves the others; the same again as every week is no date of its own', () => {
    const changed = withShifts(every, 'once', ONE, MONDAY, [shift('09:00', '13:00')])
    expect(isDated(changed, ONE, MONDAY)).toBe(true)
    expect(shiftsAt(changed, 'once', ONE, addDays(MONDAY, 7))).toMatchObject([{ starts: '08:00' }])
    expect(withShifts(changed, 'once', ONE, MONDAY, [shift('08:00', '12:00')])).toEqual(every)
  })

  it('of one date that leaves no shift sends the counter away on it', () => {
    const changed = withShifts(every, 'once', ONE, MONDAY, [])
    expect(changed.away).toEqual([
      { counterId: ONE, firstDay: MONDAY, lastDay: MONDAY, starts: null, ends: null },
    ])
  })

  it('copied to another week brings its dates there', () => {
    const next = addDays(MONDAY, 7)
    const special = withShifts(every, 'once', ONE, MONDAY, [shift('10:00', '14:00')])
    const copied = withCopiedWeek(special, [ONE], MONDAY, next, MONDAY)
    expect(shiftsAt(copied, 'once', ONE, next)).toMatchObject([{ starts: '10:00', ends: '14:00' }])
    expect(withCopiedWeek(special, [ONE], MONDAY, next, addDays(next, 7))).toEqual(special)
    expect(mondayOf(addDays(next, 6))).toBe(next)
  })
})
