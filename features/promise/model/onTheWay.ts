import { distanceKm, type Point } from '#features/authority/model/distance.ts'
import { ARRIVING, minutesToWalk, wayMinutes } from '#features/hall/model.ts'

/** How somebody gets to a site. */
export type Way = {
  readonly km: number
  /** How long it takes, to five minutes. */
  readonly minutes: number
  /** The first of the arrivals that looks foresee at which they are surely there; undefined: later than all of them. */
  readonly arrives: number | undefined
}

/** The way from a place to a site for whoever leaves in so many minutes; as long as the kiosk thinks it is. */
export function wayTo(from: Point, site: Point, leavesIn: number): Way {
  const km = distanceKm(from, site)
  const arrives = ARRIVING.find((minutes) => minutes >= leavesIn + minutesToWalk(km))
  return { km, minutes: wayMinutes(km), arrives }
}
