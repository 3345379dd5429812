import type { Id } from '#kernel/id.ts'
import { CELL_MINUTES, canServe, cellsFor, type Place } from '../model.ts'
import { type Asked, NO_CELL, type Plan } from './plan.ts'
import { DAY_WORDS, findStarts, firstCellFrom, startsOfPlace } from './siteDay.ts'

// What no single place can do is done at two, one after the other: two linked visits.

/** The second visit begins at most so many cells after the end of the first: nobody waits longer than 20 minutes. */
export const LINK_CELLS = 20 / CELL_MINUTES

/** A part of what is wanted, done at one place. */
export type Part = { readonly services: readonly Id<'service'>[]; readonly minutes: number }

/** One way to divide what is wanted: this first, that afterwards. */
export type Split = { readonly first: Part; readonly second: Part }

/** All ways to divide things into two groups, both orders; the order is always the same. */
export function divisions<T>(things: readonly T[]): [T[], T[]][] {
  const ways: [T[], T[]][] = []
  // Ascending from the group with the first thing alone, so that people do first what they named first.
  for (let chosen = 1; chosen < 2 ** things.length - 1; chosen++) {
    const isFirst = (index: number) => ((chosen >> index) & 1) === 1
    ways.push([things.filter((_, index) => isFirst(index)), things.filter((_, index) => !isFirst(index))])
  }
  return ways
}

/** Two starts on one day that belong together, and by which of the splits. */
export type Pair = { readonly first: number; readonly second: number; readonly split: number }

/** Is there a place at this site on this day that can serve all that is asked for, free or not? */
export function hasPlaceForAll(plan: Plan, asked: Asked, site: number, day: number): boolean {
  const places = plan.sites[site]?.days[day]
  return places?.counters.some((counter) => asked.serves[counter] === 1) ?? false
}

/** A split with what the plan has found for its parts. */
export type AskedSplit = { readonly first: Asked; readonly second: Asked }

const seconds = new Uint32Array(DAY_WORDS)
const firsts = new Uint32Array(DAY_WORDS)

/**
 * The pairs of a site's day, one for each first start not before `fromCell`, ascending: with the earliest second start,
 * then by the first split. The first visit's end is that of a place that has it free; with `any` the search ends at
 * the first pair that it meets.
 */
export function findPairs(
  plan: Plan,
  splits: readonly AskedSplit[],
  site: number,
  day: number,
  [fromCell, endCell]: readonly [first: number, end: number],
  any = false,
): Pair[] {
  const places = plan.sites[site]?.days[day]
  if (!places) return []
  const index = site * plan.days + day
  const best = new Map<number, Pair>()
  for (const [split, { first, second }] of splits.entries()) {
    if ((first.first[index] ?? NO_CELL) === NO_CELL || (second.first[index] ?? NO_CELL) === NO_CELL) continue
    if (!findStarts(places, second, seconds)) continue
    for (let place = 0; place < places.counters.length; place++) {
      if (first.serves[places.counters[place] ?? 0] !== 1) continue
      const cells = cellsFor(first.minutes, places.percents[place] ?? 100)
      startsOfPlace(places, place, cells, first.asker, firsts)
      for (let cell = firstCellFrom(firsts, fromCell); cell >= 0; cell = firstCellFrom(firsts, cell + 1)) {
        const next = firstCellFrom(seconds, cell + cells)
        if (cell >= endCell) break
        if (next < 0 || next > cell + cells + LINK_CELLS) continue
        if (any) return [{ first: cell, second: next, split }]
        const known = best.get(cell)
        if (!known || next < known.second) best.set(cell, { first: cell, second: next, split })
      }
    }
  }
  return [...best.values()].sort((a, b) => a.first - b.first)
}

/** Where two linked visits find room. */
export type PlacedPair = Pair & { readonly firstPlace: Place; readonly secondPlace: Place }

/**
 * The places for two linked visits that begin at this cell; the second at `secondCell`, or as early as it can where
 * that is left open. `room` gives the places that can take a part from a cell on, the best first. Undefined if no two places have it free.
 */
export function choosePair(
  room: (cell: number, part: Part) => readonly Place[],
  splits: readonly Split[],
  firstCell: number,
  secondCell?: number,
): PlacedPair | undefined {
  let best: PlacedPair | undefined
  for (const [split, { first, second }] of splits.entries()) {
    for (const firstPlace of room(firstCell, first)) {
      const end = firstCell + cellsFor(first.minutes, firstPlace.durationPercent)
      for (let cell = end; cell <= end + LINK_CELLS; cell++) {
        if (secondCell !== undefined && cell !== secondCell) continue
        if (best && cell >= best.second) break
        const [secondPlace] = room(cell, second)
        if (secondPlace) best = { first: firstCell, second: cell, split, firstPlace, secondPlace }
      }
    }
  }
  return best
}

/** Can none of these places serve all of it alone, though there are places? */
export function needsTwo(places: readonly Place[], services: readonly Id<'service'>[]): boolean {
  return services.length > 1 && places.length > 0 && !places.some((place) => canServe(place, services))
}
