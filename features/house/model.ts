import type { Texts } from '#kernel/language.ts'

export { describeWay, type WayStep } from './model/directions.ts'
export { type PlanFault, planFaults, unreachable } from './model/planFaults.ts'
export { countersWithRoom, waitingPlaceFor } from './model/waitingPlace.ts'
export { type Way, wayBetween } from './model/way.ts'

/** What stands at one point of a level. `desk` is the information desk. */
export const THING_KINDS = [
  'entrance',
  'door',
  'stairs',
  'lift',
  'counter',
  'waiting',
  'kiosk',
  'desk',
] as const
export type ThingKind = (typeof THING_KINDS)[number]

/** What a waiting place has: a children's corner, quiet, sockets, no steps and room for a wheelchair. */
export const PLACE_FEATURES = ['children', 'quiet', 'charging', 'step_free'] as const
export type PlaceFeature = (typeof PLACE_FEATURES)[number]

/** A level of a house, in squares of about a metre. */
export type Level = {
  readonly key: string
  readonly name: Texts
  readonly width: number
  readonly height: number
}

/** A room or corridor: a rectangle in which people walk straight from any point to any other. */
export type Room = {
  readonly key: string
  readonly level: string
  readonly name: Texts
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** A point on a level. Which of the optional facts it has depends on its kind. */
export type Thing = {
  readonly key: string
  readonly level: string
  readonly kind: ThingKind
  readonly x: number
  readonly y: number
  /** Entrances, waiting places, kiosks and desks are named; a counter is called as it always is. */
  readonly name?: Texts
  /** Stairs and lifts: those with the same shaft join their levels. */
  readonly shaft?: string
  /** Entrances and doors: there are steps at it. */
  readonly steps?: boolean
  /** Counters: the key of the counter that stands here. */
  readonly counter?: string
  /** Counters: a pram or a wheelchair has room there. */
  readonly roomy?: boolean
  /** Waiting places. */
  readonly features?: readonly PlaceFeature[]
}

/** A house as it is drawn: levels from the lowest up, rooms, and what stands in them. */
export type HousePlan = {
  readonly levels: readonly Level[]
  readonly rooms: readonly Room[]
  readonly things: readonly Thing[]
}

/** Sizes that a plan may have; the contract says the same. */
export const PLAN_LIMITS = { levels: 12, rooms: 80, things: 200, squares: 120 } as const
