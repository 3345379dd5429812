import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Id } from '#kernel/id.ts'
import { type LocalDate, localDate, MINUTE, parseInstant, plus } from '#kernel/instant.ts'
import { addDays, daysBetween, weekdayOf } from '#kernel/wallTime.ts'
import { type CountedVisit, LEAST_STAFF } from './houseNumbers.ts'
import { type DayAtSite, STEP, siteChoices, wholeWeeks } from './siteChoices.ts'

const MONDAY = localDate('2027-03-01')
const SITE = 'site' as Id<'site'>

/** A day with so many counters at work at once, of which so many called somebody out of order. */
function day(day: LocalDate, counters: number, chosen: number): DayAtSite {
  const start = parseInstant('2027-03-01T07:00:00Z')
  const visits = Array.from({ length: counters }, (_, nth): CountedVisit => {
    const at = (event: 'called' | 'finished', to: 'called' | 'done', minutes: number) => ({
      event,
      to,
      counterId: `counter-${nth}` as Id<'counter'>,
      happenedAt: plus(start, minutes * MINUTE),
      reason: event === 'called' && nth < chosen ? 'quick' : null,
    })
    const entries = [at('called', 'called', 1), at('finished', 'done', 9)]
    return { arrivedAt: start, appointmentAt: null, service: null, hour: 8, entries }
  })
  return { siteId: SITE, day, visits }
}

describe('calls out of order at a site', () => {
  it('are counted exactly where five were at work on each day of the week', () => {
    const week = [0, 1, 2].map((nth) => day(addDays(MONDAY, nth), LEAST_STAFF, 2))
    expect(siteChoices(week)).toEqual([{ siteId: SITE, count: 6, atMost: false }])
  })

  it('are counted in steps of five in every week in which a small team was there on one day', () => {
    const small = [day(MONDAY, LEAST_STAFF, 5), day(addDays(MONDAY, 5), 1, 1)]
    expect(siteChoices(small)).toEqual([{ siteId: SITE, count: 10, atMost: true }])
    const next = day(addDays(MONDAY, 7), LEAST_STAFF, 3)
    expect(siteChoices([...small, next])).toEqual([{ siteId: SITE, count: 13, atMost: true }])
    expect(siteChoices([day(MONDAY, 1, 0)])).toEqual([{ siteId: SITE, count: 0, atMost: false }])
  })

  it('of a colleague alone are in no number: one more or less of them gives the same, but at the steps', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 1 }), { minLength: 1, maxLength: 7 }), (chosen) => {
        const days = chosen.map((count, nth) => day(addDays(MONDAY, nth), 1, count))
        const [{ count } = { count: -1 }] = siteChoices(days)
        expect(count % STEP).toBe(0)
        expect(count).toBeGreaterThanOrEqual(chosen.reduce((sum, each) => sum + each, 0))
      }),
    )
  })

  it('are asked for whole weeks only, from Monday to Sunday', () => {
    expect(wholeWeeks(MONDAY, addDays(MONDAY, 6))).toBeUndefined()
    expect(wholeWeeks(addDays(MONDAY, 1), addDays(MONDAY, 13))).toBeUndefined()
    fc.assert(
      fc.property(fc.nat({ max: 40 }), fc.integer({ min: 1, max: 31 }), (first, length) => {
        const from = addDays(MONDAY, first)
        const weeks = wholeWeeks(from, addDays(from, length))
        if (!weeks) {
          expect(length).toBeLessThan(13)
          return
        }
        expect(weekdayOf(weeks.from)).toBe(1)
        expect(daysBetween(weeks.from, weeks.before) % 7).toBe(0)
        expect(daysBetween(from, weeks.from)).toBeGreaterThanOrEqual(0)
        expect(daysBetween(weeks.before, addDays(from, length))).toBeGreaterThanOrEqual(0)
      }),
    )
  })
})
