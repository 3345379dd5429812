import type { HousePlan, Level, Room, Thing } from '../model.ts'
import { roomsAt } from './place.ts'
import type { Way } from './way.ts'

/** Where to turn before the next stretch, from where one comes; null where nobody can know how one stands. */
export type Turn = 'straight' | 'left' | 'right' | 'back' | null

/** One sentence of a way. */
export type WayStep =
  | { readonly kind: 'start'; readonly at: Thing; readonly level: Level }
  | { readonly kind: 'through'; readonly turn: Turn; readonly room: Room }
  | { readonly kind: 'climb'; readonly by: 'stairs' | 'lift'; readonly up: boolean; readonly to: Level }
  | { readonly kind: 'towards'; readonly turn: Turn; readonly by: 'stairs' | 'lift' }
  | { readonly kind: 'arrive'; readonly turn: Turn; readonly at: Thing }

/** So far from straight on it is still called straight on, in degrees. */
const STRAIGHT = 40
const BACK = 140

/** A way in sentences, of the same points that are drawn, for whoever does not see the drawing. */
export function describeWay(plan: HousePlan, { things }: Way): readonly WayStep[] {
  const levelOf = (key: string) => plan.levels.find((level) => level.key === key)
  const [first] = things
  const begin = first && levelOf(first.level)
  if (!first || !begin) return []
  const steps: WayStep[] = [{ kind: 'start', at: first, level: begin }]
  for (const [index, thing] of things.entries()) {
    const before = things[index - 1]
    if (!before) continue
    const level = levelOf(thing.level)
    if (before.level !== thing.level) {
      const by = thing.kind === 'lift' ? 'lift' : 'stairs'
      if (level) steps.push({ kind: 'climb', by, up: rank(plan, thing) > rank(plan, before), to: level })
      continue
    }
    const turn = turnAt(things[index - 2], before, thing)
    const next = things[index + 1]
    if (!next) steps.push({ kind: 'arrive', turn, at: thing })
    else if (thing.kind === 'door') {
      const room = roomsAt(plan, thing).find((each) => roomsAt(plan, next).includes(each))
      if (room) steps.push({ kind: 'through', turn, room })
    } else if (thing.kind === 'stairs' || thing.kind === 'lift')
      steps.push({ kind: 'towards', turn, by: thing.kind })
  }
  return steps
}

function rank({ levels }: HousePlan, { level }: Thing): number {
  return levels.findIndex(({ key }) => key === level)
}

/** How one turns at the second point on the way from the first to the third; y grows downwards. */
function turnAt(first: Thing | undefined, second: Thing, third: Thing): Turn {
  if (!first || first.level !== second.level) return null
  const [ax, ay] = [second.x - first.x, second.y - first.y]
  const [bx, by] = [third.x - second.x, third.y - second.y]
  if ((ax === 0 && ay === 0) || (bx === 0 && by === 0)) return null
  const angle = (Math.atan2(ax * by - ay * bx, ax * bx + ay * by) * 180) / Math.PI
  if (Math.abs(angle) <= STRAIGHT) return 'straight'
  if (Math.abs(angle) >= BACK) return 'back'
  return angle > 0 ? 'right' : 'left'
}
