import { describe, expect, it, vi } from 'vitest'
import { mixed } from '#features/promise/model/random.ts'
import { naive, openEngine } from './engine.ts'
import { type Case, comingBack, coverageOf, errorOf, intervalScore, predictDays } from './run.ts'
import type { Desk, Sight } from './truth.ts'
import { makeDay, makeWorld, type Somebody } from './world.ts'

// Days are simulated.
vi.setConfig({ testTimeout: 240_000 })

const world = makeWorld(1, 1, 20)
const somebody = (id: number, more: Partial<Somebody> = {}): Somebody => ({
  ...{ id, service: 0, appointment: null, arrives: 0, key: id, leaves: Number.POSITIVE_INFINITY },
  ...{ base: 10, gap: 1, pause: 0 },
  ...more,
})
const desk = (more: Partial<Desk> = {}): Desk => ({
  ...{ person: null, since: 0, doing: 'idle', until: 0, hadBreak: false },
  ...more,
})
const sight = (more: Partial<Sight> = {}): Sight => ({
  ...{ now: 100, desks: world.breaks.map(() => desk({ doing: 'serving', person: somebody(900) })) },
  ...{ waiting: [], absent: [] },
  ...more,
})

describe('the bench’s engine', () => {
  it('learns a visit when it is over, and not before', () => {
    const engine = openEngine(world)
    engine.begin(makeDay(world, 0))
    engine.served(somebody(1), 0, 12, 50)
    engine.catchUp(49)
    expect(engine.learned.visits).toBe(0)
    engine.catchUp(50)
    expect(engine.learned.visits).toBe(1)
    expect([...engine.learned.durations.values()].map(({ latest }) => latest.sorted[0])).toEqual([12])
  })

  it('learns nothing where it shall not, and the oracle without the hidden factors that it is told', () => {
    const blind = openEngine(world, { learns: false })
    const oracle = openEngine(world, { oracle: true })
    const day = makeDay(world, 0)
    for (const engine of [blind, oracle]) {
      engine.begin(day)
      engine.served(somebody(1), 3, 21, 50)
      engine.catchUp(50)
    }
    expect(blind.learned.visits).toBe(0)
    const hidden = (day.factors[0] ?? 1) * (world.clerks[3] ?? 1)
    expect([...oracle.learned.durations.values()][0]?.latest.sorted[0]).toBeCloseTo(20 / hidden + 1)
    const waiting = [somebody(1)]
    const [usual] = openEngine(world).hallOf(sight({ waiting })).waiting
    const [told] = oracle.hallOf(sight({ waiting })).waiting
    expect(told?.durations).not.toEqual(usual?.durations)
    expect(oracle.hallOf(sight()).counters.map(({ pace }) => pace)).toEqual(world.clerks)
  })

  it('sees what everybody sees: who is where since when, who is still expected, who rests or went', () => {
    const engine = openEngine(world)
    const busy = somebody(5, { service: 2 })
    const desks = [
      desk({ doing: 'serving', person: busy, since: 93 }),
      desk({ doing: 'gone' }),
      desk({ doing: 'break', since: 95, hadBreak: true }),
      desk({ doing: 'gap', since: 99.5 }),
      ...world.breaks.slice(4).map(() => desk()),
    ]
    const absent = [59, 61, 200].map((appointment, nth) => somebody(10 + nth, { appointment }))
    const hall = engine.hallOf(sight({ desks, absent, waiting: [somebody(1)] }), () => 130)
    expect(hall.counters[0]?.serving).toMatchObject({ seed: mixed(6), since: 93 })
    expect(hall.counters.map(({ freeFrom }) => freeFrom).slice(0, 5)).toEqual([
      ...[100, Number.POSITIVE_INFINITY, 125, 100.5, 100],
    ])
    expect(hall.counters.map(({ breaks }) => breaks.length).slice(0, 3)).toEqual([1, 1, 0])
    expect(hall.waiting.map(({ callableFrom }) => callableFrom)).toEqual([130])
    // Forty minutes after their time nobody is expected any more; the later somebody is, the less.
    expect(hall.expected.map(({ appointment }) => appointment)).toEqual([61, 200])
    expect(hall.expected[0]?.chance).toBeLessThan(hall.expected[1]?.chance ?? 0)
  })

  it('the naive formula counts who stands before one, by the counters that work', () => {
    const engine = openEngine(world)
    engine.begin(makeDay(world, 0))
    engine.served(somebody(1), 0, 12, 50)
    engine.catchUp(60)
    const own = somebody(30, { key: 30 })
    const line = [somebody(10), somebody(20), own, somebody(40)]
    expect(naive(engine, sight({ waiting: line }), own)).toBeCloseTo((2 * 12) / 8)
    const resting = sight().desks.map((each, nth) => (nth < 4 ? desk({ doing: 'break' }) : each))
    expect(naive(engine, sight({ waiting: line, desks: resting }), own)).toBeCloseTo((2 * 12) / 4)
    expect(naive(engine, sight({ waiting: [own], desks: [desk(), ...resting.slice(1)] }), own)).toBe(0)
  })
})

describe('days that are predicted', () => {
  const days = { learned: 3, counted: 1 }
  const cases = predictDays(1, 1, 20, days)

  it('come to the same each time, and say something of everybody who was called on days that count', () => {
    expect(predictDays(1, 1, 20, days)).toEqual(cases)
    expect(cases.length).toBeGreaterThan(150)
    for (const { engine, simple, oracle, waited } of cases)
      expect(
        [engine, ...Object.values(simple), oracle, waited].every(
          (each) => Number.isFinite(each) && each > -0.01,
        ),
      ).toBe(true)
    expect(errorOf(cases, 'engine')).toBeLessThan(errorOf(cases, 'naive'))
  })

  it('whoever is told when to be back is not called before, where promises are kept', () => {
    const kept = predictDays(1, 1, 20, days, { keeps: true })
    expect(comingBack(kept).missed).toBe(0)
    expect(comingBack(cases).missed).toBeGreaterThan(0)
  })
})

it('figures are counted as they are defined', () => {
  const told = { low: 8, middle: 10, high: 12, back: 7 }
  const one = (waited: number): Case => ({
    ...{ group: 'walk-in', service: 0, bin: 1, waited, engine: 10, oracle: 0, told },
    simple: { naive: 0, lastCalled: 0, headOfLine: 0, zms: 0, workload: 0, ridge: 0 },
    simpleTold: { naive: told, lastCalled: told, headOfLine: told, zms: told, workload: told, ridge: told },
  })
  const cases = [one(10), one(14), one(4), one(6)]
  expect(coverageOf(cases)).toBe(0.25)
  expect(coverageOf(cases, true)).toBe(0.75)
  expect(errorOf(cases, 'engine')).toBe((0 + 4 + 6 + 4) / 4)
  expect(intervalScore(cases, 'engine')).toBe(4 + (20 * (2 + 4 + 2)) / 4)
  // Who waits less than five minutes does not go away; of the others one was called before they came back.
  expect(comingBack(cases)).toEqual({ missed: 1 / 3, left: (3 + 7 + 0) / 3 })
})
