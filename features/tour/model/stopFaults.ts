import { minutesOf } from '#features/capacity/model/shiftPlan.ts'
import { BREAK_AFTER_MINUTES } from '#features/capacity/model/workRules.ts'
import { DAY, HOUR, type LocalDate, type LocalTime, plus } from '#kernel/instant.ts'
import { addDays, instantOf, startOfDay, timeOf } from '#kernel/wallTime.ts'
import {
  type Leg,
  type PointOf,
  type StopTimes,
  type Team,
  type TourDay,
  tourDay,
  type WantedStop,
} from '../model.ts'

/** What makes a stop unworkable: it is not saved. */
export const STOP_ERRORS = [
  'unknown_site',
  'no_service',
  'past_day',
  'too_far',
  'negative_length',
  'break_outside',
  'missing_hour',
  'site_taken',
  'overlapping',
  'travel_too_short',
  'too_early',
  'too_late',
  'break_too_late',
  'break_too_short',
  'day_too_long',
] as const

/** What is worth a look before saving: it may be meant so. */
export const STOP_WARNINGS = ['closed_day', 'doubled_hour'] as const

export type StopFault = (typeof STOP_ERRORS)[number] | (typeof STOP_WARNINGS)[number]

/** Can the stop not be saved because of this? */
export function isStopError(fault: StopFault): boolean {
  return STOP_ERRORS.some((error) => error === fault)
}

/** What a stop is checked against. */
export type StopContext = {
  readonly team: Pick<Team, 'setupMinutes' | 'latitude' | 'longitude'>
  /** The other stops of the team that day. */
  readonly others: readonly WantedStop[]
  /** Undefined for a place that the team has no workplace at. */
  readonly place:
    | {
        readonly timeZone: string
        /** How many services its workplaces there can serve. */
        readonly services: number
        /** Another stop, of whatever team, is at this place that day. */
        readonly taken: boolean
        /** The place is closed that day, e.g. on a public holiday. */
        readonly closed: boolean
      }
    | undefined
  readonly pointOf: PointOf
  readonly today: LocalDate
  /** No date after this one can be planned. */
  readonly lastDay: LocalDate
  readonly longestDayMinutes: number
}

/** Everything wrong with a wanted stop, errors first. Empty for one that can be saved as it is. */
export function stopFaults(stop: WantedStop, context: StopContext): StopFault[] {
  const { place } = context
  if (!place) return ['unknown_site']
  const faults: StopFault[] = [
    ...(place.services === 0 ? (['no_service'] as const) : []),
    ...(stop.day < context.today ? (['past_day'] as const) : []),
    ...(stop.day > context.lastDay ? (['too_far'] as const) : []),
    ...(place.taken ? (['site_taken'] as const) : []),
    ...timeFaults(stop, place.timeZone),
    ...(place.closed ? (['closed_day'] as const) : []),
  ]
  const sound = !faults.some((one) => one === 'negative_length' || one === 'break_outside')
  const all = sound
    ? [...faults, ...dayFaults(tourDay(context.team, [...context.others, stop], context.pointOf), context)]
    : faults
  return [...new Set(all)].sort((a, b) => Number(isStopError(b)) - Number(isStopError(a)))
}

function timeFaults({ day, opens, closes, breakStarts, breakEnds }: StopTimes, zone: string): StopFault[] {
  const found: StopFault[] = []
  if (opens >= closes) found.push('negative_length')
  const halfBreak = (breakStarts === null) !== (breakEnds === null)
  const outside =
    breakStarts !== null &&
    breakEnds !== null &&
    !(opens < breakStarts && breakStarts < breakEnds && breakEnds < closes)
  if (halfBreak || outside) found.push('break_outside')
  const edges = [opens, closes, breakStarts, breakEnds].filter((time) => time !== null)
  return [...found, ...clockFaults(day, edges, zone)]
}

/** A time in the hour that spring skips does not exist; one in the hour that autumn repeats is read as the first. */
function clockFaults(day: LocalDate, edges: readonly LocalTime[], zone: string): StopFault[] {
  const start = startOfDay(day, zone)
  if (startOfDay(addDays(day, 1), zone) - start === DAY) return []
  const times = edges.filter((time) => time !== '24:00')
  const missing = times.some((time) => timeOf(instantOf(day, time, zone), zone) !== time)
  const doubled = times.some((time) => isDoubled(day, time, zone))
  return [...(missing ? (['missing_hour'] as const) : []), ...(doubled ? (['doubled_hour'] as const) : [])]
}

function isDoubled(day: LocalDate, time: LocalTime, zone: string): boolean {
  const read = instantOf(day, time, zone)
  return [-HOUR, HOUR].some((shift) => timeOf(plus(read, shift), zone) === time)
}

/** What is wrong with the ways, the breaks and the length of a team's day. */
export function dayFaults(
  tour: TourDay<WantedStop>,
  { longestDayMinutes }: Pick<StopContext, 'longestDayMinutes'>,
): StopFault[] {
  const { legs, home } = tour
  const first = legs[0]
  if (!first) return []
  const meets = legs.flatMap((leg, index): StopFault[] => {
    const before = legs[index - 1]
    if (!before || leg.leaves >= before.packed) return []
    return [leg.stop.opens < before.stop.closes ? 'overlapping' : 'travel_too_short']
  })
  if (meets.length > 0) return meets
  const worked = workOf(first.leaves, home, legs)
  return [
    ...(first.leaves < 0 ? (['too_early'] as const) : []),
    ...(home > 24 * 60 ? (['too_late'] as const) : []),
    ...(worked.longest > BREAK_AFTER_MINUTES ? (['break_too_late'] as const) : []),
    ...(worked.breaks < breakDue(worked.minutes) ? (['break_too_short'] as const) : []),
    ...(worked.minutes > longestDayMinutes ? (['day_too_long'] as const) : []),
  ]
}

/** Thirty minutes for more than six hours of work, forty-five for more than nine (Arbeitszeitgesetz § 4). */
function breakDue(worked: number): number {
  return worked > 9 * 60 ? 45 : worked > BREAK_AFTER_MINUTES ? 30 : 0
}

/** A shorter rest is no break (Arbeitszeitgesetz § 4). Minutes. */
const SHORTEST_BREAK = 15

/**
 * The team's working time: ways, setting up and packing count. The breaks of stops do not, nor does the time that is left
 * between packing and leaving for the next stop: it is known beforehand and the team's own. Minutes.
 */
function workOf(from: number, until: number, legs: readonly Leg<WantedStop>[]) {
  const rests = legs.flatMap(({ stop: { breakStarts, breakEnds }, leaves }, index) => {
    const before = legs[index - 1]
    return [
      ...(before ? [{ starts: before.packed, ends: leaves }] : []),
      ...(breakStarts === null || breakEnds === null
        ? []
        : [{ starts: minutesOf(breakStarts), ends: minutesOf(breakEnds) }]),
    ]
  })
  const breaks = rests.filter(({ starts, ends }) => ends - starts >= SHORTEST_BREAK)
  const edges = [from, ...breaks.flatMap(({ starts, ends }) => [starts, ends]), until]
  const stretches = edges.flatMap((edge, index) =>
    index % 2 === 0 ? [(edges[index + 1] ?? edge) - edge] : [],
  )
  return {
    minutes: stretches.reduce((sum, one) => sum + one, 0),
    longest: Math.max(...stretches),
    breaks: breaks.reduce((sum, { starts, ends }) => sum + ends - starts, 0),
  }
}
