import { describe, expect, it } from 'vitest'
import type { Id } from '#kernel/id.ts'
import { parseInstant } from '#kernel/instant.ts'
import { seenAt } from '#test/promise/siteSeen.ts'
import { experienceOf, type Happened, NOTHING_HAPPENED, type StayHappened, withToday } from './happened.ts'
import { lookAtSite, nameOfMatters, replicatesFor } from './lookAtSite.ts'
import type { CounterSeen, SiteSeen } from './seen.ts'

const NOW = parseInstant('2027-03-01T09:00:00Z')
const CARD = 'card' as Id<'service'>
const PASS = 'pass' as Id<'service'>
const seen = seenAt(NOW, {
  services: [
    { id: CARD, minutes: 15 },
    { id: PASS, minutes: 20 },
  ],
  skills: [CARD],
  waitsFor: { id: CARD, minutes: 15 },
})
const { inMinutes, counter, somebody, people } = seen
const walkIns = [
  { service: CARD, credit: 0 },
  { service: PASS, credit: 0 },
]
const site = (more: Partial<SiteSeen> = {}) => seen.site({ walkIns, ...more })
const stay = (minutes: number, gap: number | null = 0): StayHappened => ({
  service: CARD,
  servicePlanned: 15,
  visitPlanned: 15,
  minutes,
  gap,
  cameFor: CARD,
  grown: 1,
})
const happened = (stays: readonly StayHappened[], more: Partial<Happened> = {}): Happened => ({
  ...NOTHING_HAPPENED,
  stays,
  ...more,
})
const nothing = experienceOf(NOTHING_HAPPENED)
const learnedFrom = (...stays: readonly StayHappened[]) => experienceOf(happened(stays))
const middles = (seen: SiteSeen, experience = nothing) =>
  lookAtSite(seen, experience).people.map(({ raw }) => raw.middle)

describe('a look at a site', () => {
  it('says of a site without history what follows from planned minutes, and widens it', () => {
    const [, , third] = lookAtSite(site({ waiting: people(3) }), nothing).people
    expect(third?.raw.middle).toBeGreaterThan(3)
    expect(third?.raw.middle).toBeLessThan(15)
    expect(third?.corrected.high).toBeGreaterThan(third?.raw.high ?? 0)
    expect(third?.corrected.low).toBeLessThan(third?.raw.low ?? 0)
  })

  it('calls the first ones at once, and the next when a visit ends that has gone on for a while', () => {
    expect(middles(site({ waiting: people(2) }))).toEqual([0, 0])
    const serving = { ...somebody(9), since: inMinutes(-3) }
    const busy = site({ counters: [counter(1, { serving })], waiting: people(1) })
    expect(middles(busy, learnedFrom(...Array<StayHappened>(2_000).fill(stay(10))))[0]).toBeCloseTo(7, 0)
  })

  it('knows nothing where no counter is there, and of nobody whom none can serve', () => {
    expect(lookAtSite(site({ counters: [], waiting: people(3) }), nothing)).toEqual({
      people: [],
      walkIns: [],
      together: [],
      intake: [],
    })
    const other = lookAtSite(site({ waiting: [somebody(1, { services: [PASS] }), somebody(2)] }), nothing)
    expect(other.people.map(({ visitId }) => visitId)).toEqual(['visit-2'])
    expect(other.walkIns.map(({ service }) => service)).toEqual([CARD])
  })

  it('knows nothing of whom a counter would have to serve that goes before', () => {
    const counters = [counter(1, { stopsAt: inMinutes(20) })]
    const known = lookAtSite(site({ counters, waiting: people(40) }), nothing).people.length
    expect(known).toBeGreaterThan(0)
    expect(known).toBeLessThan(6)
  })

  it('waits for a counter that comes, and for whoever is away', () => {
    const later = site({ counters: [counter(1, { freeFrom: inMinutes(45) })], waiting: people(1) })
    expect(middles(later)).toEqual([45])
    const away = site({ waiting: [somebody(1, { callableFrom: inMinutes(12) })] })
    expect(middles(away)).toEqual([12])
  })

  it('says to somebody who would draw a number when the hall has come to them, whom they delay not at all', () => {
    const experience = learnedFrom(...Array<StayHappened>(2_000).fill(stay(10)))
    const { people: told, walkIns } = lookAtSite(site({ waiting: people(4) }), experience)
    expect(told.map(({ raw }) => Math.round(raw.middle))).toEqual([0, 0, 10, 10])
    expect(Math.round(walkIns[0]?.raw.middle ?? 0)).toBe(20)
    // The same is told to the people who wait, whatever walkIns there are.
    const without = lookAtSite(site({ waiting: people(4), walkIns: [] }), experience)
    expect(without.people).toEqual(told)
  })

  it('says to somebody with several matters when a counter is free that can do all of them', () => {
    const experience = learnedFrom(...Array<StayHappened>(2_000).fill(stay(10)))
    const counters = [
      counter(1),
      counter(2, { skills: new Set([CARD, PASS]) }),
      counter(3, { skills: new Set([PASS]) }),
    ]
    // Two wait for the counter that can do both.
    const waiting = people(2).map((person) => ({ ...person, forCounterId: 'counter-2' as Id<'counter'> }))
    const seen = site({ counters, waiting })
    const { together } = lookAtSite(seen, experience)
    const middle = (...services: Id<'service'>[]) =>
      together.find(({ name }) => name === nameOfMatters(seen, services))?.raw.middle
    expect([middle(CARD), middle(PASS)]).toEqual([0, 0])
    expect(middle(CARD, PASS)).toBeCloseTo(20, 0)
    expect(nameOfMatters(site({ counters: [counter(1)] }), [CARD, PASS])).toBeUndefined()
    expect(nameOfMatters(seen, [CARD, 'other' as Id<'service'>])).toBeUndefined()
  })

  it('says to somebody who comes later what those leave to them who come before', () => {
    const experience = learnedFrom(...Array<StayHappened>(2_000).fill(stay(10)))
    const drawing = { services: [CARD], minutes: 15, chance: 1, nth: 0 }
    const comes = (minutes: number) => ({ ...drawing, at: inMinutes(minutes) })
    const middle = (coming: SiteSeen['coming'], wanted: number) => {
      const { walkIns } = lookAtSite(site({ counters: [counter(1)], waiting: people(2), coming }), experience)
      return walkIns.find((walkIn) => walkIn.service === CARD && walkIn.inMinutes === wanted)?.raw.middle
    }
    expect(middle(null, 0)).toBeCloseTo(20, 0)
    expect(middle(null, 30)).toBeUndefined()
    expect(middle([], 30)).toBeCloseTo(30, 0)
    // Three who come at 25 keep the counter until 55.
    expect(middle([comes(25), comes(25), comes(25)], 30)).toBeCloseTo(55, 0)
    expect(middle([comes(25), comes(25), comes(25)], 60)).toBeCloseTo(60, 0)
    expect(middle([comes(25), comes(25), comes(25)], 0)).toBeCloseTo(20, 0)
  })

  it('keeps the luck of whoever may come when others have come or been passed', () => {
    const may = (nth: number, minutes: number) => {
      const drawing = { services: [CARD], minutes: 15, chance: 0.7, nth }
      return { ...drawing, at: inMinutes(minutes) }
    }
    const inAnHour = (...coming: ReturnType<typeof may>[]) => {
      const { walkIns } = lookAtSite(site({ counters: [counter(1)], coming }), learnedFrom(stay(2), stay(3)))
      return walkIns.find((walkIn) => walkIn.service === CARD && walkIn.inMinutes === 60)?.raw
    }
    // The first is long done when the second comes.
    expect(inAnHour(may(0, -200), may(1, 55))).toEqual(inAnHour(may(1, 55)))
    // Control: somebody else has another luck.
    expect(inAnHour(may(0, 55))).not.toEqual(inAnHour(may(1, 55)))
  })

  it('never says that somebody is called before they come', () => {
    const { walkIns } = lookAtSite(site({ coming: [] }), nothing)
    expect(walkIns).toHaveLength(5)
    for (const { inMinutes: wanted, corrected } of walkIns) {
      expect(corrected.low).toBeGreaterThanOrEqual(wanted)
      expect(corrected.high).toBeGreaterThanOrEqual(corrected.low)
    }
  })

  it('says for which services one more is still served before closing', () => {
    const long = { ...stay(40), service: PASS, servicePlanned: 20, visitPlanned: 20 }
    const known = learnedFrom(
      ...Array<StayHappened>(1_500).fill(stay(10)),
      ...Array<StayHappened>(1_500).fill(long),
    )
    const fits = (minutes: number, waiting = people(0), more: Partial<CounterSeen> = {}) => {
      const both = new Set([CARD, PASS])
      const counters = [counter(1, { skills: both, ...more }), counter(2, { skills: both, ...more })]
      const seen = site({ counters, waiting, closesAt: inMinutes(minutes) })
      return lookAtSite(seen, known).intake.flatMap(({ service, stop }) => (stop === null ? service : []))
    }
    expect(fits(600)).toEqual([CARD, PASS])
    // The long matter is no longer taken while the short one still is.
    expect(fits(30)).toEqual([CARD])
    expect(fits(5)).toEqual([])
    expect(fits(30, people(6))).toEqual([])
    // Who would keep a clerk ten minutes after the end of work is not taken, however long the house is open.
    expect(fits(120, people(0), { worksUntil: inMinutes(5) })).toEqual([])
    expect(lookAtSite(site({ closesAt: null }), nothing).intake).toEqual([])
  })

  it('copes with durations of no time and of ten hours', () => {
    const none = learnedFrom(...Array<StayHappened>(2_000).fill(stay(0)))
    expect(middles(site({ waiting: people(30) }), none).every((middle) => middle <= 15)).toBe(true)
    const long = learnedFrom(...Array<StayHappened>(2_000).fill(stay(600)))
    const [, , third] = lookAtSite(site({ waiting: people(3) }), long).people
    expect(third?.corrected.high).toBeGreaterThan(500)
    expect(Number.isFinite(third?.corrected.high)).toBe(true)
  })

  it('ends in time for five thousand people', () => {
    // Of this thread alone: others may keep the machine busy.
    const begun = process.threadCpuUsage()
    const { people: told } = lookAtSite(site({ waiting: people(5_000) }), nothing)
    expect(told).toHaveLength(5_000)
    expect(process.threadCpuUsage(begun).user / 1e6).toBeLessThan(5)
    expect(replicatesFor(5_000)).toBe(40)
    expect(replicatesFor(10)).toBe(200)
  })

  it('says the same each time', () => {
    const seen = site({ waiting: people(20) })
    expect(lookAtSite(seen, nothing)).toEqual(lookAtSite(seen, nothing))
  })
})

describe('what a site knows by experience', () => {
  it('learns a visit for several people or matters by as much as was planned for it', () => {
    const twice: StayHappened = { ...stay(20), visitPlanned: 30 }
    const waiting = [somebody(0), somebody(1), somebody(2, { minutes: 30 }), somebody(3)]
    const seen = site({ counters: [counter(1)], waiting })
    const middle = middles(seen, learnedFrom(...Array<StayHappened>(2_000).fill(twice)))
    expect(middle.map(Math.round)).toEqual([0, 10, 20, 40])
  })

  it('counts the way to the next person, and longer times away apart', () => {
    const { learned } = learnedFrom(stay(10, 2), stay(10, 12), stay(10, 200), stay(10, null))
    expect([...(learned.durations.get(CARD)?.latest.sorted.subarray(0, 4) ?? [])]).toEqual([11, 11, 11, 12])
    expect(learned.pauses.count).toBe(1)
  })

  it('takes today in without forgetting what was before', () => {
    const before = learnedFrom(...Array<StayHappened>(500).fill(stay(10)))
    const slow = withToday(
      before,
      happened(Array<StayHappened>(40).fill(stay(20)), { lateness: [5], noShows: 0 }),
    )
    const waiting = people(3)
    const [usual, today] = [before, slow].map(
      (known) => middles(site({ counters: [counter(1)], waiting }), known)[2],
    )
    expect(today).toBeGreaterThan((usual ?? 0) * 1.2)
    expect(middles(site({ counters: [counter(1)], waiting }), before)[2]).toBe(usual)
  })

  it('corrects what it tells by the calls that came', () => {
    const raw = { back: 8, low: 10, middle: 14, high: 20 }
    const calls = Array.from({ length: 200 }, () => ({ group: 'walk_in', raw, waited: 30 }) as const)
    const wide = experienceOf(happened([], { calls }))
    const seen = site({ counters: [counter(1)], waiting: people(3) })
    const told = (known: typeof wide) => lookAtSite(seen, known).people[2]
    expect(told(wide)?.corrected.high).toBeGreaterThan((told(nothing)?.corrected.high ?? 0) + 3)
    expect(told(wide)?.raw).toEqual(told(nothing)?.raw)
  })
})
