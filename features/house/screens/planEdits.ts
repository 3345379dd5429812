import type { Texts } from '#kernel/language.ts'
import { type HousePlan, type Level, PLAN_LIMITS, type Room, type Thing, type ThingKind } from '../model.ts'

/** A room or thing of a plan, by its key. */
export type Chosen = { readonly part: 'rooms' | 'things'; readonly key: string }

/** A house with one empty level, to begin with. */
export function firstPlan(levelName: string): HousePlan {
  return {
    levels: [{ key: 'level-1', name: sameText(levelName), width: 30, height: 20 }],
    rooms: [],
    things: [],
  }
}

/** One name in all languages, until somebody writes the others. */
export function sameText(text: string): Texts {
  return { de: text, 'de-simple': text, en: text }
}

/** One more level above the others, as large as the last one. */
export function withLevel(plan: HousePlan, name: string): HousePlan {
  const { width = 30, height = 20 } = plan.levels.at(-1) ?? {}
  const level: Level = { key: freeKey(plan.levels, 'level'), name: sameText(name), width, height }
  return { ...plan, levels: [...plan.levels, level] }
}

/** Without a level and all that is on it. */
export function withoutLevel(plan: HousePlan, key: string): HousePlan {
  return {
    levels: plan.levels.filter((level) => level.key !== key),
    rooms: plan.rooms.filter(({ level }) => level !== key),
    things: plan.things.filter(({ level }) => level !== key),
  }
}

/** One more room where nothing is drawn yet, as far as there is such a place. */
export function withRoom(plan: HousePlan, level: Level, name: string): readonly [HousePlan, Chosen] {
  const size = { width: Math.min(6, level.width), height: Math.min(5, level.height) }
  const there = plan.rooms.filter((room) => room.level === level.key)
  const places = squaresOf(level.width - size.width, level.height - size.height)
  const free = places.find(({ x, y }) => !there.some((room) => overlaps({ ...size, x, y }, room)))
  const key = freeKey(plan.rooms, 'room')
  const room: Room = { key, level: level.key, name: sameText(name), ...(free ?? { x: 0, y: 0 }), ...size }
  return [
    { ...plan, rooms: [...plan.rooms, room] },
    { part: 'rooms', key },
  ]
}

function squaresOf(width: number, height: number): readonly { readonly x: number; readonly y: number }[] {
  return Array.from({ length: height + 1 }, (_, y) =>
    Array.from({ length: width + 1 }, (__, x) => ({ x, y })),
  ).flat()
}

type Area = Pick<Room, 'x' | 'y' | 'width' | 'height'>
function overlaps(a: Area, b: Area): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height
}

/** One more thing in the middle of the level's first room; it is then moved to where it belongs. */
export function withThing(
  plan: HousePlan,
  level: Level,
  kind: ThingKind,
  name: string,
): readonly [HousePlan, Chosen] {
  const room = plan.rooms.find((each) => each.level === level.key)
  const area = room ?? { x: 0, y: 0, ...level }
  const key = freeKey(plan.things, kind)
  const isNamed = kind === 'entrance' || kind === 'waiting' || kind === 'kiosk' || kind === 'desk'
  const thing: Thing = {
    key,
    level: level.key,
    kind,
    x: area.x + Math.floor(area.width / 2),
    y: area.y + Math.floor(area.height / 2),
    ...(isNamed && { name: sameText(name) }),
  }
  return [
    { ...plan, things: [...plan.things, thing] },
    { part: 'things', key },
  ]
}

/** What is chosen, with other facts. */
export function changeRoom(plan: HousePlan, key: string, change: Partial<Room>): HousePlan {
  return { ...plan, rooms: plan.rooms.map((room) => (room.key === key ? { ...room, ...change } : room)) }
}

/** The same of a thing. What the drawing does not know of it (`gone`) is taken away. */
export function changeThing(
  plan: HousePlan,
  key: string,
  change: Partial<Thing>,
  gone: readonly ('counter' | 'shaft')[] = [],
): HousePlan {
  const changed = (thing: Thing): Thing => {
    const { counter, shaft, ...rest } = { ...thing, ...change }
    return {
      ...rest,
      ...(counter !== undefined && !gone.includes('counter') && { counter }),
      ...(shaft !== undefined && !gone.includes('shaft') && { shaft }),
    }
  }
  return { ...plan, things: plan.things.map((thing) => (thing.key === key ? changed(thing) : thing)) }
}

/** Without what is chosen. */
export function withoutChosen(plan: HousePlan, { part, key }: Chosen): HousePlan {
  return part === 'rooms'
    ? { ...plan, rooms: plan.rooms.filter((room) => room.key !== key) }
    : { ...plan, things: plan.things.filter((thing) => thing.key !== key) }
}

/** What is chosen at another place, inside of its level. */
export function moved(plan: HousePlan, { part, key }: Chosen, x: number, y: number): HousePlan {
  const into = (value: number, most: number) => Math.max(0, Math.min(value, most))
  const levelOf = (level: string) => plan.levels.find((each) => each.key === level)
  if (part === 'rooms') {
    const room = plan.rooms.find((each) => each.key === key)
    const level = room && levelOf(room.level)
    if (!room || !level) return plan
    return changeRoom(plan, key, {
      x: into(x, level.width - room.width),
      y: into(y, level.height - room.height),
    })
  }
  const thing = plan.things.find((each) => each.key === key)
  const level = thing && levelOf(thing.level)
  return level ? changeThing(plan, key, { x: into(x, level.width), y: into(y, level.height) }) : plan
}

function freeKey(entries: readonly { readonly key: string }[], kind: string): string {
  const taken = new Set(entries.map(({ key }) => key))
  const most = PLAN_LIMITS.things + 1
  const nth = Array.from({ length: most }, (_, index) => index + 1).find(
    (each) => !taken.has(`${kind}-${each}`),
  )
  return `${kind}-${nth ?? most}`
}
