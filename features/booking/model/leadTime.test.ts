import fc from 'fast-check'
import { expect, test } from 'vitest'
import { HOUR, instant, MINUTE, parseInstant, plus } from '#kernel/instant.ts'
import { chosenLead, FORTNIGHT_MINUTES, hourOf, inDays, LEAST_GROUP, leadMinutes } from './leadTime.ts'

const leads = fc.array(fc.integer({ min: 0, max: 260_000 }), { maxLength: 60 })

test('fewer than five bookings say nothing, five do', () => {
  fc.assert(
    fc.property(leads, (minutes) => {
      expect(chosenLead(minutes) === undefined).toBe(minutes.length < LEAST_GROUP)
    }),
  )
})

test('the median is one of the leads, half lie on either side, and their order makes no difference', () => {
  fc.assert(
    fc.property(leads, (minutes) => {
      const told = chosenLead(minutes)
      if (!told) return
      expect(minutes).toContain(told.medianMinutes)
      expect(minutes.filter((each) => each <= told.medianMinutes).length * 2).toBeGreaterThanOrEqual(
        minutes.length,
      )
      expect(minutes.filter((each) => each >= told.medianMinutes).length * 2).toBeGreaterThanOrEqual(
        minutes.length,
      )
      expect(told.withinFortnight).toBe(minutes.filter((each) => each <= FORTNIGHT_MINUTES).length)
      expect(chosenLead(minutes.toReversed())).toEqual(told)
    }),
  )
})

test('a lead counts elapsed minutes, also over the night in which the clocks change', () => {
  const before = parseInstant('2027-03-27T11:00:00Z')
  expect(leadMinutes(before, parseInstant('2027-03-28T10:00:00Z'))).toBe(23 * 60)
  expect(leadMinutes(before, null)).toBeNull()
  expect(leadMinutes(before, plus(before, -MINUTE))).toBe(0)
})

test('every instant lies in one hour, which begins at or before it', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 4_000_000_000_000 }), (ms) => {
      const hour = hourOf(instant(ms))
      expect(hour % HOUR).toBe(0)
      expect(ms - hour).toBeGreaterThanOrEqual(0)
      expect(ms - hour).toBeLessThan(HOUR)
    }),
  )
})

test('days have one decimal', () => {
  expect([0, 71, 72, 1440, 2160].map(inDays)).toEqual([0, 0, 0.1, 1, 1.5])
})
