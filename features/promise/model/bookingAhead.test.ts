import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Id } from '#kernel/id.ts'
import { parseInstant } from '#kernel/instant.ts'
import { seenAt } from '#test/promise/siteSeen.ts'
import { bookingAhead } from './bookingAhead.ts'
import { nothingLearned } from './learned.ts'
import { hallOfSite, type SiteSeen } from './seen.ts'

const NOW = parseInstant('2027-03-01T08:00:00Z')
const SHORT = 'short' as Id<'service'>
const LONG = 'long' as Id<'service'>
const CLOSING = 480

const seen = seenAt(NOW, {
  services: [
    { id: SHORT, minutes: 5 },
    { id: LONG, minutes: 30 },
  ],
  skills: [SHORT, LONG],
  waitsFor: { id: LONG, minutes: 30 },
})
const { inMinutes, counter, somebody, people } = seen
const freeFor = (service: Id<'service'>, first: number, last: number) => ({
  service,
  first: inMinutes(first),
  last: inMinutes(last),
})
const freeToday = [freeFor(LONG, 15, CLOSING - 60)]
const site = (waiting: number, more: Partial<SiteSeen> = {}) =>
  seen.site({ closesAt: inMinutes(CLOSING), waiting: people(waiting), freeToday, ...more })
const look = (seen: SiteSeen) =>
  bookingAhead(seen, hallOfSite(seen, nothingLearned()), { learned: nothingLearned(), most: 100 })

describe('which times of today one more may still have', () => {
  it('all of them in a quiet hall, and of a house that is closed nothing is said', () => {
    expect(look(site(0))).toEqual([])
    expect(look(site(0, { closesAt: null }))).toEqual([])
    expect(look(site(40, { freeToday: [] }))).toEqual([])
  })

  it('none where those who are here fill the day', () => {
    expect(look(site(60))).toEqual([{ service: LONG, given: null }])
  })

  it('those up to a time where only the end of the day is too late, and a short matter later than a long one', () => {
    const last = CLOSING - 5
    const untilOf = (service: Id<'service'>) => {
      const [found] = look(site(0, { freeToday: [freeFor(service, 15, last)] }))
      return found?.given?.until ?? Number.NaN
    }
    const long = untilOf(LONG)
    // Nine in ten of these visits take no longer than some 35 minutes.
    expect(long).toBeGreaterThan(CLOSING - 60)
    expect(long).toBeLessThan(CLOSING - 20)
    expect(look(site(0, { freeToday: [freeFor(SHORT, 15, last)] }))).toEqual([])
    expect(look(site(0, { freeToday: [freeFor(LONG, 15, 300)] }))).toEqual([])
  })

  it('an appointment is judged by its own hour, not by this one', () => {
    // Whoever is here now is full until they go; somebody else comes in the afternoon.
    const goes = { stopsAt: inMinutes(120), worksUntil: inMinutes(120) }
    const counters = [counter(1, goes), counter(2, { freeFrom: inMinutes(240) })]
    const waiting = Array.from({ length: 6 }, (_, nth) => ({
      ...somebody(nth),
      forCounterId: counter(1).counterId,
    }))
    const [found] = look(site(0, { counters, waiting, freeToday: [freeFor(LONG, 15, 400)] }))
    expect(found?.given).toMatchObject({ until: null })
    expect(found?.given?.from).toBeGreaterThan(60)
    expect(found?.given?.from).toBeLessThan(260)
    // Control: with nobody here all of it is given.
    expect(look(site(0, { counters, freeToday: [freeFor(LONG, 15, 400)] }))).toEqual([])
  })

  it('a time in the middle of the day where neither its beginning nor its end fits', () => {
    const goes = { stopsAt: inMinutes(120), worksUntil: inMinutes(120) }
    const counters = [counter(1, goes), counter(2, { freeFrom: inMinutes(240) })]
    const waiting = Array.from({ length: 6 }, (_, nth) => ({
      ...somebody(nth),
      forCounterId: counter(1).counterId,
    }))
    const [found] = look(site(0, { counters, waiting, freeToday: [freeFor(LONG, 15, CLOSING - 5)] }))
    const { from, until } = found?.given ?? {}
    expect(from).toBeGreaterThan(60)
    expect(until).toBeGreaterThan(from ?? Number.NaN)
    expect(until).toBeLessThan(CLOSING - 20)
  })

  it('what staff would work longer counts, too', () => {
    const counters = [counter(1, { worksUntil: inMinutes(300) })]
    const asked = { counters, freeToday: [freeFor(LONG, 15, 290)] }
    const [found] = look(site(0, asked))
    expect(found?.given?.until).toBeLessThan(290)
    expect(look(site(0, { ...asked, theta: 60 }))).toEqual([])
  })

  it('nothing is said of what no counter of today can do: the plan gives no time for it', () => {
    expect(look(site(0, { counters: [counter(1, { skills: new Set([SHORT]) })] }))).toEqual([])
  })
})

describe('bad input', () => {
  const given = (seen: SiteSeen) => look(seen)[0]?.given

  it('of matters that take no time all times are given, of one of ten hours none', () => {
    const instant = [{ id: LONG, minutes: 0 }]
    expect(look(site(0, { services: instant }))).toEqual([])
    expect(given(site(0, { services: [{ id: LONG, minutes: 600 }] }))).toBeNull()
  })

  it('with 5,000 who wait, one counter or a moment before closing nothing is given, in time', () => {
    expect(given(site(5_000))).toBeNull()
    expect(
      given(site(20, { counters: [counter(1)], closesAt: inMinutes(60), freeToday: [freeFor(LONG, 5, 40)] })),
    ).toBeNull()
    expect(given(site(0, { closesAt: inMinutes(1), freeToday: [freeFor(LONG, 5, 5)] }))).toBeNull()
  })

  it('with no counter nothing is said: nobody knows, and the plan gives no time', () => {
    expect(look(site(0, { counters: [] }))).toEqual([])
  })

  it('a house that closes after midnight is judged by its own closing', () => {
    const late = { closesAt: inMinutes(18 * 60), freeToday: [freeFor(LONG, 15 * 60, 17 * 60)] }
    expect(look(site(0, late))).toEqual([])
  })
})

it('law: with more theta, and closing later, no time is refused that was given', () => {
  const halls = fc.record({
    waiting: fc.integer({ min: 0, max: 34 }),
    theta: fc.integer({ min: 0, max: 8 }),
    more: fc.integer({ min: 1, max: 60 }),
  })
  const untilOf = (seen: SiteSeen) => {
    const [found] = look(seen)
    if (!found) return Number.POSITIVE_INFINITY
    return found.given === null ? Number.NEGATIVE_INFINITY : (found.given.until ?? Number.POSITIVE_INFINITY)
  }
  fc.assert(
    fc.property(halls, ({ waiting, theta, more }) => {
      const until = untilOf(site(waiting, { theta }))
      // Borders are found to five minutes.
      expect(untilOf(site(waiting, { theta: theta + more }))).toBeGreaterThanOrEqual(until - 5)
      const later = { theta, closesAt: inMinutes(CLOSING + more) }
      expect(untilOf(site(waiting, later))).toBeGreaterThanOrEqual(until - 5)
    }),
    { numRuns: 25 },
  )
})
