import type { HousePlan, Room, Thing } from '../model.ts'
import { isPassage, roomsAt } from './place.ts'
import { wayBetween } from './way.ts'

/** What is wrong in a plan and at what: the place in the plan as a path, and a code. */
export type PlanFault = {
  readonly part: 'levels' | 'rooms' | 'things'
  readonly index: number
  readonly code: PlanFaultCode
}

export const PLAN_FAULT_CODES = [
  'key_twice',
  'unknown_level',
  'outside_level',
  'overlaps_room',
  'in_no_room',
  'in_two_rooms',
  'door_to_nowhere',
  'no_name',
  'no_shaft',
  'shaft_ends',
  'shaft_mixed',
  'unknown_counter',
  'counter_twice',
  'not_reachable',
] as const
export type PlanFaultCode = (typeof PLAN_FAULT_CODES)[number]

/** Everything in a plan that cannot be walked or is not said; empty for a sound one. `counters`: keys of the site's. */
export function planFaults(plan: HousePlan, counters: ReadonlySet<string>): readonly PlanFault[] {
  const found = [...levelFaults(plan), ...roomFaults(plan), ...thingFaults(plan, counters)]
  return found.length > 0 ? found : unreachable(plan, { stepFree: false })
}

function levelFaults({ levels }: HousePlan): PlanFault[] {
  return repeated(levels).map((index) => ({ part: 'levels', index, code: 'key_twice' }))
}

function roomFaults({ levels, rooms }: HousePlan): PlanFault[] {
  const twice = repeated(rooms)
  return rooms.flatMap((room, index): PlanFault[] => {
    const fault = (code: PlanFaultCode): PlanFault[] => [{ part: 'rooms', index, code }]
    const level = levels.find(({ key }) => key === room.level)
    if (twice.includes(index)) return fault('key_twice')
    if (!level) return fault('unknown_level')
    if (room.x + room.width > level.width || room.y + room.height > level.height)
      return fault('outside_level')
    return rooms.slice(0, index).some((other) => overlap(room, other)) ? fault('overlaps_room') : []
  })
}

function overlap(a: Room, b: Room): boolean {
  return (
    a.level === b.level &&
    a.x < b.x + b.width &&
    b.x < a.x + a.width &&
    a.y < b.y + b.height &&
    b.y < a.y + a.height
  )
}

function thingFaults(plan: HousePlan, counters: ReadonlySet<string>): PlanFault[] {
  const twice = repeated(plan.things)
  return plan.things.flatMap((thing, index): PlanFault[] => {
    const code = twice.includes(index)
      ? 'key_twice'
      : (placeFault(plan, thing) ?? factFault(plan, thing, counters))
    return code ? [{ part: 'things', index, code }] : []
  })
}

/** Does it stand where such a thing can stand? */
function placeFault(plan: HousePlan, thing: Thing): PlanFaultCode | undefined {
  const level = plan.levels.find(({ key }) => key === thing.level)
  if (!level) return 'unknown_level'
  if (thing.x > level.width || thing.y > level.height) return 'outside_level'
  const { length } = roomsAt(plan, thing)
  if (thing.kind === 'door') return length < 2 ? 'door_to_nowhere' : undefined
  if (length === 0) return 'in_no_room'
  return length > 1 ? 'in_two_rooms' : undefined
}

const NAMED: readonly Thing['kind'][] = ['entrance', 'waiting', 'kiosk', 'desk']

/** Is all said that must be said of it? */
function factFault(
  { things }: HousePlan,
  thing: Thing,
  counters: ReadonlySet<string>,
): PlanFaultCode | undefined {
  const { kind, shaft, counter } = thing
  if (NAMED.includes(kind) && !thing.name) return 'no_name'
  if (kind === 'stairs' || kind === 'lift') {
    if (shaft === undefined) return 'no_shaft'
    const same = things.filter((each) => isPassage(each) && each.shaft === shaft)
    if (same.some((each) => each.kind !== kind)) return 'shaft_mixed'
    return new Set(same.map(({ level }) => level)).size < 2 ? 'shaft_ends' : undefined
  }
  if (kind !== 'counter') return undefined
  if (counter === undefined || !counters.has(counter)) return 'unknown_counter'
  return things.find((each) => each.counter === counter) === thing ? undefined : 'counter_twice'
}

/** What nobody can get to from any entrance: counters, waiting places, kiosks, desks. */
export function unreachable(
  plan: HousePlan,
  { stepFree }: { readonly stepFree: boolean },
): readonly PlanFault[] {
  const entrances = plan.things.filter(({ kind }) => kind === 'entrance')
  return plan.things.flatMap((thing, index): PlanFault[] => {
    if (isPassage(thing) || thing.kind === 'entrance') return []
    const reached = entrances.some((entrance) => wayBetween(plan, entrance, thing, { stepFree }))
    return reached ? [] : [{ part: 'things', index, code: 'not_reachable' }]
  })
}

/** The indexes of entries whose key stood there before. */
function repeated(entries: readonly { readonly key: string }[]): readonly number[] {
  return entries.flatMap(({ key }, index) =>
    entries.findIndex((other) => other.key === key) < index ? [index] : [],
  )
}
