import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Id } from '#kernel/id.ts'
import { type LocalTime, localTime } from '#kernel/instant.ts'
import {
  CLOSES,
  knownDays,
  knownSite,
  OPENS,
  SERVICES,
  SITE,
  someDays,
  visitor,
  workedCounter,
} from '#test/steering/pastDays.ts'
import { type Changes, NO_CHANGES } from './changes.ts'
import { compare } from './compared.ts'
import { hallsAsTheyWere, hallsUnder, type KnownDay } from './hallDay.ts'
import { simulateDay } from './simulateDay.ts'
import type { SiteDay } from './siteDay.ts'
import { FIGURES, figuresOf, together } from './tally.ts'

const PLAY = { replicates: 4, seed: 1 }
const hours = (from: string, until: string): { from: LocalTime; until: LocalTime } => ({
  from: localTime(from),
  until: localTime(until),
})
const ADDED: Changes = { ...NO_CHANGES, added: [{ ...hours('08:00', '16:00'), counters: 1, services: null }] }

const played = (days: readonly (readonly KnownDay[])[], changes: Changes | null) =>
  days.map((sites) =>
    together(
      (changes === null ? hallsAsTheyWere(sites) : hallsUnder(changes, sites)).map((hall) =>
        simulateDay(hall, PLAY),
      ),
    ),
  )
const alone = (days: readonly KnownDay[]) => days.map((day) => [day])
const figures = (days: readonly (readonly KnownDay[])[], changes: Changes | null) =>
  figuresOf(together(played(days, changes)), days.length)

const someBusy = fc.record({
  counters: fc.integer({ min: 1, max: 4 }),
  booked: fc.integer({ min: 0, max: 40 }),
  walkIns: fc.integer({ min: 0, max: 40 }),
})

describe('a day that one can work out by hand', () => {
  const day: SiteDay = {
    siteId: SITE,
    day: '2026-10-05' as SiteDay['day'],
    opens: OPENS,
    closes: CLOSES,
    counters: [workedCounter('one', { breaks: [{ from: OPENS + 30, until: OPENS + 60 }] })],
    visitors: [
      visitor('first'),
      visitor('second', { arrival: OPENS + 2 }),
      // Called before the second, who came before: the credit of the appointment.
      visitor('booked', { appointment: OPENS + 20, arrival: OPENS + 10 }),
      visitor('third', { arrival: OPENS + 3 }),
      visitor('never came', { appointment: OPENS + 40, arrival: null }),
      visitor('last', { arrival: CLOSES - 5 }),
    ],
  }
  const known = knownSite([day], { durationsIn: () => Float64Array.of(10) })

  it('counts waits from arrival or appointment, and refuses whoever cannot be done before closing', () => {
    const [hall] = hallsAsTheyWere([{ day, known }])
    if (!hall) throw new Error('one hall')
    const { waits, ...tally } = simulateDay(hall, PLAY)
    // First 0–10, booked 10–20, before their time; second 20–30; then the break to 60, and the third waited 57 minutes.
    expect(waits.booked).toMatchObject({ count: 1, sum: 0, long: 0 })
    expect(waits.walk_in).toMatchObject({ count: 3, sum: 0 + 18 + 57, long: 2 })
    expect(tally).toEqual({ served: 4, refused: 1, unserved: 0, overtime: 0, staffed: 450 })
  })

  it('a booked person is not refused: who serves them works longer', () => {
    const late = visitor('late', { appointment: CLOSES - 5, arrival: CLOSES - 5 })
    const [hall] = hallsAsTheyWere([{ day: { ...day, visitors: [late] }, known }])
    if (!hall) throw new Error('one hall')
    expect(simulateDay(hall, PLAY)).toMatchObject({ served: 1, refused: 0, overtime: 5 })
  })

  it('nobody serves whom no counter can do, and nobody is served without any', () => {
    const odd = visitor('odd', { services: ['other' as Id<'service'>], appointment: OPENS, arrival: OPENS })
    const people = [odd, visitor('plain')]
    const [without] = hallsAsTheyWere([{ day: { ...day, visitors: people }, known }])
    const [closed] = hallsAsTheyWere([{ day: { ...day, counters: [], visitors: people }, known }])
    if (!without || !closed) throw new Error('one hall each')
    expect(simulateDay(without, PLAY)).toMatchObject({ served: 1, unserved: 1, refused: 0 })
    expect(simulateDay(closed, PLAY)).toMatchObject({ served: 0, unserved: 1, refused: 1, overtime: 0 })
  })
})

describe('laws of what-if', { timeout: 240_000 }, () => {
  it('no change is a difference of exactly nothing', () => {
    fc.assert(
      fc.property(someBusy, fc.integer({ min: 1, max: 50 }), (busy, seed) => {
        const days = alone(knownDays(someDays(6, busy, seed)))
        const compared = compare(played(days, null), played(days, NO_CHANGES))
        for (const name of FIGURES) {
          const { difference, low, high } = compared[name]
          expect([0, null]).toContain(difference)
          expect([low, high]).toEqual(difference === null ? [null, null] : [0, 0])
        }
      }),
      { numRuns: 8 },
    )
  })

  it('one more counter lowers the mean wait in expectation, and refuses nobody more', () => {
    let [before, after] = [0, 0]
    fc.assert(
      fc.property(someBusy, fc.integer({ min: 1, max: 50 }), (busy, seed) => {
        const days = alone(knownDays(someDays(4, { ...busy, booked: busy.booked + 20 }, seed)))
        const [was, is] = [figures(days, null), figures(days, ADDED)]
        before += was.bookedMean ?? 0
        after += is.bookedMean ?? 0
        expect(is.bookedMean).toBeLessThanOrEqual((was.bookedMean ?? 0) + 0.05)
        expect(is.refused).toBeLessThanOrEqual((was.refused ?? 0) + 0.5)
      }),
      { numRuns: 10 },
    )
    expect(after).toBeLessThan(before / 2)
  })

  it('more demand never means less overtime in expectation', () => {
    let [before, after] = [0, 0]
    fc.assert(
      fc.property(someBusy, fc.constantFrom(110, 150, 250), (busy, percent) => {
        const days = alone(knownDays(someDays(4, { ...busy, booked: busy.booked + 20 })))
        const [was, is] = [
          figures(days, null),
          figures(days, { ...NO_CHANGES, bookedDemandPercent: percent }),
        ]
        before += was.overtime ?? 0
        after += is.overtime ?? 0
        // Days of their own may gain some minutes by chance: another order at the counters.
        expect(is.overtime).toBeGreaterThanOrEqual((was.overtime ?? 0) - 5)
      }),
      { numRuns: 8 },
    )
    expect(after).toBeGreaterThan(before)
  })

  it('refusing keeps evenings short, and refuses nobody where there is room', () => {
    const full = alone(knownDays(someDays(5, { counters: 2, booked: 0, walkIns: 150 })))
    const calm = alone(knownDays(someDays(5, { counters: 4, booked: 20, walkIns: 20 })))
    const [busy, quiet] = [figures(full, null), figures(calm, null)]
    expect(quiet.refused).toBe(0)
    expect(busy.refused).toBeGreaterThan(20)
    expect(busy.overtime).toBeLessThan(10)
    const open = full.map((sites) =>
      sites.map(({ day, known }) => ({
        day,
        known: { ...known, rules: { ...known.rules, refuses: false } },
      })),
    )
    const unruled = figures(open, null)
    expect(unruled.refused).toBe(0)
    expect(unruled.overtime).toBeGreaterThan(500)
    // And not more than necessary: the counters are at work nearly to the end.
    expect(busy.served).toBeGreaterThan((2 * 450) / (38 / 3) - 8)
  })

  it('is the same on every machine', () => {
    const days = alone(knownDays(someDays(5, { counters: 3, booked: 40, walkIns: 40 })))
    const { walkInMean, overtime } = figures(days, ADDED)
    expect([walkInMean?.toFixed(6), overtime?.toFixed(6)]).toEqual(FINGERPRINT)
  })
})

const FINGERPRINT = ['5.726062', '0.000000']

describe('what changes do', { timeout: 240_000 }, () => {
  const days = someDays(20, { counters: 3, booked: 40, walkIns: 40 })
  const known = knownDays(days)
  const was = figures(alone(known), null)
  const of = (changes: Partial<Changes>) => figures(alone(known), { ...NO_CHANGES, ...changes })
  const comersUnder = (changes: Partial<Changes>) =>
    known.flatMap((day) => hallsUnder({ ...NO_CHANGES, ...changes }, [day])).flatMap(({ comers }) => comers)
  const shareOf = <T>(all: readonly T[], which: (one: T) => boolean) => all.filter(which).length / all.length

  it('a counter that falls away, works shorter, or can do less makes waits longer', () => {
    const id = 'town counter 0' as Id<'counter'>
    const closed = of({ closed: [id] })
    const shorter = of({ shifts: [{ counterId: id, ...hours('08:00', '12:00') }] })
    const narrower = of({ skills: [{ counterId: id, services: SERVICES.slice(0, 1) }] })
    for (const worse of [closed, shorter, narrower])
      expect(worse.walkInMean).toBeGreaterThan((was.walkInMean ?? 0) + 1)
    expect(closed.staffed).toBeCloseTo((was.staffed ?? 0) - 7.5)
    expect(shorter.staffed).toBeCloseTo((was.staffed ?? 0) - 3.5)
  })

  it('a shift opens a counter also on days on which it was not worked', () => {
    const other = { id: 'resting', services: SERVICES }
    const resting = knownDays(days, { counters: [other] })
    const open = {
      ...NO_CHANGES,
      shifts: [{ counterId: 'resting' as Id<'counter'>, ...hours('08:00', '12:00') }],
    }
    expect(figures(alone(resting), open).staffed).toBeCloseTo((was.staffed ?? 0) + 4)
  })

  it('a longer credit takes from walk-ins what it gives to booked people', () => {
    const more = of({ creditMinutes: 60 })
    expect(more.bookedMean).toBeLessThan(was.bookedMean ?? 0)
    expect(more.walkInMean).toBeGreaterThan(was.walkInMean ?? 0)
    expect(of({ creditMinutes: 60, ceilingMinutes: 0 }).bookedMean).toBeGreaterThan(was.bookedMean ?? 0)
  })

  it('shorter services shorten waits', () => {
    const shorter = of({ durations: [{ serviceId: SERVICES[2] as Id<'service'>, percent: 50 }] })
    expect(shorter.walkInMean).toBeLessThan(was.walkInMean ?? 0)
    expect(of({ durations: SERVICES.map((serviceId) => ({ serviceId, percent: 100 })) })).toEqual(was)
  })

  it('the shares that are asked for come about', () => {
    const walkIns = comersUnder({ walkInPercent: 75 })
    expect(shareOf(walkIns, ({ appointment }) => appointment === null)).toBeGreaterThan(0.72)
    const booked = comersUnder({ walkInPercent: 0 })
    expect(shareOf(booked, ({ appointment }) => appointment === null)).toBe(0)
    const all = days.flatMap(({ visitors }) => visitors).filter(({ appointment }) => appointment !== null)
    const coming = (percent: number) =>
      comersUnder({ noShowPercent: percent }).filter(({ appointment }) => appointment !== null).length
    expect(coming(0)).toBe(all.length)
    expect(coming(100)).toBe(0)
    expect(coming(30) / all.length).toBeCloseTo(0.7, 1)
    expect(comersUnder({ walkInDemandPercent: 0, bookedDemandPercent: 0 })).toEqual([])
    expect(comersUnder({ walkInDemandPercent: 200, bookedDemandPercent: 200 })).toHaveLength(
      2 * comersUnder({}).length,
    )
  })

  it('other hours move people and the counters that kept the old ones', () => {
    const longer = of({ hours: hours('07:00', '18:00') })
    expect(longer.staffed).toBeCloseTo((was.staffed ?? 0) + 9)
    expect(longer.served).toBeGreaterThanOrEqual(was.served ?? 0)
    const moved = comersUnder({ hours: hours('10:00', '18:00') })
    expect(Math.min(...moved.map(({ arrival }) => arrival))).toBeGreaterThan(10 * 60 - 30)
  })

  const NEAR = 'near' as Id<'site'>
  const THIRD = 'third' as Id<'site'>
  const near = knownDays(someDays(20, { counters: 1, booked: 0, walkIns: 35, siteId: NEAR }, 2))
  const both = known.map((day, nth) => [day, ...near.slice(nth, nth + 1)])

  it('two sites in one house serve all of both, sooner than the crowded one did', () => {
    const apart = figures(both, null)
    const one = figures(both, { ...NO_CHANGES, mergedSiteId: NEAR })
    expect(hallsUnder({ ...NO_CHANGES, mergedSiteId: NEAR }, both[0] ?? [])).toHaveLength(1)
    expect(one.staffed).toBeCloseTo(apart.staffed ?? 0)
    expect((one.served ?? 0) + (one.refused ?? 0)).toBeCloseTo((apart.served ?? 0) + (apart.refused ?? 0))
    expect(one.walkInMean).toBeLessThan(apart.walkInMean ?? 0)
  })

  it('of a site that moves in as many come along as was stated, others go to the other site, the rest nowhere', () => {
    const third = knownDays(someDays(20, { counters: 1, booked: 0, walkIns: 10, siteId: THIRD }, 3))
    const three = both.map((sites, nth) => [...sites, ...third.slice(nth, nth + 1)])
    const comers = (mergedPercent: number, elsewhere: number) => {
      const mergedElsewhere = [{ siteId: THIRD, percent: elsewhere }]
      const changes = { ...NO_CHANGES, mergedSiteId: NEAR, mergedPercent, mergedElsewhere }
      const halls = three.map((sites) => hallsUnder(changes, sites))
      return [0, 1].map((nth) => halls.flatMap((all) => all[nth]?.comers ?? []))
    }
    const [own = [], others = []] = comers(0, 0)
    const all = near.reduce((sum, { day }) => sum + day.visitors.length, 0)
    const [here = [], there = []] = comers(60, 30)
    expect((here.length - own.length) / all).toBeCloseTo(0.6, 1)
    expect((there.length - others.length) / all).toBeCloseTo(0.3, 1)
    // More of them: the same people and others.
    const more = new Set(comers(80, 20)[0]?.map(({ seed }) => seed))
    expect(here.every(({ seed }) => more.has(seed))).toBe(true)
    expect(comers(100, 0)[0]?.length).toBe(own.length + all)
  })

  it('a new site draws the stated share of those whom it can serve', () => {
    const newSite = {
      ...hours('08:00', '16:00'),
      counters: 2,
      services: null,
      shares: [
        { siteId: SITE, percent: 40 },
        { siteId: NEAR, percent: 0 },
      ],
    }
    const halls = both.map((sites) => hallsUnder({ ...NO_CHANGES, newSite }, sites))
    const count = (nth: number) => halls.reduce((sum, all) => sum + (all[nth]?.comers.length ?? 0), 0)
    expect(count(2) / (count(0) + count(2))).toBeCloseTo(0.4, 1)
    expect(count(1)).toBe(near.reduce((sum, { day }) => sum + day.visitors.length, 0))
    const narrow = { ...newSite, services: SERVICES.slice(0, 1) }
    const there = both.flatMap(
      (sites) => hallsUnder({ ...NO_CHANGES, newSite: narrow }, sites).at(-1)?.comers ?? [],
    )
    expect(new Set(there.flatMap(({ services }) => services))).toEqual(new Set(['short']))
  })
})
