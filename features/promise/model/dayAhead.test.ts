import { describe, expect, it } from 'vitest'
import type { Id } from '#kernel/id.ts'
import { MINUTE, parseInstant, plus } from '#kernel/instant.ts'
import { type DaySeen, dayAhead } from './dayAhead.ts'
import { experienceOf, NOTHING_HAPPENED, type StayHappened } from './happened.ts'
import type { CounterSeen, SiteSeen, WaitingSeen } from './seen.ts'

const NOW = parseInstant('2027-03-01T09:00:00Z')
const CARD = 'card' as Id<'service'>
const PASS = 'pass' as Id<'service'>
const at = (minutes: number) => plus(NOW, minutes * MINUTE)
const id = (nth: number) => `counter-${nth}` as Id<'counter'>

const counter = (nth: number, more: Partial<CounterSeen> = {}): CounterSeen => ({
  ...{ counterId: id(nth), skills: new Set([CARD]), serving: null, freeFrom: NOW, stopsAt: null },
  ...{ breaks: [], worksUntil: null, pace: 1, ...more },
})
const somebody = (nth: number, more: Partial<WaitingSeen> = {}): WaitingSeen => ({
  ...{ visitId: `visit-${nth}` as Id<'visit'>, services: [CARD], minutes: 15, forCounterId: null },
  ...{ booked: false, dueAt: at(nth - 10_000), callableFrom: NOW, ...more },
})
const people = (count: number, more: Partial<WaitingSeen> = {}) =>
  Array.from({ length: count }, (_, nth) => somebody(nth, more))

function day(site: Partial<SiteSeen>, more: Partial<DaySeen> = {}): DaySeen {
  const seen: SiteSeen = {
    ...{ now: NOW, closesAt: at(480), counters: [counter(1)], waiting: [], expected: [] },
    services: [
      { id: CARD, minutes: 15 },
      { id: PASS, minutes: 20 },
    ],
    rules: { early: 20, late: 15, credit: 30 },
    ...{ walkIns: [], freeToday: [], coming: null, planned: false, mayOpen: [], theta: 2 },
    ...site,
  }
  return {
    site: seen,
    references: new Map(seen.waiting.map(({ visitId }) => [visitId, NOW])),
    open: new Set(seen.counters.map(({ counterId }) => counterId)),
    ...{ spare: [], coming: null, until: at(120), ...more },
  }
}

/** Each visit takes ten minutes, as far as anybody has seen. */
const stay: StayHappened = {
  ...{ service: CARD, servicePlanned: 15, visitPlanned: 15, minutes: 10, gap: 0 },
  ...{ cameFor: CARD, grown: 1 },
}
const tenMinutes = experienceOf({ ...NOTHING_HAPPENED, stays: Array<StayHappened>(2_000).fill(stay) })
const look = (seen: DaySeen) => dayAhead(seen, tenMinutes)
const minutesOf = (moment: number | undefined) => Math.round(((moment ?? Number.NaN) - NOW) / MINUTE)
const changesOf = (seen: DaySeen) =>
  look(seen).changes.map(({ change, waitMinutes, endMinutes, served }) => [
    change,
    waitMinutes,
    endMinutes,
    served,
  ])

describe('the rest of a day', () => {
  it('ends when the last one is done, and for sure not much later', () => {
    const { end, withWalkIns } = look(day({ waiting: people(3) }))
    expect(minutesOf(end?.probably)).toBe(30)
    expect(minutesOf(end?.surely)).toBeGreaterThanOrEqual(30)
    expect(minutesOf(end?.surely)).toBeLessThan(34)
    expect(withWalkIns).toBe(false)
  })

  it('counts who is at a counter now, even when nobody waits any more', () => {
    const serving = { ...somebody(9), since: at(-4) }
    expect(minutesOf(look(day({ counters: [counter(1, { serving })] })).end?.probably)).toBe(6)
  })

  it('has no end where nobody is here, and none is said where no counter is', () => {
    expect(look(day({})).end).toBeNull()
    expect(look(day({ counters: [], waiting: people(2) }))).toMatchObject({ end: null, changes: [] })
  })

  it('counts those who still come, but nobody who would not be done before closing', () => {
    const coming = (minutes: number) => ({ at: at(minutes), services: [CARD], minutes: 15 })
    const seen = day({ closesAt: at(60) }, { coming: [coming(20), coming(40), coming(58)] })
    const { end, withWalkIns } = look(seen)
    expect(minutesOf(end?.probably)).toBe(50)
    expect(withWalkIns).toBe(true)
  })
})

describe('who is called late', () => {
  it('is whoever waits longer than the house wants, with and without appointment', () => {
    const { late } = look(day({ waiting: people(5) }))
    expect(late.map(({ visitId, calledAt }) => [visitId, minutesOf(calledAt ?? undefined)])).toEqual([
      ['visit-3', 30],
      ['visit-4', 40],
    ])
    expect(look(day({ waiting: people(5, { booked: true }) })).late).toHaveLength(3)
  })

  it('is whoever waited before, is called after closing, or by nobody', () => {
    const waiting = people(2)
    const seen = day({ waiting })
    expect(
      look({ ...seen, references: new Map([[waiting[1]?.visitId ?? expect.fail(), at(-20)]]) }).late,
    ).toMatchObject([{ visitId: 'visit-1' }])
    const closes = look(day({ waiting, closesAt: at(5) })).late
    expect(closes).toMatchObject([{ visitId: 'visit-1', afterClosing: true }])
    const other = look(day({ waiting: people(1, { services: [PASS] }) })).late
    expect(other).toMatchObject([{ calledAt: null, afterClosing: true }])
  })

  it('is not whoever is away by their own word', () => {
    expect(look(day({ waiting: people(1, { callableFrom: at(50) }) })).late).toEqual([])
  })

  it('is also whoever has an appointment and is not here yet, measured by their appointment', () => {
    const expected = [{ ...somebody(7), appointmentAt: at(10) }]
    expect(look(day({ waiting: people(2), expected })).late).toEqual([])
    // With a credit of half an hour they come before whoever drew a number lately, not before those who wait for long.
    expect(look(day({ waiting: people(6), expected })).late.map(({ visitId }) => visitId)).toContain(
      'visit-7',
    )
  })
})

describe('what one counter more or less would change', () => {
  const spare = { counterId: id(4), skills: new Set([CARD]) }

  it('is how much sooner or later people are called, and the day ends', () => {
    const seen = day({ waiting: people(4) }, { spare: [spare] })
    // 0, 10, 20, 30 would become 0, 0, 10, 10; without the only counter all wait until it is back.
    expect(changesOf(seen)).toEqual([
      ['open', -10, -20, 0],
      ['close', 120, 120, 0],
    ])
  })

  it('is who could be called at all', () => {
    const seen = day(
      { waiting: people(3, { services: [PASS] }) },
      { spare: [{ ...spare, skills: new Set([PASS]) }] },
    )
    expect(look(seen).changes.find(({ change }) => change === 'open')).toMatchObject({
      served: 3,
      waitMinutes: 0,
    })
  })

  it('is one answer for counters that can do the same', () => {
    const both = [spare, { ...spare, counterId: id(5) }]
    const seen = day({ counters: [counter(1), counter(2)], waiting: people(4) }, { spare: both })
    expect(look(seen).changes.map(({ change, counters }) => [change, counters])).toEqual([
      ['open', [id(4), id(5)]],
      ['close', [id(1), id(2)]],
    ])
  })

  it('is nothing where nobody who waits could go there, by the same luck', () => {
    const other = { ...spare, skills: new Set([PASS]) }
    const seen = day({ waiting: people(9) }, { spare: [other] })
    const [open] = dayAhead(seen, experienceOf(NOTHING_HAPPENED)).changes
    expect(open).toMatchObject({ change: 'open', waitMinutes: 0, endMinutes: 0, served: 0 })
  })

  it('lets whoever is served at a counter be served to the end', () => {
    const serving = { ...somebody(9), since: at(-4) }
    const seen = day({ counters: [counter(1, { serving })], waiting: people(1) })
    expect(changesOf(seen)).toEqual([['close', 114, 114, 0]])
  })

  it('names the counters that should call nobody else: whose break is due, and whose work is over', () => {
    const rests = { breaks: [{ from: NOW, minutes: 30 }] }
    const counters = [
      counter(1),
      counter(2, rests),
      counter(3, { breaks: [{ from: at(1), minutes: 30 }] }),
      counter(4, { ...rests, stopsAt: NOW }),
      counter(5, rests),
    ]
    const open = new Set([id(1), id(2), id(3), id(4)])
    expect(look(day({ counters }, { open })).due).toEqual([
      { counterId: id(2), why: 'break' },
      { counterId: id(4), why: 'end' },
    ])
  })

  it('ends in time for five thousand people, and copes with matters of no time and of ten hours', () => {
    const started = process.cpuUsage()
    const spares = [
      spare,
      { counterId: id(5), skills: new Set([CARD, PASS]) },
      { counterId: id(6), skills: new Set([PASS]) },
    ]
    const crowd = look(day({ waiting: people(5_000) }, { spare: spares }))
    expect(process.cpuUsage(started).user / 1_000).toBeLessThan(4_000)
    expect(crowd.late.length).toBeGreaterThan(4_900)
    for (const minutes of [0, 600]) {
      const { end } = look(day({ waiting: people(3, { minutes }) }))
      expect(end === null || end.surely >= end.probably).toBe(true)
    }
  })

  it('ends in time in a full house', () => {
    const counters = Array.from({ length: 20 }, (_, nth) =>
      counter(nth, { skills: new Set(nth % 2 ? [CARD] : [CARD, PASS]) }),
    )
    const coming = Array.from({ length: 300 }, (_, nth) => ({ at: at(nth), services: [CARD], minutes: 15 }))
    const started = process.cpuUsage()
    look(day({ counters, waiting: people(150) }, { coming, spare: [spare] }))
    const { user } = process.cpuUsage(started)
    expect(user / 1_000).toBeLessThan(3_000)
  })
})
