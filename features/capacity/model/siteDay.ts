import type { Id } from '#kernel/id.ts'
import { CELL_MINUTES, cellsFor, type PlaceBounds } from '../model.ts'
import { type Asker, DAY_HOURS, HOUR_CELLS, minutesLeft } from './budget.ts'
import type { KnownBudget } from './remembered.ts'

// A site's day as search keeps it: the free cells of its places as bits in typed arrays, no object for a cell and
// none for a place. What it answers is the same as startsOf of model.ts for each place; a property test compares them.

/** Bits in a word of cells. */
export const WORD_CELLS = 32
/** Words for a day of 25 hours. */
export const DAY_WORDS = 10

/** A place as it is read for search: its bounds, its counter, its pace and the cells that claims hold. */
export type ReadPlace = PlaceBounds & {
  readonly counterId: Id<'counter'>
  readonly durationPercent: number
  /** Words of taken cells from cell 0 on; missing words are free. */
  readonly taken: readonly number[]
}

/** What is left of an hour's budget is read with its number. */
export type ReadHour = KnownBudget & { readonly hour: number }

/** All places of a site on a day. The arrays run side by side, one entry for each place. */
export type SiteDay = {
  /** Number of each place's counter in the plan. */
  readonly counters: Uint16Array
  readonly percents: Uint16Array
  /** Each pace of these places once. */
  readonly paces: readonly number[]
  /** The longest run of free cells of each place: a place without one long enough is passed over. */
  readonly longest: Uint16Array
  /** The day's first word that any place reaches into, and how many words follow. */
  readonly firstWord: number
  readonly words: number
  /** `words` words of free cells for each place. */
  readonly free: Uint32Array
  /** Cells that each hour of the day still has for citizens and for staff, twelve for more; absent when all have. */
  readonly left: Readonly<Record<Asker, Uint8Array | undefined>>
}

/** Packs the places of a site and day; undefined if there is none. */
export function packSiteDay(
  places: readonly ReadPlace[],
  counterNumber: (counter: Id<'counter'>) => number,
  hours: readonly ReadHour[] = [],
): SiteDay | undefined {
  if (places.length === 0) return undefined
  const firstWord = Math.min(...places.map((place) => place.firstCell >>> 5))
  const endWord = Math.max(...places.map((place) => (place.endCell + WORD_CELLS - 1) >>> 5))
  const words = endWord - firstWord
  const free = new Uint32Array(words * places.length)
  const longest = new Uint16Array(places.length)
  for (const [index, place] of places.entries()) {
    const own = free.subarray(index * words, (index + 1) * words)
    setCells(own, firstWord, place.firstCell, place.endCell, true)
    setCells(own, firstWord, place.breakFirstCell ?? 0, place.breakEndCell ?? 0, false)
    for (let word = 0; word < words; word++) {
      own[word] = (own[word] ?? 0) & ~(place.taken[firstWord + word] ?? 0)
    }
    longest[index] = longestRun(own)
  }
  return {
    counters: Uint16Array.from(places, (place) => counterNumber(place.counterId)),
    percents: Uint16Array.from(places, (place) => place.durationPercent),
    paces: [...new Set(places.map((place) => place.durationPercent))],
    longest,
    firstWord,
    words,
    free,
    left: { online: cellsLeft(hours, 'online'), staff: cellsLeft(hours, 'staff') },
  }
}

/** More than all cells of an hour no visit takes. */
function cellsLeft(hours: readonly ReadHour[], asker: Asker): Uint8Array | undefined {
  const left = new Uint8Array(DAY_HOURS).fill(HOUR_CELLS)
  for (const budget of hours) {
    const cells = Math.floor(minutesLeft(budget, budget.booked, asker) / CELL_MINUTES)
    left[budget.hour] = Math.min(HOUR_CELLS, cells)
  }
  return left.every((cells) => cells === HOUR_CELLS) ? undefined : left
}

/** Do both hold the same places, in the same order? */
export function isSameDay(a: SiteDay | undefined, b: SiteDay | undefined): boolean {
  if (a === undefined || b === undefined) return a === b
  return (
    a.firstWord === b.firstWord &&
    isSameList(a.counters, b.counters) &&
    isSameList(a.percents, b.percents) &&
    isSameList(a.free, b.free) &&
    isSameList(a.left.online, b.left.online) &&
    isSameList(a.left.staff, b.left.staff)
  )
}

type Numbers = Uint8Array | Uint16Array | Uint32Array

function isSameList(a: Numbers | undefined, b: Numbers | undefined): boolean {
  if (a === undefined || b === undefined) return a === b
  return a.length === b.length && a.every((value, index) => value === b[index])
}

function setCells(words: Uint32Array, firstWord: number, first: number, end: number, value: boolean): void {
  for (let cell = first; cell < end; cell++) {
    const word = (cell >>> 5) - firstWord
    const bit = 1 << (cell & 31)
    words[word] = value ? (words[word] ?? 0) | bit : (words[word] ?? 0) & ~bit
  }
}

function longestRun(words: Uint32Array): number {
  let longest = 0
  let run = 0
  for (const word of words) {
    if (word === 0) run = 0
    else {
      for (let bit = 0; bit < WORD_CELLS; bit++) {
        run = (word >>> bit) & 1 ? run + 1 : 0
        if (run > longest) longest = run
      }
    }
  }
  return longest
}

const scratch = new Uint32Array(DAY_WORDS)
const allowed = new Uint32Array(DAY_WORDS)

/** Writes into `allowed` (words from `firstWord` on) every start from which so many cells fit what hours have left. */
function allowStarts(left: Uint8Array, cells: number, firstWord: number, words: number): void {
  allowed.fill(-1)
  for (let hour = 0; hour < DAY_HOURS; hour++) {
    // With one cell more than are left in this hour a visit does not fit.
    const over = (left[hour] ?? HOUR_CELLS) + 1
    if (over > HOUR_CELLS || over > cells) continue
    forbid(hour * HOUR_CELLS + over - cells, (hour + 1) * HOUR_CELLS - over, firstWord, words)
  }
}

/** Takes the starts from the first to the last, both included, out of `allowed`. */
function forbid(first: number, last: number, firstWord: number, words: number): void {
  const from = Math.max(0, first - firstWord * WORD_CELLS)
  const to = Math.min(words * WORD_CELLS - 1, last - firstWord * WORD_CELLS)
  for (let word = from >>> 5; word <= to >>> 5 && from <= to; word++) {
    const low = word === from >>> 5 ? from & 31 : 0
    const high = word === to >>> 5 ? to & 31 : 31
    allowed[word] = (allowed[word] ?? 0) & ~((-1 >>> (31 - high + low)) << low)
  }
}

/**
 * Writes into `starts` (DAY_WORDS words from cell 0 on) every cell at which so many minutes could begin on some place
 * whose counter `serves` them, within what the asker may book of each hour; whether a place has room, else `starts`
 * stays as it is. With a pace only on places that work at this one.
 */
export function findStarts(
  day: SiteDay,
  {
    serves,
    minutes,
    asker,
  }: { readonly serves: Uint8Array; readonly minutes: number; readonly asker: Asker },
  starts: Uint32Array,
  pace?: number,
): boolean {
  const { counters, percents, longest, firstWord, words, free } = day
  const left = day.left[asker]
  let found = 0
  let percent = 0
  let cells = 0
  for (let place = 0; place < counters.length; place++) {
    if (serves[counters[place] ?? 0] !== 1 || (pace !== undefined && percents[place] !== pace)) continue
    // Nearly all places of a day work at the same pace.
    if (percents[place] !== percent) {
      percent = percents[place] ?? 100
      cells = cellsFor(minutes, percent)
      if (left) allowStarts(left, cells, firstWord, words)
    }
    if (cells < 1 || cells > (longest[place] ?? 0)) continue
    if (found === 0) starts.fill(0)
    for (let word = 0; word < words; word++) scratch[word] = free[place * words + word] ?? 0
    keepRuns(scratch, words, cells)
    for (let word = 0; word < words; word++) {
      const fitting = left ? (scratch[word] ?? 0) & (allowed[word] ?? 0) : (scratch[word] ?? 0)
      starts[firstWord + word] = (starts[firstWord + word] ?? 0) | fitting
    }
    found = 1
  }
  return found === 1
}

/** Is there a place whose counter `serves`, free or not? */
export function hasServing({ counters }: SiteDay, serves: Uint8Array): boolean {
  for (let place = 0; place < counters.length; place++) if (serves[counters[place] ?? 0] === 1) return true
  return false
}

/** Keeps the bits at which a run of so many begins; doubling needs some seven steps for a day. */
function keepRuns(bits: Uint32Array, words: number, cells: number): void {
  let length = 1
  while (length * 2 <= cells) {
    andShifted(bits, words, length)
    length *= 2
  }
  if (cells > length) andShifted(bits, words, cells - length)
}

/** bits &= bits >> by; ascending, so that every word still finds its right neighbours unchanged. */
function andShifted(bits: Uint32Array, words: number, by: number): void {
  const whole = by >>> 5
  const part = by & 31
  for (let word = 0; word < words; word++) {
    const low = word + whole < words ? (bits[word + whole] ?? 0) : 0
    const high = word + whole + 1 < words ? (bits[word + whole + 1] ?? 0) : 0
    const shifted = part === 0 ? low : (low >>> part) | (high << (WORD_CELLS - part))
    bits[word] = (bits[word] ?? 0) & shifted
  }
}

/** The lowest set cell that is not before `from`; -1 if there is none. */
export function firstCellFrom(starts: Uint32Array, from: number): number {
  if (from >= starts.length * WORD_CELLS) return -1
  const first = Math.max(0, from)
  let word = first >>> 5
  let bits = (starts[word] ?? 0) & (-1 << (first & 31))
  while (bits === 0) {
    word++
    if (word >= starts.length) return -1
    bits = starts[word] ?? 0
  }
  return word * WORD_CELLS + (31 - Math.clz32(bits & -bits))
}
