import { describe, expect, it } from 'vitest'
import { openEngine } from './engine.ts'
import { openSimpleWays, workloadWait, zmsWait } from './simpleWays.ts'
import type { Desk, Sight } from './truth.ts'
import { makeWorld, type Somebody } from './world.ts'

const world = makeWorld(1, 1, 20)
const somebody = (id: number, more: Partial<Somebody> = {}): Somebody => ({
  ...{ id, service: 0, appointment: null, arrives: 90, key: id, leaves: Number.POSITIVE_INFINITY },
  ...{ base: 10, gap: 1, pause: 0 },
  ...more,
})
const desk = (doing: Desk['doing']): Desk => ({ person: null, since: 0, doing, until: 0, hadBreak: false })
/** Eight counters, half of them at their break: four are open, so the older formula takes three minutes each. */
const sight = (more: Partial<Sight> = {}): Sight => ({
  ...{ now: 100, waiting: [], absent: [] },
  desks: world.breaks.map((_, nth) => desk(nth % 2 ? 'break' : 'serving')),
  ...more,
})

describe('the older system’s formula', () => {
  const booked = (id: number, appointment: number) => somebody(id, { appointment })

  it('counts for somebody booked whoever is booked earlier, here or not, and not who is ten minutes late', () => {
    const absent = [booked(1, 89), booked(2, 91), booked(3, 140)]
    const others = [booked(4, 95), somebody(5)]
    expect(zmsWait(sight({ absent }), others, booked(6, 120))).toBe(3 * (2 + 1))
  })

  it('lets a clock run for somebody who just came: booked people whose time has come, else who came before', () => {
    // At 102 nobody booked is due, so the walk-in; at 105 the one of 104; then nobody: 3 + 3 + 3.
    expect(zmsWait(sight({ absent: [booked(1, 104)] }), [somebody(2)], somebody(3))).toBe(9)
    expect(zmsWait(sight(), [], somebody(3))).toBe(3)
  })
})

it('the work before somebody counts by the counters that are shared, over those of them that are open', () => {
  const engine = openEngine(world)
  // Service 1 is done at counters 1, 2, 3, 4, 7 (open: 1, 3, 7), service 6 at 1, 2, 6, 7: three of its four are shared.
  const line = [somebody(1), somebody(2, { service: 5 }), somebody(9)]
  const planned = (service: number) => world.services[service]?.planned ?? 0
  const mean = workloadWait(engine, sight(), line.slice(0, 1), somebody(5)) * 3
  expect(mean).toBeGreaterThan(0.4 * planned(0))
  const both = workloadWait(engine, sight(), line, somebody(5)) * 3
  const longer = workloadWait(engine, sight(), [somebody(2, { service: 5 })], somebody(5, { service: 5 })) * 2
  expect(both).toBeCloseTo(mean + longer * 0.75)
})

it('what was called last and who stands first are those of one’s own class; a regression learns from morning to morning', () => {
  const ways = openSimpleWays(openEngine(world))
  ways.begin()
  ways.called(somebody(1, { arrives: 50 }), 70)
  ways.called(somebody(2, { arrives: 60, appointment: 60 }), 65)
  const waiting = [somebody(3, { arrives: 92 }), somebody(4, { arrives: 80, appointment: 90 })]
  const said = ways.say(sight({ waiting }), somebody(9))
  expect(said.simple).toMatchObject({ lastCalled: 20, headOfLine: 8, ridge: 0 })
  for (let times = 0; times < 500; times++) ways.learn('walk-in', said.inputs, 17)
  expect(ways.say(sight({ waiting }), somebody(9)).simple.ridge).toBe(0)
  ways.begin()
  ways.called(somebody(1, { arrives: 50 }), 70)
  expect(ways.say(sight({ waiting }), somebody(9)).simple.ridge).toBeCloseTo(17, 0)
})
