import type { Id } from '#kernel/id.ts'
import { CELL_MINUTES, canServe, cellsFor, type Place } from '../model.ts'
import { type Asker, HOUR_CELLS } from './budget.ts'
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

/** What is asked of a day: minutes of parts with the counters that can serve them (1 by their numbers), and pairs of parts. */
export type PairQuestion = {
  readonly asker: Asker
  readonly parts: readonly { readonly minutes: number; readonly serves: Uint8Array }[]
  /** First and second part by their place in `parts`. */
  readonly splits: readonly { readonly first: number; readonly second: number }[]
}

/** The starts of each part, made once for all splits in which it stands; where paces differ also those of each pace. */
const startsOfParts: Uint32Array[] = []
const startsByPace: Uint32Array[] = []
const seconds = new Uint16Array(DAY_WORDS * WORD_CELLS)
const ways = new Uint16Array(DAY_WORDS * WORD_CELLS)
const none = new Uint32Array(DAY_WORDS)
/** By the numbers of parts, of which six matters have 62: 0 where nobody has looked, else whether a place has room. */
const looked = new Uint8Array(256)
const ROOM = 1
const NO_ROOM = 2
let anyPair = false

/** Pairs of a day by the cell of their first start: the second start, 0 where there is none, and the number of the split. */
export type FoundPairs = { readonly seconds: Uint16Array; readonly splits: Uint16Array }

const found: FoundPairs = { seconds, splits: ways }

/**
 * The pairs of a site's day, one for each first start: with the earliest second start, then by the first split; undefined
 * for none. The first visit's end is that of a place that has it free, and each hour has enough left for both together.
 * What is returned holds until the next call: a question looks at a hundred days, and objects for all of them would be
 * most of the garbage of a search.
 */
export function findPairs(day: SiteDay, question: PairQuestion): FoundPairs | undefined {
  const { asker, parts, splits } = question
  const { paces } = day
  const left = day.left[asker]
  looked.fill(0, 0, parts.length)
  seconds.fill(0)
  anyPair = false
  for (let split = 0; split < splits.length; split++) {
    const { first, second } = splits[split] ?? NO_SPLIT
    // A split falls away with either part, so the other one is often not looked for.
    if (!hasRoom(day, question, first) || !hasRoom(day, question, second)) continue
    const [minutes, later] = [parts[first]?.minutes ?? 0, parts[second]?.minutes ?? 0]
    for (let pace = 0; pace < paces.length; pace++) {
      const cells = cellsFor(minutes, paces[pace] ?? 100)
      const starts = startsAt(paces, first, pace)
      if (!left) follow(starts, cells, startsOfParts[second] ?? none, split)
      else {
        // How much the second takes of a limited hour depends on its pace.
        for (let other = 0; other < paces.length; other++) {
          const otherCells = cellsFor(later, paces[other] ?? 100)
          followWithin(left, starts, cells, startsAt(paces, second, other), otherCells, split)
        }
      }
    }
  }
  return anyPair ? found : undefined
}

const NO_SPLIT = { first: -1, second: -1 }

/** Has any place room for a part? Its starts are kept until the next question. */
function hasRoom(day: SiteDay, { asker, parts }: PairQuestion, number: number): boolean {
  const known = looked[number]
  const asked = parts[number]
  if (known !== 0 || !asked) return known === ROOM
  const { paces } = day
  const question = { serves: asked.serves, minutes: asked.minutes, asker }
  const has = findStarts(day, question, kept(startsOfParts, number))
  looked[number] = has ? ROOM : NO_ROOM
  if (!has || paces.length === 1) return has
  for (let pace = 0; pace < paces.length; pace++) {
    const own = kept(startsByPace, number * paces.length + pace)
    if (!findStarts(day, question, own, paces[pace])) own.fill(0)
  }
  return true
}

/** The starts of a part at one pace; where all places work at one, they are those of the part. */
function startsAt(paces: SiteDay['paces'], number: number, pace: number): Uint32Array {
  const own = paces.length === 1 ? startsOfParts[number] : startsByPace[number * paces.length + pace]
  return own ?? none
}

/** Pairs each start with the earliest one of the other visit that is near enough after it. */
function follow(starts: Uint32Array, cells: number, others: Uint32Array, split: number): void {
  for (let cell = firstCellFrom(starts, 0); cell >= 0; cell = firstCellFrom(starts, cell + 1)) {
    const next = firstCellFrom(others, cell + cells)
    if (next < 0) break
    if (next <= cell + cells + LINK_CELLS) keepEarliest(cell, next, split)
  }
}

/** The same where hours are limited: the earliest for which there is enough left. */
function followWithin(
  left: Uint8Array,
  starts: Uint32Array,
  cells: number,
  others: Uint32Array,
  otherCells: number,
  split: number,
): void {
  for (let cell = firstCellFrom(starts, 0); cell >= 0; cell = firstCellFrom(starts, cell + 1)) {
    const end = cell + cells
    let next = firstCellFrom(others, end)
    if (next < 0) break
    while (next >= 0 && next <= end + LINK_CELLS && !fitsHour(left, cell, end, next, next + otherCells))
      next = firstCellFrom(others, next + 1)
    if (next >= 0 && next <= end + LINK_CELLS) keepEarliest(cell, next, split)
  }
}

function keepEarliest(cell: number, next: number, split: number): void {
  const known = seconds[cell] ?? 0
  if (known !== 0 && known <= next) return
  anyPair = true
  seconds[cell] = next
  ways[cell] = split
}

function kept(buffers: Uint32Array[], number: number): Uint32Array {
  const known = buffers[number]
  if (known) return known
  const made = new Uint32Array(DAY_WORDS)
  buffers[number] = made
  return made
}

/**
 * Has the hour in which the first visit ends enough left for both? Each alone fits already, and one after the other
 * they share no other hour.
 */
function fitsHour(left: Uint8Array, first: number, end: number, second: number, secondEnd: number): boolean {
  const hour = Math.floor((end - 1) / HOUR_CELLS)
  if (Math.floor(second / HOUR_CELLS) !== hour) return true
  const ends = (hour + 1) * HOUR_CELLS
  const own = end - Math.max(first, hour * HOUR_CELLS)
  return own + Math.min(secondEnd, ends) - second <= (left[hour] ?? HOUR_CELLS)
}

/** Where two linked visits find room. */
export type PlacedPair = Pair & { readonly firstPlace: Place; readonly secondPlace: Place }

/** The cells of a visit: from the first to before the end. */
export type CellSpan = { readonly firstCell: number; readonly endCell: number }

/** What is there for two linked visits. */
export type PairRoom = {
  /** The places that can take a part from a cell on, the best first. */
  readonly places: (cell: number, part: Part) => readonly Place[]
  /** Have the hours enough left for both? */
  readonly fits: (first: CellSpan, second: CellSpan) => boolean
}

/**
 * The places for two linked visits that begin at this cell; the second at `secondCell`, or as early as it can where
 * that is left open. Undefined if no two places have it free.
 */
export function choosePair(
  { places, fits }: PairRoom,
  splits: readonly Split[],
  firstCell: number,
  secondCell?: number,
): PlacedPair | undefined {
  let best: PlacedPair | undefined
  for (const [split, { first, second }] of splits.entries()) {
    for (const firstPlace of places(firstCell, first)) {
      const endCell = firstCell + cellsFor(first.minutes, firstPlace.durationPercent)
      for (let cell = endCell; cell <= endCell + LINK_CELLS; cell++) {
        if (secondCell !== undefined && cell !== secondCell) continue
        if (best && cell >= best.second) break
        const secondPlace = places(cell, second).find((place) =>
          fits(
            { firstCell, endCell },
            { firstCell: cell, endCell: cell + cellsFor(second.minutes, place.durationPercent) },
          ),
        )
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
