import type { TeamTexts } from '#db/json.ts'
import { distanceKm, type Point } from '#features/authority/model/distance.ts'
import { type DayShift, minutesOf } from '#features/capacity/model/shiftPlan.ts'
import type { Id } from '#kernel/id.ts'
import { HOUR, type Instant, type LocalDate, type LocalTime, MINUTE, plus } from '#kernel/instant.ts'
import { instantOf } from '#kernel/wallTime.ts'

/** Names a mobile team; small, given in the order of the city's data. */
export type TeamNumber = number

/** A team that goes to people with its kit. */
export type Team = Point & {
  readonly number: TeamNumber
  readonly key: string
  readonly texts: TeamTexts
  /** To set the kit up before a stop, and again to pack it. Minutes. */
  readonly setupMinutes: number
  /** What can be done with the kit. */
  readonly kit: ReadonlySet<Id<'service'>>
  /** Its workplaces at each site that it serves. */
  readonly counters: ReadonlyMap<Id<'site'>, readonly Id<'counter'>[]>
}

/** When a team serves a place, wall time of the site. */
export type StopTimes = {
  readonly day: LocalDate
  readonly opens: LocalTime
  readonly closes: LocalTime
  readonly breakStarts: LocalTime | null
  readonly breakEnds: LocalTime | null
  /** The way there as the planner knows it; null: by distance. */
  readonly travelMinutes: number | null
}

/** A stop as somebody wants it. */
export type WantedStop = StopTimes & { readonly siteId: Id<'site'> }

/** A stop of a team's tour. */
export type Stop = WantedStop & { readonly id: Id<'stop'>; readonly team: TeamNumber }

/** Roads are longer than the crow flies: about 1.2 times in towns (Newell 1980); 1.3 is on the safe side. */
const DETOUR = 1.3
/** A van in a town, lights and parking included. Kilometres per hour. */
const SPEED = 30
/** Nobody plans the way to the minute. */
const TRAVEL_STEP = 5

/** The way by road from one place to another as the distance gives it: minutes, a multiple of five, 0 at the same place. */
export function travelByDistance(from: Point, to: Point): number {
  const minutes = ((distanceKm(from, to) * DETOUR) / SPEED) * (HOUR / MINUTE)
  return Math.ceil(minutes / TRAVEL_STEP) * TRAVEL_STEP
}

/** Minutes of the wall clock since midnight; below 0 or above 1440 for what lies on another day. */
export type DayMinutes = number

/** A stop of a day with the team's way to it. */
export type Leg<S extends WantedStop> = {
  readonly stop: S
  /** From the place before: the last stop of the day, or where the team starts. */
  readonly travelMinutes: number
  readonly leaves: DayMinutes
  readonly packed: DayMinutes
}

/** A team's day: its stops in order with the ways between them, and the way home. */
export type TourDay<S extends WantedStop> = { readonly legs: readonly Leg<S>[]; readonly home: DayMinutes }

/** Where sites lie. */
export type PointOf = (site: Id<'site'>) => Point

/** Puts the stops of one day in order and says when the team is on its way. They may be unworkable. */
export function tourDay<S extends WantedStop>(
  team: Point & Pick<Team, 'setupMinutes'>,
  stops: readonly S[],
  pointOf: PointOf,
): TourDay<S> {
  const inOrder = stops.toSorted((a, b) => (a.opens < b.opens ? -1 : a.opens > b.opens ? 1 : 0))
  const legs = inOrder.map((stop, index): Leg<S> => {
    const before = inOrder[index - 1]
    const from = before ? pointOf(before.siteId) : team
    const travelMinutes = stop.travelMinutes ?? travelByDistance(from, pointOf(stop.siteId))
    return {
      stop,
      travelMinutes,
      leaves: minutesOf(stop.opens) - team.setupMinutes - travelMinutes,
      packed: minutesOf(stop.closes) + team.setupMinutes,
    }
  })
  const last = legs.at(-1)
  const home = last ? last.packed + travelByDistance(pointOf(last.stop.siteId), team) : 0
  return { legs, home }
}

/** A day without one of its stops, in order. The stop after it is reached from elsewhere: its way is estimated anew. */
export function withoutStop<S extends WantedStop & { readonly id: Id<'stop'> }>(
  stops: readonly S[],
  gone: Id<'stop'>,
): S[] {
  const inOrder = stops.toSorted((a, b) => (a.opens < b.opens ? -1 : a.opens > b.opens ? 1 : 0))
  const nth = inOrder.findIndex(({ id }) => id === gone)
  return inOrder.flatMap((stop, index) => {
    if (index === nth) return []
    return [nth >= 0 && index === nth + 1 ? { ...stop, travelMinutes: null } : stop]
  })
}

/** The shifts that a stop gives the team's workplaces there. */
export function shiftsOfStop(stop: WantedStop, counters: readonly Id<'counter'>[]): DayShift[] {
  return counters.map((counterId) => ({
    counterId,
    day: stop.day,
    starts: stop.opens,
    ends: stop.closes,
    breakStarts: stop.breakStarts,
    breakEnds: stop.breakEnds,
    mode: 'both',
    durationPercent: 100,
  }))
}

/** From one wall time of a day to another. */
export type WallPart = { readonly starts: LocalTime; readonly ends: LocalTime }

/** When people are served at a stop: its hours without the break. */
export function servedParts({ opens, closes, breakStarts, breakEnds }: StopTimes): WallPart[] {
  return breakStarts === null || breakEnds === null
    ? [{ starts: opens, ends: closes }]
    : [
        { starts: opens, ends: breakStarts },
        { starts: breakEnds, ends: closes },
      ]
}

/** What of the time served before is not served any more. */
export function lostParts(before: StopTimes, after: StopTimes): WallPart[] {
  return servedParts(after).reduce<WallPart[]>(
    (left, kept) =>
      left.flatMap(({ starts, ends }) =>
        [
          { starts, ends: earlier(kept.starts, ends) },
          { starts: later(kept.ends, starts), ends },
        ].filter((part) => part.starts < part.ends),
      ),
    servedParts(before),
  )
}

const earlier = (a: LocalTime, b: LocalTime) => (a <= b ? a : b)
const later = (a: LocalTime, b: LocalTime) => (a <= b ? b : a)

/** A booked time. */
export type BookedTime = { readonly startsAt: Instant; readonly minutes: number }

/** Of the times booked at a stop those that would have no place any more; after `null` none has. */
export function timesLost<B extends BookedTime>(
  booked: readonly B[],
  after: StopTimes | null,
  zone: string,
): B[] {
  const kept = after
    ? servedParts(after).map(({ starts, ends }) => ({
        from: instantOf(after.day, starts, zone),
        until: instantOf(after.day, ends, zone),
      }))
    : []
  return booked.filter(
    ({ startsAt, minutes }) =>
      !kept.some(({ from, until }) => from <= startsAt && plus(startsAt, minutes * MINUTE) <= until),
  )
}
