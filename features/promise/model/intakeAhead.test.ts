import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Id } from '#kernel/id.ts'
import { parseInstant } from '#kernel/instant.ts'
import { seenAt } from '#test/promise/siteSeen.ts'
import { intakeAhead } from './intakeAhead.ts'
import { nothingLearned } from './learned.ts'
import { hallOfSite, type SiteSeen } from './seen.ts'

const NOW = parseInstant('2027-03-01T15:00:00Z')
const SHORT = 'short' as Id<'service'>
const LONG = 'long' as Id<'service'>
const NOBODYS = 'nobodys' as Id<'service'>

const seen = seenAt(NOW, {
  services: [
    { id: SHORT, minutes: 5 },
    { id: LONG, minutes: 30 },
    { id: NOBODYS, minutes: 10 },
  ],
  skills: [SHORT, LONG],
  waitsFor: { id: LONG, minutes: 30 },
})
const { inMinutes, counter, people } = seen
const walkIns = [
  { service: SHORT, credit: 0 },
  { service: LONG, credit: 0 },
]
const site = (closing: number, waiting: number, more: Partial<SiteSeen> = {}) =>
  seen.site({ closesAt: inMinutes(closing), waiting: people(waiting), walkIns, ...more })
const look = (seen: SiteSeen, calledBy = new Map<Id<'service'>, number>()) =>
  intakeAhead(seen, hallOfSite(seen, nothingLearned()), { learned: nothingLearned(), calledBy, most: 100 })
const stopsAt = (seen: SiteSeen) => Object.fromEntries(look(seen).map(({ service, stop }) => [service, stop]))

describe('whether one more can still be served', () => {
  it('ends for a long matter while a short one goes on, and says why', () => {
    expect(stopsAt(site(30, 0))).toEqual({ short: null, long: 'ends_late' })
    expect(stopsAt(site(200, 0))).toEqual({ short: null, long: null })
    expect(stopsAt(site(30, 8))).toEqual({ short: 'ends_late', long: 'ends_late' })
  })

  it('says how much longer they may take: before closing, and before whoever works longest goes', () => {
    const [short] = look(site(200, 0))
    expect(short?.spare).toBeCloseTo(200 - (short?.endsBy ?? Number.NaN))
    const goes = [counter(1, { worksUntil: inMinutes(60) })]
    const [early] = look(site(200, 0, { counters: goes }))
    expect(early?.spare).toBeCloseTo(62 - (early?.endsBy ?? Number.NaN))
  })

  it('is refused because of what staff would work longer, though the person is done in time', () => {
    const counters = [counter(1, { worksUntil: inMinutes(8) })]
    const [short, long] = look(site(280, 0, { counters }))
    expect(short?.stop).toBeNull()
    expect(long?.stop).toBe('extra_work')
    expect(long?.extra).toBeGreaterThan(2)
    expect(stopsAt(site(280, 0, { counters, theta: 30 }))).toEqual({ short: null, long: null })
  })

  it('is refused where whoever can do it goes before, or has their break', () => {
    const goes = [counter(1, { stopsAt: inMinutes(10), worksUntil: inMinutes(10) })]
    expect(stopsAt(site(280, 2, { counters: goes }))).toEqual({ short: 'working_time', long: 'working_time' })
    const rests = [counter(1, { breaks: [{ from: NOW, minutes: 60 }] })]
    expect(stopsAt(site(50, 0, { counters: rests }))).toEqual({ short: 'ends_late', long: 'ends_late' })
    expect(stopsAt(site(50, 0, { counters: [counter(1)] })).short).toBeNull()
  })

  it('is refused where nobody can do it only if the shift plan says who works', () => {
    const walkIns = [{ service: NOBODYS, credit: 0 }]
    expect(stopsAt(site(200, 0, { walkIns }))).toEqual({ nobodys: 'no_counter' })
    expect(look(site(200, 0, { walkIns, planned: false }))).toEqual([])
    expect(look(site(200, 0, { counters: [] }))).toEqual([])
    // A counter that can do it is closed, and its shift goes on.
    const mayOpen = [{ counterId: 'counter-3' as Id<'counter'>, skills: new Set([NOBODYS]) }]
    expect(look(site(200, 0, { walkIns, mayOpen }))).toEqual([])
  })

  it('is known far from closing of several people, too: they end before closing, and before whoever works longest goes', () => {
    const called = new Map([[LONG, 40]])
    const spareOf = (more: Partial<SiteSeen> = {}) => look(site(480, 3, more), called)[1]?.spare ?? Number.NaN
    const spare = spareOf()
    // One person takes some twenty minutes on average, and seldom forty.
    expect(spare).toBeGreaterThan(480 - 40 - 50)
    expect(spare).toBeLessThan(480 - 40 - 20)
    const goes = [counter(1, { worksUntil: inMinutes(310), stopsAt: inMinutes(310) })]
    expect(spareOf({ counters: goes })).toBeCloseTo(spare - 480 + 312)
    // The longer the wait, the less is left.
    expect(look(site(480, 3), new Map([[LONG, 100]]))[1]?.spare).toBeCloseTo(spare - 60)
    expect(look(site(480, 3))[1]?.spare).toBeNull()
  })

  it('is not asked far from closing, unless those who can do it go long before', () => {
    const early = [counter(1, { stopsAt: inMinutes(10), worksUntil: inMinutes(10) })]
    expect(look(site(480, 3))[1]).toMatchObject({ stop: null, endsBy: null })
    expect(stopsAt(site(480, 3, { counters: early })).long).toBe('working_time')
  })
})

describe('laws', () => {
  const halls = fc.record({
    closing: fc.integer({ min: 5, max: 290 }),
    more: fc.integer({ min: 1, max: 200 }),
    waiting: fc.integer({ min: 0, max: 12 }),
    theta: fc.integer({ min: 0, max: 10 }),
    works: fc.option(fc.integer({ min: 5, max: 300 })),
  })
  const counters = (works: number | null) => [
    counter(1, { worksUntil: works === null ? null : inMinutes(works) }),
    counter(2),
  ]
  const isRefused = (seen: SiteSeen) => look(seen).map(({ stop }) => stop !== null)

  it('closing later refuses nobody who was accepted', () => {
    fc.assert(
      fc.property(halls, ({ closing, more, waiting, theta, works }) => {
        const both = { theta, counters: counters(works) }
        const now = isRefused(site(closing, waiting, both))
        for (const [nth, refused] of isRefused(site(closing + more, waiting, both)).entries())
          if (refused) expect(now[nth]).toBe(true)
      }),
      { numRuns: 60 },
    )
  })

  it('more theta refuses nobody who was accepted', () => {
    fc.assert(
      fc.property(halls, ({ closing, more, waiting, theta, works }) => {
        const now = isRefused(site(closing, waiting, { theta, counters: counters(works) }))
        const later = isRefused(site(closing, waiting, { theta: theta + more, counters: counters(works) }))
        for (const [nth, refused] of later.entries()) if (refused) expect(now[nth]).toBe(true)
      }),
      { numRuns: 60 },
    )
  })

  it('with an idle counter and hours left everybody is accepted', () => {
    fc.assert(
      fc.property(fc.integer({ min: 180, max: 600 }), fc.integer({ min: 0, max: 2 }), (closing, theta) => {
        expect(isRefused(site(closing, 0, { theta }))).toEqual([false, false])
      }),
      { numRuns: 30 },
    )
  })
})
