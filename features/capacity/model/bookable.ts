import type { Id } from '#kernel/id.ts'
import type { LocalDate, LocalTime } from '#kernel/instant.ts'
import { timeOf } from '#kernel/wallTime.ts'
import {
  CELL_MINUTES,
  canServe,
  cellBits,
  cellsFor,
  cellsOf,
  freeCells,
  instantOfCell,
  type Place,
} from '../model.ts'
import {
  type Asker,
  fitsBudget,
  HOUR_CELLS,
  limitsOf,
  minutesLeft,
  minutesOfCells,
  placeMinutesByHour,
  type Shares,
  sharesOfHour,
  timesIn,
} from './budget.ts'
import { runsOf } from './packing.ts'
import type { KnownBudget } from './remembered.ts'

/** The unit in which the editor counts: so many times of 15 minutes. */
export const COUNTED_MINUTES = 15

/** A site's day as search offers it: places, budgets and the first cell that may still be booked. */
export type BookableDay = {
  readonly places: readonly Place[]
  /** By hour; one without a budget is not limited. */
  readonly budgets: ReadonlyMap<number, KnownBudget>
  readonly firstCell: number
}

/** What somebody asks for. Without services any workplace can do it. */
export type CountedVisit = {
  readonly minutes: number
  readonly services: readonly Id<'service'>[]
  readonly asker?: Asker
}

/**
 * The budgets that places give an hour, whatever search had before. What belongs to the hall on a day that has begun is
 * counted as bookable here, as it is for staff: else a manager who plans for today would see nothing.
 */
export function budgetsOfPlaces(
  places: readonly Place[],
  bookedOf: (hour: number) => number,
  shares: Shares,
  moment: Omit<Parameters<typeof limitsOf>[2], 'begins'> & { readonly zone: string },
): ReadonlyMap<number, KnownBudget> {
  const { zone, ...when } = moment
  return new Map(
    [...placeMinutesByHour(places)].map(([hour, minutes]) => {
      const begins = instantOfCell(when.day, hour * HOUR_CELLS, zone)
      const limits = limitsOf(minutes, { ...shares, onlineToday: true }, { ...when, begins })
      return [hour, { open: limits.open, online: limits.online, booked: bookedOf(hour) }]
    }),
  )
}

/** A run of free cells of a place, from which visits are taken off at its beginning. */
type Run = {
  readonly place: Place
  readonly cells: number
  readonly end: number
  from: number
}

/**
 * How many people could book one after the other, each the earliest time that search offers, on the place that booking
 * chooses: cells are free, and the budgets of their hours have minutes left.
 */
export function countTimes(
  { places, budgets, firstCell }: BookableDay,
  { minutes, services, asker = 'online' }: CountedVisit,
): number {
  const runs = places
    .filter((place) => canServe(place, services))
    .flatMap((place) => freeRuns(place, cellsFor(minutes, place.durationPercent)))
  const left = new Map([...budgets].map(([hour, known]) => [hour, minutesLeft(known, known.booked, asker)]))
  const leftOf = (hour: number) => left.get(hour) ?? Number.POSITIVE_INFINITY
  let count = 0
  const end = Math.max(0, ...runs.map((run) => run.end))
  const first = Math.max(firstCell, Math.min(end, ...runs.map((run) => run.from)))
  for (let cell = first; cell < end; cell++) {
    // More cells do not fit where fewer did not.
    let tooMany = Number.POSITIVE_INFINITY
    for (const run of bestFirst(runs, cell)) {
      if (run.cells >= tooMany) continue
      if (!fitsBudget(cell, run.cells, leftOf)) {
        tooMany = run.cells
        continue
      }
      for (const [hour, taken] of minutesOfCells(cell, cell + run.cells)) left.set(hour, leftOf(hour) - taken)
      run.from = cell + run.cells
      count++
    }
  }
  return count
}

/** The runs in which a visit can begin at a cell, in the order in which booking chooses places. */
function bestFirst(runs: readonly Run[], cell: number): Run[] {
  return runs
    .filter(({ from, end, cells }) => from <= cell && cell + cells <= end)
    .sort(
      (a, b) =>
        a.place.skills.size - b.place.skills.size ||
        a.end - a.from - (b.end - b.from) ||
        (a.place.id < b.place.id ? -1 : 1),
    )
}

function freeRuns(place: Place, cells: number): Run[] {
  const runs: Run[] = []
  for (const cell of cells > 0 ? cellsOf(freeCells(place)) : []) {
    const last = runs.at(-1)
    if (last?.end === cell) runs[runs.length - 1] = { ...last, end: cell + 1 }
    else runs.push({ place, cells, from: cell, end: cell + 1 })
  }
  return runs.filter((run) => run.end - run.from >= cells)
}

/**
 * What an hour of a day holds: times of 15 minutes if nobody had booked, and those that can still be booked; and how
 * many such times each share is.
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
  bookable: BookableDay,
  day: LocalDate,
  { zone, shares }: { readonly zone: string; readonly shares: Shares },
): HourTimes[] {
  const { places } = bookable
  if (places.length === 0) return []
  const minutes = placeMinutesByHour(places)
  const first = Math.floor(Math.min(...places.map((place) => place.firstCell)) / HOUR_CELLS)
  const end = Math.ceil(Math.max(...places.map((place) => place.endCell)) / HOUR_CELLS)
  return Array.from({ length: end - first }, (_, index) => {
    const cell = (first + index) * HOUR_CELLS
    const share = sharesOfHour(minutes.get(first + index), shares)
    return {
      from: timeOf(instantOfCell(day, cell, zone), zone),
      times: countEmpty(places, cell),
      free: countTimes(onlyHour(bookable, cell), { minutes: COUNTED_MINUTES, services: [] }),
      walkIn: timesIn(share.walkIn, COUNTED_MINUTES),
      shortTerm: timesIn(share.shortTerm, COUNTED_MINUTES),
      callers: timesIn(share.callers, COUNTED_MINUTES),
    }
  })
}

/** Times of an hour if nobody had booked and nothing were kept. */
function countEmpty(places: readonly Place[], cell: number): number {
  const hour = cellBits(cell, cell + HOUR_CELLS)
  return places.reduce((sum, place) => {
    const cells = cellsFor(COUNTED_MINUTES, place.durationPercent)
    const runs = runsOf(freeCells({ ...place, taken: 0n }) & hour)
    return sum + runs.reduce((times, run) => times + Math.floor(run / cells), 0)
  }, 0)
}

/** A day of which everything outside of an hour is taken. */
function onlyHour(day: BookableDay, cell: number): BookableDay {
  const others = cellBits(0, DAY_CELLS) & ~cellBits(cell, cell + HOUR_CELLS)
  return { ...day, places: day.places.map((place) => ({ ...place, taken: place.taken | others })) }
}

/** Cells of the longest day. */
const DAY_CELLS = (25 * 60) / CELL_MINUTES
