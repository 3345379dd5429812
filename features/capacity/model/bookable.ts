import type { Id } from '#kernel/id.ts'
import type { LocalDate, LocalTime } from '#kernel/instant.ts'
import { timeOf } from '#kernel/wallTime.ts'
import { cellBits, cellsFor, freeCells, instantOfCell, type Place } from '../model.ts'
import { HOUR_CELLS, minutesByHour, type Shares, sharesOfHour, timesIn } from './budget.ts'
import { runsOf } from './packing.ts'

/** The unit in which the editor counts: so many times of 15 minutes. */
export const COUNTED_MINUTES = 15

/** How many visits of so many minutes for a service these places could take one after another, all together. */
export function countTimes(places: readonly Place[], minutes: number, service: Id<'service'>): number {
  return places
    .filter((place) => place.skills.has(service))
    .reduce((sum, place) => sum + countOn(place, freeCells(place), minutes), 0)
}

function countOn(place: Place, free: bigint, minutes: number): number {
  const cells = cellsFor(minutes, place.durationPercent)
  return runsOf(free).reduce((sum, run) => sum + Math.floor(run / cells), 0)
}

/**
 * What an hour of a day holds: times of 15 minutes if nobody had booked, and those that are still free; and how many
 * such times each share is.
 */
export type HourTimes = {
  readonly from: LocalTime
  readonly times: number
  readonly free: number
  readonly walkIn: number
  readonly shortTerm: number
  readonly callers: number
}

/** Hour by hour, from the first to the last in which a place is there; on days of 23 and 25 hours by their real hours. */
export function timesByHour(
  places: readonly Place[],
  day: LocalDate,
  { zone, shares }: { readonly zone: string; readonly shares: Shares },
): HourTimes[] {
  if (places.length === 0) return []
  const minutes = minutesByHour(places)
  const first = Math.floor(Math.min(...places.map((place) => place.firstCell)) / HOUR_CELLS)
  const end = Math.ceil(Math.max(...places.map((place) => place.endCell)) / HOUR_CELLS)
  return Array.from({ length: end - first }, (_, index) => {
    const cell = (first + index) * HOUR_CELLS
    const hour = cellBits(cell, cell + HOUR_CELLS)
    const share = sharesOfHour(minutes.get(first + index) ?? 0, shares)
    const count = (cellsOn: (place: Place) => bigint) =>
      places.reduce((sum, place) => sum + countOn(place, cellsOn(place) & hour, COUNTED_MINUTES), 0)
    return {
      from: timeOf(instantOfCell(day, cell, zone), zone),
      times: count((place) => freeCells({ ...place, taken: 0n })),
      free: count(freeCells),
      walkIn: timesIn(share.walkIn, COUNTED_MINUTES),
      shortTerm: timesIn(share.shortTerm, COUNTED_MINUTES),
      callers: timesIn(share.callers, COUNTED_MINUTES),
    }
  })
}
