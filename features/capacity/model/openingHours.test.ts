import fc from 'fast-check'
import { expect, test } from 'vitest'
import { changedWeekdays } from '#features/authority/model/weekHours.ts'
import type { OpeningHours } from '#features/authority/model.ts'
import { asId, type Id } from '#kernel/id.ts'
import { localDate, localTime } from '#kernel/instant.ts'
import type { ShiftRule } from '../model.ts'
import { shiftsBeyond, weekBefore, weekChange } from './openingHours.ts'
import { isError, type PlanContext, planFaults } from './shiftFaults.ts'
import { EMPTY_PLAN, placesOfPlan, type ShiftPlan } from './shiftPlan.ts'

const COUNTER = asId<'counter'>('00000000-0000-7000-8000-000000000001')
const SITE = asId<'site'>('00000000-0000-7000-8000-000000000002')
const SKILL = asId<'service'>('00000000-0000-7000-8000-000000000003')
const MONDAY = localDate('2026-11-23')

const span = (weekday: number, opens: string, closes: string): OpeningHours => ({
  weekday,
  opens: localTime(opens),
  closes: localTime(closes),
})
const shift = (weekday: number, starts: string, ends: string): ShiftRule => ({
  weekday,
  counterId: COUNTER,
  starts: localTime(starts),
  ends: localTime(ends),
  breakStarts: null,
  breakEnds: null,
  mode: 'both',
  durationPercent: 100,
})
const weekly = (...rules: ShiftRule[]): ShiftPlan => ({ ...EMPTY_PLAN, weekly: rules })

function context(hours: readonly OpeningHours[], standing: ShiftPlan): PlanContext {
  return {
    site: { id: SITE, timeZone: 'Europe/Berlin', hours },
    closures: [],
    counters: [{ id: COUNTER, skills: new Set<Id<'service'>>([SKILL]) }],
    today: MONDAY,
    lastDay: localDate('2027-11-23'),
    longestDayMinutes: 600,
    breakAfterMinutes: 360,
    standing,
  }
}

const half = fc
  .integer({ min: 0, max: 47 })
  .map((n) => `${String(Math.floor(n / 2)).padStart(2, '0')}:${n % 2 ? '30' : '00'}`)
const anyDays = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 7 }), half, half), { maxLength: 7 })
  .map((rows) => new Map(rows.filter(([, a, b]) => a < b).map((row) => [row[0], row] as const)))
const anyWeek = anyDays.map((days) => [...days.values()].map(([day, a, b]) => span(day, a, b)))
const anyPlan = anyDays.map((days) => weekly(...[...days.values()].map(([day, a, b]) => shift(day, a, b))))

test('whoever lost their hours keeps nobody from publishing: what was published before other hours has no new error', () => {
  fc.assert(
    fc.property(anyWeek, anyPlan, (hours, plan) => {
      const ofHours = planFaults(plan, context(hours, plan)).filter(({ code }) => code === 'outside_hours')
      expect(ofHours).toEqual([])
      // The same shifts as new ones are refused wherever they meet no hours.
      const anew = planFaults(plan, context(hours, EMPTY_PLAN)).filter(
        (fault) => fault.code === 'outside_hours' && isError(fault),
      )
      const unmet = plan.weekly.filter(
        ({ weekday, starts, ends }) =>
          !hours.some((one) => one.weekday === weekday && starts < one.closes && one.opens < ends),
      )
      expect(anew).toHaveLength(unmet.length)
    }),
  )
})

test('a shift of another weekday does not stand for one that lost its hours', () => {
  const known = weekly(shift(2, '08:00', '12:00'))
  const wanted = weekly(shift(1, '08:00', '12:00'))
  const faults = planFaults(wanted, context([span(2, '08:00', '12:00')], known))
  expect(faults.map(({ code }) => code)).toEqual(['outside_hours'])
})

test('what is not named beyond other hours gives as many cells as before, or more', () => {
  fc.assert(
    fc.property(anyWeek, anyWeek, anyPlan, (before, after, plan) => {
      const named = new Set(
        shiftsBeyond(plan, context(before, plan), after)
          .filter(({ fault }) => fault === 'stands_outside_hours')
          .map(({ weekday }) => weekday),
      )
      for (let weekday = 1; weekday <= 7; weekday++) {
        const day = localDate(`2026-11-${22 + weekday}`)
        const cells = (hours: readonly OpeningHours[]) =>
          placesOfPlan(plan, context(hours, plan).site, [], day).length
        if (cells(before) > 0 && cells(after) === 0) expect([...named]).toContain(weekday)
        if (named.has(weekday)) expect(cells(after)).toBe(0)
      }
    }),
  )
})

test('a shift that is cut at the new closing is named with what becomes of it; a weekday left alone is not', () => {
  const hours = [span(1, '08:00', '18:00'), span(2, '08:00', '12:00')]
  const plan = weekly(shift(1, '08:00', '14:00'), shift(2, '08:00', '14:00'))
  const beyond = shiftsBeyond(plan, context(hours, plan), [
    span(1, '08:00', '13:00'),
    span(2, '08:00', '12:00'),
  ])
  expect(beyond).toEqual([
    { counterId: COUNTER, weekday: 1, day: null, starts: '08:00', ends: '14:00', fault: 'across_closing' },
  ])
  // It was cut at noon before: a break in the morning is nothing to it, an earlier closing is.
  const morning = (...times: OpeningHours[]) => [span(1, '08:00', '18:00'), ...times]
  expect(
    shiftsBeyond(plan, context(hours, plan), morning(span(2, '08:00', '10:00'), span(2, '11:00', '12:00'))),
  ).toEqual([])
  expect(shiftsBeyond(plan, context(hours, plan), morning(span(2, '08:00', '11:00')))).toHaveLength(1)
})

test('taking a change back gives the weekdays that it named their hours again, and leaves the others', () => {
  fc.assert(
    fc.property(anyWeek, anyWeek, (before, after) => {
      expect(changedWeekdays(weekBefore(after, weekChange(before, after)), before)).toEqual([])
    }),
  )
  const change = weekChange([span(1, '08:00', '12:00')], [span(1, '08:00', '16:00')])
  expect(weekBefore([span(1, '08:00', '16:00'), span(3, '09:00', '10:00')], change)).toEqual([
    span(1, '08:00', '12:00'),
    span(3, '09:00', '10:00'),
  ])
})
