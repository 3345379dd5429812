import { HOUR, type Instant, type LocalDate, plus } from '#kernel/instant.ts'
import { addDays } from '#kernel/wallTime.ts'
import { CELL_MINUTES, cellsOf, freeCells, type Place, type PlaceBounds, type PlaceMode } from '../model.ts'

// Shares of a site's time are budgets of place-minutes for each hour, never cells or places of their own: whatever is
// booked stays below the hour's limit, and which place it lies on is free. Hours are counted like cells, in elapsed
// time from the day's first instant.

/** Cells of an hour. */
export const HOUR_CELLS = 60 / CELL_MINUTES
/** Hours of the longest day. */
export const DAY_HOURS = 25
/** Until so long before an hour a part of it is kept for people who telephone or come by. */
export const KEPT_FOR_CALLERS = 24 * HOUR

/** How a site's time is shared. Percent. */
export type Shares = {
  /** Of the time of places that are not for appointments only, for people without appointment. */
  readonly walkInPercent: number
  /** Of what may be booked, kept for telephone and desk until 24 hours before. */
  readonly callerPercent: number
  /** Of what may be booked, released only so many days before. */
  readonly shortTermPercent: number
  readonly shortTermDays: number
  /** Do citizens still book for a day that has begun? */
  readonly onlineToday: boolean
}

/** Who books: citizens on the web, or staff for somebody. */
export type Asker = 'online' | 'staff'

/** Minutes of an hour: those that may be booked at all, those released by now, and of these those for citizens. */
export type HourLimits = { readonly limit: number; readonly open: number; readonly online: number }

/** An hour, and what time it is. `today` is the day of `now` at the site. */
export type HourMoment = {
  readonly day: LocalDate
  readonly begins: Instant
  readonly now: Instant
  readonly today: LocalDate
}

/** Place-minutes of an hour: of places for everybody, and of those for appointments only. */
export type PlaceMinutes = { readonly shared: number; readonly appointmentOnly: number }

const NO_MINUTES: PlaceMinutes = { shared: 0, appointmentOnly: 0 }

/** Place-minutes of each hour that has any, by whom the places are for. */
export function placeMinutesByHour(
  places: readonly (PlaceBounds & { readonly mode: PlaceMode })[],
): ReadonlyMap<number, PlaceMinutes> {
  const { both = [], appointment = [] } = Object.groupBy(places, ({ mode }) => mode)
  const [shared, own] = [minutesByHour(both), minutesByHour(appointment)]
  const hours = new Set([...shared.keys(), ...own.keys()])
  return new Map(
    [...hours].map((hour) => [hour, { shared: shared.get(hour) ?? 0, appointmentOnly: own.get(hour) ?? 0 }]),
  )
}

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
  const hour = hourOf(cell)
  minutes.set(hour, (minutes.get(hour) ?? 0) + CELL_MINUTES)
}

const hourOf = (cell: number) => Math.floor(cell / HOUR_CELLS)

/**
 * What of an hour's place-minutes may be booked: all of places for appointments only, of the others what people without
 * appointment leave. Rounded so that the shares given are never cut short.
 */
export function limitsOf(
  placeMinutes: PlaceMinutes,
  shares: Shares,
  { day, begins, now, today }: HourMoment,
): HourLimits {
  const limit = bookableMinutes(placeMinutes, shares)
  const isHeldBack = day > addDays(today, shares.shortTermDays)
  const open = isHeldBack ? without(limit, shares.shortTermPercent) : limit
  if (day <= today && !shares.onlineToday) return { limit, open, online: 0 }
  const isKept = plus(now, KEPT_FOR_CALLERS) < begins
  return { limit, open, online: isKept ? without(open, shares.callerPercent) : open }
}

/** The shares of an hour in minutes, whatever time it is. */
export function sharesOfHour(
  placeMinutes: PlaceMinutes = NO_MINUTES,
  { walkInPercent, shortTermPercent, callerPercent }: Omit<Shares, 'onlineToday' | 'shortTermDays'>,
): { readonly walkIn: number; readonly shortTerm: number; readonly callers: number } {
  const limit = bookableMinutes(placeMinutes, { walkInPercent })
  const open = without(limit, shortTermPercent)
  return {
    walkIn: placeMinutes.shared + placeMinutes.appointmentOnly - limit,
    shortTerm: limit - open,
    callers: open - without(open, callerPercent),
  }
}

function bookableMinutes(
  { shared, appointmentOnly }: PlaceMinutes,
  { walkInPercent }: Pick<Shares, 'walkInPercent'>,
): number {
  return without(shared, walkInPercent) + appointmentOnly
}

function without(minutes: number, percent: number): number {
  return Math.floor((minutes * (100 - percent)) / 100)
}

/** How many minutes of an hour somebody may still book. */
export function minutesLeft(limits: Omit<HourLimits, 'limit'>, taken: number, asker: Asker): number {
  return Math.max(0, (asker === 'online' ? limits.online : limits.open) - taken)
}

/** The minutes that consecutive cells take of each hour that they lie in. */
export function minutesOfCells(firstCell: number, endCell: number): ReadonlyMap<number, number> {
  const minutes = new Map<number, number>()
  for (let cell = firstCell; cell < endCell; cell++) addMinutes(minutes, cell)
  return minutes
}

/** Does a visit of these cells fit into what is left of every hour that it lies in? */
export function fitsBudget(firstCell: number, cells: number, leftOf: (hour: number) => number): boolean {
  for (const [hour, minutes] of minutesOfCells(firstCell, firstCell + cells)) {
    if (minutes > leftOf(hour)) return false
  }
  return true
}

/** The longest part of consecutive cells that fits what is left; the first of equal ones. Undefined for none. */
export function fittingPart(
  firstCell: number,
  endCell: number,
  leftOf: (hour: number) => number,
): { readonly firstCell: number; readonly endCell: number } | undefined {
  let best = { firstCell, endCell: firstCell }
  let from = firstCell
  for (let end = firstCell + 1; end <= endCell; end++) {
    while (from < end && !fitsBudget(from, end - from, leftOf)) from++
    if (end - from > best.endCell - best.firstCell) best = { firstCell: from, endCell: end }
  }
  return best.endCell > best.firstCell ? best : undefined
}

/** A share of an hour as people count it: so many whole times of these minutes. */
export function timesIn(shareMinutes: number, minutesOfTime: number): number {
  return Math.floor(shareMinutes / minutesOfTime)
}
