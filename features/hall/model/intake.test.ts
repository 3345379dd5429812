import { expect, it } from 'vitest'
import type { Id } from '#kernel/id.ts'
import { parseInstant, plus } from '#kernel/instant.ts'
import { type IntakeOverride, mayComeToday, overrideFor, wayMinutes } from './intake.ts'

const PASSPORT = 'passport' as Id<'service'>
const override = (serviceId: Id<'service'> | null): IntakeOverride => ({
  id: `override ${serviceId}` as Id<'intakeOverride'>,
  siteId: 'site' as Id<'site'>,
  serviceId,
  takesIn: serviceId !== null,
  reason: 'other',
  startsAt: parseInstant('2027-03-01T09:00:00Z'),
  until: parseInstant('2027-03-01T13:00:00Z'),
})

it('the last word of a manager holds, whether for all or for one service', () => {
  const [all, one] = [override(null), override(PASSPORT)]
  expect(overrideFor([all, one], PASSPORT)).toBe(all)
  expect(overrideFor([one, all], PASSPORT)).toBe(one)
  expect(overrideFor([one, all], 'other' as Id<'service'>)).toBe(all)
  expect(overrideFor([one], 'other' as Id<'service'>)).toBeUndefined()
})

it('a time of today is offered unless the look or a manager says otherwise', () => {
  const noon = parseInstant('2027-03-01T11:00:00Z')
  const [before, after] = [plus(noon, -1), plus(noon, 1)]
  expect(mayComeToday(null, undefined, noon)).toBe(true)
  // A number may be refused while somebody who comes later still fits, and the other way round.
  for (const stop of [null, 'ends_late'] as const) {
    expect(mayComeToday(stop, undefined, noon)).toBe(true)
    expect(mayComeToday(stop, null, noon)).toBe(false)
    const until = { from: null, until: noon }
    expect([before, noon, after].map((at) => mayComeToday(stop, until, at))).toEqual([true, true, false])
    const from = { from: noon, until: null }
    expect([before, noon, after].map((at) => mayComeToday(stop, from, at))).toEqual([false, true, true])
  }
  for (const times of [undefined, null, { from: null, until: null }])
    expect(mayComeToday('by_hand', times, noon)).toBe(false)
})

it('a way is told in steps of five minutes, never shorter than it is', () => {
  expect([0, 0.1, 2.5, 3.6, 11].map(wayMinutes)).toEqual([10, 15, 20, 25, 55])
})
