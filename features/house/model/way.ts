import type { HousePlan, Thing } from '../model.ts'
import { isPassage, isStepFree, roomsAt } from './place.ts'

/** A way through a house: the things that it leads over, from the first to the last, and its length in squares. */
export type Way = { readonly things: readonly Thing[]; readonly length: number }

/** What a level up or down counts, in squares: stairs cost more the more there are, a lift has to come first. */
const STAIRS = { begin: 0, level: 6 } as const
const LIFT = { begin: 8, level: 2 } as const

/**
 * The shortest way from one thing to another, of two equally long ones always the same. People walk straight inside a
 * room, pass from room to room by doors and from level to level by stairs and lifts alone. Step-free it leads over no
 * stairs and no door with steps. Undefined where there is none.
 */
export function wayBetween(
  plan: HousePlan,
  from: Thing,
  to: Thing,
  { stepFree }: { readonly stepFree: boolean },
): Way | undefined {
  const nodes = nodesOf(plan, from, to, stepFree)
  if (!nodes.includes(from) || !nodes.includes(to)) return undefined
  const rooms = new Map(nodes.map((node) => [node, new Set(roomsAt(plan, node))]))
  const best = new Map<Thing, Way>([[from, { things: [from], length: 0 }]])
  const open = new Set(nodes)
  for (;;) {
    const next = nearest(open, best)
    if (!next) return undefined
    const way = best.get(next)
    if (next === to || !way) return way
    open.delete(next)
    for (const node of open) {
      const length = stepLength(plan, rooms, next, node)
      const known = best.get(node)
      if (length === undefined || (known && known.length <= way.length + length)) continue
      best.set(node, { things: [...way.things, node], length: way.length + length })
    }
  }
}

/** Only passages lie on a way; of the rest its ends. In one order, so that the same plan gives the same way. */
function nodesOf({ things }: HousePlan, from: Thing, to: Thing, stepFree: boolean): readonly Thing[] {
  return things
    .filter((thing) => thing === from || thing === to || isPassage(thing))
    .filter((thing) => !stepFree || isStepFree(thing))
    .toSorted((a, b) => (a.key < b.key ? -1 : 1))
}

function nearest(open: ReadonlySet<Thing>, best: ReadonlyMap<Thing, Way>): Thing | undefined {
  let found: Thing | undefined
  let length = Number.POSITIVE_INFINITY
  for (const node of open) {
    const known = best.get(node)?.length ?? Number.POSITIVE_INFINITY
    if (known < length) [found, length] = [node, known]
  }
  return found
}

/** How far it is from one thing to the next without anything between; undefined where no step leads there. */
function stepLength(
  { levels }: HousePlan,
  rooms: ReadonlyMap<Thing, ReadonlySet<unknown>>,
  a: Thing,
  b: Thing,
): number | undefined {
  if (a.level === b.level) {
    const shared = [...(rooms.get(a) ?? [])].some((room) => rooms.get(b)?.has(room))
    return shared ? Math.hypot(a.x - b.x, a.y - b.y) : undefined
  }
  if (a.kind !== b.kind || a.shaft === undefined || a.shaft !== b.shaft) return undefined
  const floor = ({ level }: Thing) => levels.findIndex(({ key }) => key === level)
  const { begin, level } = a.kind === 'lift' ? LIFT : STAIRS
  return begin + level * Math.abs(floor(a) - floor(b))
}
