import type { HousePlan, Room, Thing } from '../model.ts'

type Point = Pick<Thing, 'level' | 'x' | 'y'>

/** Does the point lie in the room or on its border? */
export function touches(room: Room, { level, x, y }: Point): boolean {
  return (
    room.level === level &&
    x >= room.x &&
    x <= room.x + room.width &&
    y >= room.y &&
    y <= room.y + room.height
  )
}

/** The rooms at a point: one for what stands in it, two for a door between them. */
export function roomsAt({ rooms }: Pick<HousePlan, 'rooms'>, point: Point): readonly Room[] {
  return rooms.filter((room) => touches(room, point))
}

/** Does a way lead over this, from one room or level to another? */
export function isPassage({ kind }: Pick<Thing, 'kind'>): boolean {
  return kind === 'door' || kind === 'stairs' || kind === 'lift'
}

/** May somebody go there who climbs no step? */
export function isStepFree({ kind, steps }: Pick<Thing, 'kind' | 'steps'>): boolean {
  return kind !== 'stairs' && steps !== true
}
