import { expect, it } from 'vitest'
import type { Id } from '#kernel/id.ts'
import { parseInstant } from '#kernel/instant.ts'
import { type IntakeOverride, mayComeToday, overrideFor } from './intake.ts'

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
  expect(mayComeToday({ stop: null, seen: { stop: null } })).toBe(true)
  expect(mayComeToday({ stop: null, seen: undefined })).toBe(true)
  expect(mayComeToday({ stop: 'ends_late', seen: { stop: 'ends_late' } })).toBe(false)
  // The rules of the hall only say it, or a manager has opened: a time that is not held all the same is not offered.
  expect(mayComeToday({ stop: null, seen: { stop: 'ends_late' } })).toBe(false)
  for (const seen of [{ stop: null }, undefined]) expect(mayComeToday({ stop: 'by_hand', seen })).toBe(false)
})
