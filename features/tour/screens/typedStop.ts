import { localDate } from '#kernel/instant.ts'
import { addDays } from '#kernel/wallTime.ts'
import { readTime } from '#platform/time/readTime.ts'
import type { WrittenStops } from '../contract.ts'
import type { PlannedStop, PlannedTeam } from './texts.ts'

/** A stop as it is typed; empty texts are nothing. */
export type TypedStop = {
  readonly site: string
  readonly day: string
  /** In so many following weeks, too. */
  readonly weeks: number
  readonly opens: string
  readonly closes: string
  readonly breakStarts: string
  readonly breakEnds: string
  readonly travel: string
}

/** What is still wrong with what was typed. */
export type TypedFault = 'day' | 'time' | 'travel'

/** Weeks in which a new stop can be repeated at once. */
export const MOST_WEEKS = 8

/** The form for a new stop of a team. */
export function emptyStop(team: PlannedTeam): TypedStop {
  return {
    site: team.places[0]?.site ?? '',
    day: '',
    weeks: 0,
    opens: '09:00',
    closes: '12:00',
    breakStarts: '',
    breakEnds: '',
    travel: '',
  }
}

/** The form with a stop that stands: to change it, or without its day to copy it. */
export function typedFrom(stop: PlannedStop, day: string): TypedStop {
  return {
    site: stop.site,
    day,
    weeks: 0,
    opens: stop.opens,
    closes: stop.closes,
    breakStarts: stop.breakStarts ?? '',
    breakEnds: stop.breakEnds ?? '',
    travel: stop.travelMinutes === null ? '' : String(stop.travelMinutes),
  }
}

/** The stops that the form wants, or what is wrong with it. */
export function readStops(typed: TypedStop): WrittenStops | TypedFault {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(typed.day)) return 'day'
  const [opens, closes] = [readTime(typed.opens), readTime(typed.closes)]
  const [breakStarts, breakEnds] = [readTime(typed.breakStarts), readTime(typed.breakEnds)]
  if (!opens || !closes || breakStarts === undefined || breakEnds === undefined) return 'time'
  const travel = typed.travel.trim()
  if (travel !== '' && !(/^\d{1,3}$/.test(travel) && Number(travel) <= 480)) return 'travel'
  const first = localDate(typed.day)
  return {
    site: typed.site,
    days: Array.from({ length: typed.weeks + 1 }, (_, week) => addDays(first, week * 7)),
    opens,
    closes,
    breakStarts,
    breakEnds,
    travelMinutes: travel === '' ? null : Number(travel),
  }
}
