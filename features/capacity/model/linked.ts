import type { Id } from '#kernel/id.ts'
import { CELL_MINUTES, canServe, cellsFor, type Place } from '../model.ts'
import type { Asker } from './budget.ts'
import { DAY_WORDS, findStarts, firstCellFrom, type SiteDay, WORD_CELLS } from './siteDay.ts'

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

/** What is asked of a day: parts with the counters that can serve them (1 by their numbers), and pairs of parts. */
export type PairQuestion = {
  readonly asker: Asker
  readonly parts: readonly { readonly part: Part; readonly serves: Uint8Array }[]
  /** First and second part by their place in `parts`. */
  readonly splits: readonly { readonly first: number; readonly second: number }[]
}

/** The starts of each part, made once for all splits in which it stands. */
const startsOfParts: Uint32Array[] = []
const firsts = new Uint32Array(DAY_WORDS)
const seconds = new Uint16Array(DAY_WORDS * WORD_CELLS)
const ways = new Uint16Array(DAY_WORDS * WORD_CELLS)

/**
 * The pairs of a site's day, one for each first start, ascending: with the earliest second start, then by the first
 * split. The first visit's end is that of a place that has it free.
 */
export function pairsOfDay(day: SiteDay, { asker, parts, splits }: PairQuestion): Pair[] {
  const looked = new Map<number, boolean>()
  // A split falls away with either part, so the other one is often not looked for.
  const has = (number: number) => {
    const known = looked.get(number)
    const asked = parts[number]
    if (known !== undefined || !asked) return known ?? false
    const starts = startsOfParts[number] ?? new Uint32Array(DAY_WORDS)
    startsOfParts[number] = starts
    const { part, serves } = asked
    const found = findStarts(day, { serves, minutes: part.minutes, asker }, starts)
    looked.set(number, found)
    return found
  }
  seconds.fill(0)
  for (const [split, { first, second }] of splits.entries()) {
    if (!has(first) || !has(second)) continue
    const [one, later] = [parts[first], startsOfParts[second]]
    if (!one || !later) continue
    const { part, serves } = one
    for (const pace of day.paces) {
      // Where all places work at one pace its starts are those of the part.
      if (day.paces.length === 1) firsts.set(startsOfParts[first] ?? firsts)
      else if (!findStarts(day, { serves, minutes: part.minutes, asker }, firsts, pace)) continue
      const cells = cellsFor(part.minutes, pace)
      for (let cell = firstCellFrom(firsts, 0); cell >= 0; cell = firstCellFrom(firsts, cell + 1)) {
        const next = firstCellFrom(later, cell + cells)
        if (next < 0) break
        if (next > cell + cells + LINK_CELLS) continue
        const known = seconds[cell] ?? 0
        if (known !== 0 && known <= next) continue
        seconds[cell] = next
        ways[cell] = split
      }
    }
  }
  const pairs: Pair[] = []
  for (const [first, second] of seconds.entries()) {
    if (second !== 0) pairs.push({ first, second, split: ways[first] ?? 0 })
  }
  return pairs
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
