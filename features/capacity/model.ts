import type { CounterDirection, CounterTexts } from '#db/json.ts'
import { type Closure, type Hours, openSpans, type Span } from '#features/authority/model.ts'
import type { ServiceMode } from '#features/catalogue/model.ts'
import type { Id } from '#kernel/id.ts'
import { type Instant, instant, type LocalDate, type LocalTime, MINUTE } from '#kernel/instant.ts'
import { instantOf, startOfDay, weekdayOf } from '#kernel/wallTime.ts'

/** Which way it goes from a display to a counter; up and down are stairs. */
export const ARROWS = [
  'left',
  'right',
  'straight',
  'back',
  'up',
  'down',
] as const satisfies readonly CounterDirection['arrow'][]

/** Colours of the lines on a floor. */
export const LINES = ['red', 'blue', 'green', 'yellow'] as const satisfies readonly CounterDirection['line'][]

/** Length of a cell, the smallest piece of a workplace's day. */
export const CELL_MINUTES = 5

/** The topic that wakes whoever keeps the plan of places: claims or places have changed. */
export const PLAN_TOPIC = 'plan'

/** A workplace with what it can serve. */
export type Counter = {
  readonly id: Id<'counter'>
  readonly siteId: Id<'site'>
  readonly key: string
  readonly texts: CounterTexts
  readonly skills: ReadonlySet<Id<'service'>>
}

/** A shift of a counter, wall time of the site, and whom it is for: people with an appointment, without one, or both. */
export type Shift = {
  readonly counterId: Id<'counter'>
  readonly starts: LocalTime
  readonly ends: LocalTime
  readonly breakStarts: LocalTime | null
  readonly breakEnds: LocalTime | null
  readonly mode: ServiceMode
  readonly durationPercent: number
}

/** A shift of every week. */
export type ShiftRule = Shift & { readonly weekday: number }

/** Whom a place is for; a shift for people without appointment alone gives no place. */
export const PLACE_MODES = ['appointment', 'both'] as const satisfies readonly ServiceMode[]
export type PlaceMode = (typeof PLACE_MODES)[number]

/** The cells of a place: from the first to before the end, without those of the break. */
export type PlaceBounds = {
  readonly firstCell: number
  readonly endCell: number
  readonly breakFirstCell: number | null
  readonly breakEndCell: number | null
}

/** A place that is to be made. */
export type NewPlace = PlaceBounds & {
  readonly siteId: Id<'site'>
  readonly counterId: Id<'counter'>
  readonly day: LocalDate
  readonly durationPercent: number
  readonly mode: PlaceMode
}

/** A counter as planned on a day. `taken` has a bit set for every cell that a claim holds. */
export type Place = NewPlace & {
  readonly id: Id<'place'>
  readonly skills: ReadonlySet<Id<'service'>>
  readonly taken: bigint
}

/** The instant at which a cell of a day begins: counted in elapsed time from the day's first instant. */
export function instantOfCell(day: LocalDate, cell: number, zone: string): Instant {
  return instant(startOfDay(day, zone) + cell * CELL_MINUTES * MINUTE)
}

/** The cell of a day that an instant lies in; negative or beyond the last when it is not of that day. */
export function cellOf(at: Instant, day: LocalDate, zone: string): number {
  return Math.floor((at - startOfDay(day, zone)) / (CELL_MINUTES * MINUTE))
}

/** How many cells so many planned minutes take on a place that works at this pace (100 is as planned). */
export function cellsFor(minutes: number, durationPercent: number): number {
  return Math.ceil((minutes * durationPercent) / (100 * CELL_MINUTES))
}

/** A bit for every cell from the first to before the end. */
export function cellBits(firstCell: number, endCell: number): bigint {
  if (endCell <= firstCell) return 0n
  return ((1n << BigInt(endCell - firstCell)) - 1n) << BigInt(firstCell)
}

/** The cells of a place that may be booked. */
export function freeCells(place: PlaceBounds & Pick<Place, 'taken'>): bigint {
  const shift = cellBits(place.firstCell, place.endCell)
  const pause = cellBits(place.breakFirstCell ?? 0, place.breakEndCell ?? 0)
  return shift & ~pause & ~place.taken
}

/** The cells at which a run of so many free cells begins; doubling needs some seven steps for a day. */
export function freeStarts(free: bigint, cells: number): bigint {
  if (cells < 1) return 0n
  let starts = free
  let length = 1
  while (length * 2 <= cells) {
    starts &= starts >> BigInt(length)
    length *= 2
  }
  return starts & (starts >> BigInt(cells - length))
}

/** Can this place serve all these services? */
export function canServe(place: Pick<Place, 'skills'>, services: readonly Id<'service'>[]): boolean {
  return services.every((service) => place.skills.has(service))
}

/** The cells at which so many minutes for these services could begin on a place, ascending. */
export function startsOf(place: Place, minutes: number, services: readonly Id<'service'>[]): number[] {
  if (!canServe(place, services)) return []
  const starts = freeStarts(freeCells(place), cellsFor(minutes, place.durationPercent))
  return cellsOf(starts)
}

/** The numbers of the set bits, ascending. */
export function cellsOf(bits: bigint): number[] {
  const digits = bits.toString(2)
  const cells: number[] = []
  for (let at = digits.length - 1; at >= 0; at--) {
    if (digits[at] === '1') cells.push(digits.length - 1 - at)
  }
  return cells
}

/**
 * All places that can take so many minutes for these services from this cell on, the best first: fewest skills, so
 * that those who can do more stay free; then the tightest gap, so that long visits still fit; then by id.
 */
export function choosePlaces(
  places: readonly Place[],
  startCell: number,
  minutes: number,
  services: readonly Id<'service'>[],
): Place[] {
  return places
    .filter((place) => canServe(place, services) && isFreeFrom(place, startCell, minutes))
    .map((place) => ({ place, gap: gapAround(freeCells(place), startCell) }))
    .sort(
      (a, b) =>
        a.place.skills.size - b.place.skills.size || a.gap - b.gap || (a.place.id < b.place.id ? -1 : 1),
    )
    .map(({ place }) => place)
}

function isFreeFrom(place: Place, startCell: number, minutes: number): boolean {
  const wanted = cellBits(startCell, startCell + cellsFor(minutes, place.durationPercent))
  return wanted !== 0n && (freeCells(place) & wanted) === wanted
}

/** The number of free cells in a row of which this one is part. */
function gapAround(free: bigint, cell: number): number {
  let first = cell
  while (first > 0 && (free >> BigInt(first - 1)) & 1n) first--
  let end = cell
  while ((free >> BigInt(end)) & 1n) end++
  return end - first
}

/** The places that weekly shifts give on a day. */
export function placesOfDay(
  rules: readonly ShiftRule[],
  site: Hours,
  closures: readonly Closure[],
  day: LocalDate,
): NewPlace[] {
  const weekday = weekdayOf(day)
  return placesOfShifts(
    rules.filter((rule) => rule.weekday === weekday),
    site,
    closures,
    day,
  )
}

/**
 * The places that the shifts of a day give to appointments, cut to the hours in which the site is open; none when it is
 * closed. A cell that is open or worked only in part gives nothing. The places of one counter never overlap, also
 * where a clock change pushes two shifts into each other.
 */
export function placesOfShifts(
  shifts: readonly Shift[],
  site: Hours,
  closures: readonly Closure[],
  day: LocalDate,
): NewPlace[] {
  const spans = openSpans(site, closures, day)
  const places = shifts
    .flatMap((shift) => spans.flatMap((span) => placeOf(shift, site, day, span)))
    .sort((a, b) =>
      a.counterId < b.counterId ? -1 : a.counterId > b.counterId ? 1 : a.firstCell - b.firstCell,
    )
  return places.filter(
    (place, index) =>
      !places
        .slice(0, index)
        .some((earlier) => earlier.counterId === place.counterId && earlier.endCell > place.firstCell),
  )
}

function placeOf(rule: Shift, site: Hours, day: LocalDate, span: Span): NewPlace[] {
  const { counterId, durationPercent, mode } = rule
  if (mode === 'walk_in') return []
  const at = (time: LocalTime) => instantOf(day, time, site.timeZone)
  const firstWhole = cellAfter(instant(Math.max(at(rule.starts), span.opens)), day, site.timeZone)
  const endWhole = cellOf(instant(Math.min(at(rule.ends), span.closes)), day, site.timeZone)
  const pause =
    rule.breakStarts === null || rule.breakEnds === null
      ? null
      : {
          first: cellOf(at(rule.breakStarts), day, site.timeZone),
          end: cellAfter(at(rule.breakEnds), day, site.timeZone),
        }
  const bounds = withBreak(firstWhole, endWhole, pause)
  if (bounds.endCell <= bounds.firstCell) return []
  return [{ siteId: site.id, counterId, day, ...bounds, durationPercent, mode }]
}

function cellAfter(at: Instant, day: LocalDate, zone: string): number {
  return Math.ceil((at - startOfDay(day, zone)) / (CELL_MINUTES * MINUTE))
}

/** A break at the edge shortens the place, one outside does not matter. */
function withBreak(first: number, end: number, pause: { first: number; end: number } | null): PlaceBounds {
  if (pause === null || pause.end <= first || pause.first >= end || pause.first >= pause.end) {
    return { firstCell: first, endCell: end, breakFirstCell: null, breakEndCell: null }
  }
  if (pause.first <= first || pause.end >= end) {
    return {
      firstCell: pause.first <= first ? pause.end : first,
      endCell: pause.end >= end ? pause.first : end,
      breakFirstCell: null,
      breakEndCell: null,
    }
  }
  return { firstCell: first, endCell: end, breakFirstCell: pause.first, breakEndCell: pause.end }
}
