import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isPassage, isStepFree, roomsAt } from './model/place.ts'
import {
  countersWithRoom,
  describeWay,
  type HousePlan,
  planFaults,
  type Room,
  type Thing,
  unreachable,
  waitingPlaceFor,
  wayBetween,
} from './model.ts'

const named = (text: string) => ({ de: text, 'de-simple': text, en: text })
const level = (key: string) => ({ key, name: named(key), width: 40, height: 12 })
const room = (key: string, on: string, x: number, y = 0, width = 10, height = 10): Room => ({
  key,
  level: on,
  name: named(key),
  x,
  y,
  width,
  height,
})
const thing = (key: string, on: string, kind: Thing['kind'], x: number, y: number, more = {}): Thing => ({
  key,
  level: on,
  kind,
  x,
  y,
  ...more,
})

/** Two levels with a lift and stairs; upstairs a room behind a door. */
const HOUSE: HousePlan = {
  levels: [level('ground'), level('upper')],
  rooms: [
    room('hall', 'ground', 0),
    room('offices', 'ground', 10),
    room('landing', 'upper', 0),
    room('office', 'upper', 10),
  ],
  things: [
    thing('door', 'ground', 'door', 10, 5),
    thing('entrance', 'ground', 'entrance', 0, 5, { name: named('Eingang') }),
    thing('side', 'ground', 'entrance', 20, 5, { name: named('Seiteneingang'), steps: true }),
    thing('wait', 'ground', 'waiting', 5, 8, { name: named('Wartebereich') }),
    thing('play', 'ground', 'waiting', 2, 2, {
      name: named('Spielecke'),
      features: ['children', 'step_free'],
    }),
    thing('stairs-0', 'ground', 'stairs', 8, 2, { shaft: 'stairs' }),
    thing('stairs-1', 'upper', 'stairs', 8, 2, { shaft: 'stairs' }),
    thing('lift-0', 'ground', 'lift', 2, 9, { shaft: 'lift' }),
    thing('lift-1', 'upper', 'lift', 2, 9, { shaft: 'lift' }),
    thing('up-door', 'upper', 'door', 10, 5),
    thing('one', 'ground', 'counter', 15, 5, { counter: '1' }),
    thing('two', 'upper', 'counter', 15, 5, { counter: '2', roomy: true }),
  ],
}
const COUNTERS = new Set(['1', '2'])
const at = (key: string) => HOUSE.things.find((each) => each.key === key) as Thing
const keys = (from: string, to: string, stepFree = false) =>
  wayBetween(HOUSE, at(from), at(to), { stepFree })?.things.map((each) => each.key)

/** Houses of rooms side by side, with doors, stairs and lifts where chance puts them. */
const houses: fc.Arbitrary<HousePlan> = fc
  .record({
    doors: fc.array(fc.option(fc.record({ y: fc.integer({ min: 1, max: 9 }), steps: fc.boolean() })), {
      minLength: 6,
      maxLength: 6,
    }),
    shafts: fc.array(
      fc.record({
        kind: fc.constantFrom('stairs' as const, 'lift' as const),
        feet: fc.tuple(fc.nat({ max: 3 }), fc.nat({ max: 3 })),
        y: fc.integer({ min: 1, max: 9 }),
      }),
      { maxLength: 3 },
    ),
    ends: fc.tuple(fc.nat({ max: 7 }), fc.nat({ max: 7 })),
  })
  .map(({ doors, shafts, ends }) => {
    const levels = [level('ground'), level('upper')]
    const on = (upper: number) => (upper ? 'upper' : 'ground')
    const rooms = [0, 1].flatMap((upper) =>
      [0, 1, 2, 3].map((nth) => room(`${on(upper)}-${nth}`, on(upper), nth * 10)),
    )
    const things = [
      ...doors.flatMap((door, nth) =>
        door
          ? [
              thing(`door-${nth}`, on(nth < 3 ? 0 : 1), 'door', ((nth % 3) + 1) * 10, door.y, {
                steps: door.steps,
              }),
            ]
          : [],
      ),
      ...shafts.flatMap(({ kind, feet, y }, nth) =>
        feet.map((foot, upper) =>
          thing(`shaft-${nth}-${upper}`, on(upper), kind, foot * 10 + 3, y, { shaft: `shaft-${nth}` }),
        ),
      ),
      ...ends.map((end, nth) =>
        thing(`end-${nth}`, on(end > 3 ? 1 : 0), 'desk', (end % 4) * 10 + 6, 4 + nth),
      ),
    ]
    return { levels, rooms, things }
  })
const endsOf = ({ things }: HousePlan) => things.slice(-2) as [Thing, Thing]
const either = fc.boolean()
const CASES = { numRuns: 150 }

/** All ways without a place twice, by trying; how long the shortest is. */
function shortest(plan: HousePlan, stepFree: boolean): number | undefined {
  const [from, to] = endsOf(plan)
  const through = plan.things.filter((each) => isPassage(each) && (!stepFree || isStepFree(each)))
  const lengths: number[] = []
  const go = (here: Thing, left: readonly Thing[], length: number) => {
    const reach = (next: Thing) => direct(plan, here, next)
    const last = reach(to)
    if (last !== undefined) lengths.push(length + last)
    for (const next of left) {
      const step = reach(next)
      if (step !== undefined)
        go(
          next,
          left.filter((each) => each !== next),
          length + step,
        )
    }
  }
  go(from, through, 0)
  return lengths.length > 0 ? Math.min(...lengths) : undefined
}

function direct(plan: HousePlan, a: Thing, b: Thing): number | undefined {
  if (a.level !== b.level)
    return a.kind === b.kind && a.shaft !== undefined && a.shaft === b.shaft
      ? a.kind === 'lift'
        ? 10
        : 6
      : undefined
  return roomsAt(plan, a).some((each) => roomsAt(plan, b).includes(each))
    ? Math.hypot(a.x - b.x, a.y - b.y)
    : undefined
}

describe('a way through a house', () => {
  it('is the shortest there is, and there is none only where there is none', () => {
    let walked = 0
    fc.assert(
      fc.property(houses, either, (plan, stepFree) => {
        const [from, to] = endsOf(plan)
        const way = wayBetween(plan, from, to, { stepFree })
        const best = shortest(plan, stepFree)
        if (way) walked++
        expect(way === undefined).toBe(best === undefined)
        if (way && best !== undefined) expect(way.length).toBeCloseTo(best, 6)
      }),
      CASES,
    )
    expect(walked).toBeGreaterThan(10)
  })

  it('goes through no wall and no ceiling, and step-free over no stairs', () => {
    fc.assert(
      fc.property(houses, either, (plan, stepFree) => {
        const way = wayBetween(plan, ...endsOf(plan), { stepFree })
        for (const [index, next] of (way?.things ?? []).entries()) {
          const here = way?.things[index - 1]
          if (stepFree) expect(next.kind !== 'stairs' && next.steps !== true).toBe(true)
          if (here) expect(direct(plan, here, next)).toBeDefined()
        }
      }),
      CASES,
    )
  })

  it('step-free is never shorter than for whoever may climb', () => {
    fc.assert(
      fc.property(houses, (plan) => {
        const free = wayBetween(plan, ...endsOf(plan), { stepFree: true })
        const any = wayBetween(plan, ...endsOf(plan), { stepFree: false })
        if (free) expect(any?.length).toBeLessThanOrEqual(free.length + 1e-9)
      }),
      CASES,
    )
  })

  it('leads upstairs by the stairs, step-free by the lift', () => {
    expect(keys('entrance', 'two')).toEqual(['entrance', 'stairs-0', 'stairs-1', 'up-door', 'two'])
    expect(keys('entrance', 'two', true)).toEqual(['entrance', 'lift-0', 'lift-1', 'up-door', 'two'])
    expect(keys('side', 'one', true)).toBeUndefined()
  })

  it('is told in sentences of the same points', () => {
    const way = wayBetween(HOUSE, at('entrance'), at('two'), { stepFree: false })
    const steps = way ? describeWay(HOUSE, way) : []
    expect(steps.map(({ kind }) => kind)).toEqual(['start', 'towards', 'climb', 'through', 'arrive'])
    expect(steps).toMatchObject([
      { at: { key: 'entrance' } },
      { by: 'stairs', turn: null },
      { by: 'stairs', up: true, to: { key: 'upper' } },
      { turn: null, room: { key: 'office' } },
      { turn: 'left', at: { key: 'two' } },
    ])
    const back = wayBetween(HOUSE, at('two'), at('entrance'), { stepFree: false })
    expect(describeWay(HOUSE, back ?? { things: [], length: 0 }).at(-1)).toMatchObject({
      kind: 'arrive',
      turn: null,
    })
  })
})

describe('where somebody waits', () => {
  it('is where most of what they need is, else the first place', () => {
    expect(waitingPlaceFor(HOUSE, [])?.key).toBe('wait')
    expect(waitingPlaceFor(HOUSE, ['hearing'])?.key).toBe('wait')
    expect(waitingPlaceFor(HOUSE, ['infants'])?.key).toBe('play')
    expect(countersWithRoom(HOUSE, new Set(['1', '2']))).toEqual(['2'])
    expect(countersWithRoom(HOUSE, new Set(['1']))).toEqual([])
  })
})

describe('a sound plan', () => {
  const faultsWith = (change: Partial<HousePlan>) =>
    planFaults({ ...HOUSE, ...change }, COUNTERS).map(({ code }) => code)
  const withThing = (...more: Thing[]) => faultsWith({ things: [...HOUSE.things, ...more] })

  it('has no faults', () => {
    expect(planFaults(HOUSE, COUNTERS)).toEqual([])
    expect(unreachable(HOUSE, { stepFree: true })).toEqual([])
  })

  it.each([
    ['overlaps_room', faultsWith({ rooms: [...HOUSE.rooms, room('more', 'upper', 5)] })],
    ['outside_level', faultsWith({ rooms: [...HOUSE.rooms, room('more', 'upper', 35)] })],
    ['unknown_level', faultsWith({ rooms: [...HOUSE.rooms, room('more', 'cellar', 20)] })],
    ['key_twice', faultsWith({ levels: [...HOUSE.levels, level('ground')] })],
    ['in_no_room', withThing(thing('lost', 'upper', 'desk', 30, 5))],
    ['in_two_rooms', withThing(thing('wall', 'upper', 'desk', 10, 8))],
    ['door_to_nowhere', withThing(thing('shut', 'upper', 'door', 20, 5))],
    ['no_name', withThing(thing('nameless', 'upper', 'waiting', 5, 5))],
    ['no_shaft', withThing(thing('lift-x', 'upper', 'lift', 5, 5))],
    ['shaft_ends', withThing(thing('lift-x', 'upper', 'lift', 5, 5, { shaft: 'other' }))],
    ['shaft_mixed', withThing(thing('lift-x', 'upper', 'lift', 5, 5, { shaft: 'stairs' }))],
    ['unknown_counter', withThing(thing('three', 'upper', 'counter', 5, 5, { counter: '3' }))],
    ['counter_twice', withThing(thing('again', 'upper', 'counter', 5, 5, { counter: '2' }))],
    ['not_reachable', faultsWith({ things: HOUSE.things.filter(({ kind }) => kind !== 'door') })],
  ])('is none with %s', (code, found) => {
    expect(found).toContain(code)
  })
})
