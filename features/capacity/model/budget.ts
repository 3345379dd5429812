import { HOUR, type Instant, plus } from '#kernel/instant.ts'
import { CELL_MINUTES, cellBits, cellsOf, freeCells, type Place, type PlaceBounds } from '../model.ts'

// Shares of a site's time are budgets of place-minutes for each hour, never cells or places of their own: whatever is
// booked stays below the hour's limit, and which place it lies on is free. Hours are counted like cells, in elapsed
// time from the day's first instant.

/** Cells of an hour. */
export const HOUR_CELLS = 60 / CELL_MINUTES
/** Until so long before an hour a part of it is kept for people who telephone or come by. */
export const KEPT_FOR_CALLERS = 24 * HOUR

/** Shares in percent: of all time for people without appointment, of the rest for telephone and desk. */
export type Shares = { readonly walkInPercent: number; readonly callerPercent: number }

/** Who books: citizens on the web, or staff for somebody. */
export type Asker = 'online' | 'staff'

/** Minutes that may be booked in an hour by anybody, and by citizens as long as a part is kept for callers. */
export type HourLimits = { readonly anybody: number; readonly online: number }

/** Place-minutes of each hour that has any: what places can work there, breaks left out, booked or not. */
export function minutesByHour(places: readonly PlaceBounds[]): ReadonlyMap<number, number> {
  const minutes = new Map<number, number>()
  for (const place of places) {
    for (const cell of cellsOf(freeCells({ ...place, taken: 0n }))) addMinutes(minutes, cell)
  }
  return minutes
}

/** Minutes of each hour that are taken on these places, whoever holds them. */
export function takenByHour(places: readonly Pick<Place, 'taken'>[]): ReadonlyMap<number, number> {
  const minutes = new Map<number, number>()
  for (const { taken } of places) for (const cell of cellsOf(taken)) addMinutes(minutes, cell)
  return minutes
}

function addMinutes(minutes: Map<number, number>, cell: number): void {
  const hour = Math.floor(cell / HOUR_CELLS)
  minutes.set(hour, (minutes.get(hour) ?? 0) + CELL_MINUTES)
}

/** What of an hour's place-minutes may be booked. Rounded so that the shares given are never cut short. */
export function limitsOf(placeMinutes: number, { walkInPercent, callerPercent }: Shares): HourLimits {
  const anybody = Math.floor((placeMinutes * (100 - walkInPercent)) / 100)
  return { anybody, online: Math.floor((anybody * (100 - callerPercent)) / 100) }
}

/** How many minutes of an hour, which begins at `begins`, somebody may still book. */
export function minutesLeft(
  limits: HourLimits,
  takenMinutes: number,
  { asker, begins, now }: { readonly asker: Asker; readonly begins: Instant; readonly now: Instant },
): number {
  const keeps = asker === 'online' && plus(now, KEPT_FOR_CALLERS) < begins
  return Math.max(0, (keeps ? limits.online : limits.anybody) - takenMinutes)
}

/** Does a visit of these cells fit into what is left of every hour that it lies in? */
export function fitsBudget(firstCell: number, cells: number, leftOf: (hour: number) => number): boolean {
  for (let hour = Math.floor(firstCell / HOUR_CELLS); hour * HOUR_CELLS < firstCell + cells; hour++) {
    const from = Math.max(firstCell, hour * HOUR_CELLS)
    const end = Math.min(firstCell + cells, (hour + 1) * HOUR_CELLS)
    if ((end - from) * CELL_MINUTES > leftOf(hour)) return false
  }
  return true
}

/**
 * The cells of a day from which a visit of so many cells fits the budgets, as bits to be laid over the free starts of
 * the places. A bit for each of `dayCells`.
 */
export function budgetStarts(cells: number, dayCells: number, leftOf: (hour: number) => number): bigint {
  let starts = 0n
  for (let cell = 0; cell < dayCells; cell++) {
    if (fitsBudget(cell, cells, leftOf)) starts |= cellBits(cell, cell + 1)
  }
  return starts
}

/** A share of an hour as people count it: so many whole times of these minutes. */
export function timesIn(shareMinutes: number, minutesOfTime: number): number {
  return Math.floor(shareMinutes / minutesOfTime)
}
