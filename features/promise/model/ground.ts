import type { Hall, Person } from './hall.ts'

export const NOBODY = -1

/**
 * A hall laid out for many replicates: people and counters are numbers in lists, whoever can be served by the same
 * counters stands in the same line, and lines are chains by rising keys. The first lists are what it is now, the last
 * ones the room in which a replicate is played.
 */
export type Ground = {
  readonly hall: Hall
  /** How many are here; people beyond have an appointment, and behind those are who may come without one. */
  readonly here: number
  readonly seeds: Int32Array
  /** All distributions in one list, and where each person's begins and how long it is. */
  readonly minutes: Float64Array
  readonly minutesFrom: Int32Array
  readonly minutesCount: Int32Array
  readonly lineOf: Int32Array
  readonly linesOfCounter: readonly Int32Array[]
  readonly countersOfLine: readonly Int32Array[]
  readonly everyCounter: Int32Array
  readonly pace: Float64Array
  readonly stopsAt: Float64Array
  readonly lengthOfPause: Float64Array
  /** Who is here and cannot be called yet. */
  readonly later: Int32Array
  /** Who has an appointment, in the order of appointments; in the same order, when the earliest of all come at the earliest. */
  readonly byAppointment: Int32Array
  readonly earliest: Float64Array
  /** Of each who has one: when, how likely they come, and the first lateness that is still possible. */
  readonly appointments: Float64Array
  readonly chances: Float64Array
  readonly latenessFrom: Int32Array
  /** Who may come without appointment, in the order of time; in the same order, how likely and when. */
  readonly mayCome: Int32Array
  readonly mayComeChances: Float64Array
  readonly mayComeAt: Float64Array
  readonly now: Chains
  readonly chains: Chains
  readonly keys: Float64Array
  readonly free: Float64Array
  /** 1: the counter has nothing to do until somebody comes whom it can serve, or its break is due. */
  readonly idle: Uint8Array
  /** Whom each counter served last, of those who are here, and since when. */
  readonly served: Int32Array
  readonly since: Float64Array
  /** How many of its breaks each counter has had, and when the next is due. */
  readonly breaksHad: Int32Array
  readonly breakDue: Float64Array
  /** Who comes, in the order of time, as far as it has been drawn. */
  readonly comingAt: Float64Array
  readonly coming: Int32Array
  comingCount: number
}

/** The first and the last of each line, and who stands behind each. */
export type Chains = { readonly heads: Int32Array; readonly tails: Int32Array; readonly next: Int32Array }

/** Lays out a hall. */
export function layOut(hall: Hall): Ground {
  const { waiting, expected, counters, now, mayCome = [] } = hall
  const people: readonly Person[] = [...waiting, ...expected, ...mayCome]
  const lines = linesOf(people)
  const keys = new Float64Array(people.length)
  for (const [index, { key }] of waiting.entries()) keys[index] = key
  for (const [nth, { at }] of mayCome.entries()) keys[waiting.length + expected.length + nth] = at
  const later = [...waiting.keys()].filter((index) => (waiting[index]?.callableFrom ?? 0) > now)
  const chains = chainsOf(hall, lines, keys)
  return {
    hall,
    here: waiting.length,
    seeds: Int32Array.from(people, ({ seed }) => seed),
    ...minutesOf(people),
    lineOf: lines.of,
    linesOfCounter: counters.map((_, counter) => lines.ofCounter(counter)),
    countersOfLine: lines.counters,
    everyCounter: Int32Array.from(counters.keys()),
    pace: Float64Array.from(counters, ({ pace }) => pace * hall.pace),
    stopsAt: Float64Array.from(counters, ({ stopsAt }) => stopsAt),
    lengthOfPause: hall.pauses.lengths,
    later: Int32Array.from(later),
    ...appointmentsOf(hall),
    ...mayComeOf(hall),
    now: chains,
    chains: { heads: chains.heads.slice(), tails: chains.tails.slice(), next: chains.next.slice() },
    keys,
    free: new Float64Array(counters.length),
    idle: new Uint8Array(counters.length),
    served: new Int32Array(counters.length),
    since: new Float64Array(counters.length),
    breaksHad: new Int32Array(counters.length),
    breakDue: new Float64Array(counters.length),
    comingAt: new Float64Array(people.length),
    coming: new Int32Array(people.length),
    comingCount: 0,
  }
}

function appointmentsOf({ expected, arrivals: { lateness }, now }: Hall) {
  const appointments = Float64Array.from(expected, ({ appointment }) => appointment)
  const at = (nth: number) => appointments[nth] ?? 0
  const byAppointment = Int32Array.from(expected.keys()).sort((a, b) => at(a) - at(b) || a - b)
  return {
    appointments,
    byAppointment,
    earliest: Float64Array.from(byAppointment, (nth) => at(nth) + (lateness[0] ?? 0)),
    chances: Float64Array.from(expected, ({ chance }) => chance),
    latenessFrom: Int32Array.from(expected, ({ appointment }) => firstAbove(lateness, now - appointment)),
  }
}

function mayComeOf({ waiting, expected, mayCome = [], now }: Hall) {
  const at = (nth: number) => Math.max(now, mayCome[nth]?.at ?? 0)
  const order = Int32Array.from(mayCome.keys()).sort((a, b) => at(a) - at(b) || a - b)
  return {
    mayCome: order.map((nth) => waiting.length + expected.length + nth),
    mayComeChances: Float64Array.from(order, (nth) => mayCome[nth]?.chance ?? 0),
    mayComeAt: Float64Array.from(order, at),
  }
}

type Lines = ReturnType<typeof linesOf>

/** Whoever can be served by the same counters stands in the same line. */
function linesOf(people: readonly Person[]) {
  const named = new Map<string, { readonly line: number; readonly counters: readonly number[] }>()
  const lineOf = new Map<readonly number[], number>()
  const of = new Int32Array(people.length)
  for (const [index, { counters }] of people.entries()) {
    let line = lineOf.get(counters)
    if (line === undefined) {
      const name = counters.join()
      const known = named.get(name) ?? { line: named.size, counters }
      named.set(name, known)
      line = known.line
      lineOf.set(counters, line)
    }
    of[index] = line
  }
  const all = [...named.values()]
  const ofCounter = (counter: number) =>
    Int32Array.from(all.filter(({ counters }) => counters.includes(counter)).map(({ line }) => line))
  const lineCounters = all.map(({ counters }) => Int32Array.from(counters).sort())
  return { of, count: all.length, ofCounter, counters: lineCounters }
}

function chainsOf({ waiting, now }: Hall, lines: Lines, keys: Float64Array): Chains {
  const heads = new Int32Array(lines.count).fill(NOBODY)
  const tails = new Int32Array(lines.count).fill(NOBODY)
  const next = new Int32Array(lines.of.length).fill(NOBODY)
  const here = [...waiting.keys()]
    .filter((index) => (waiting[index]?.callableFrom ?? 0) <= now)
    .sort((a, b) => (keys[a] ?? 0) - (keys[b] ?? 0) || a - b)
  for (const index of here) {
    const line = lines.of[index] ?? 0
    const tail = tails[line] ?? NOBODY
    if (tail === NOBODY) heads[line] = index
    else next[tail] = index
    tails[line] = index
  }
  return { heads, tails, next }
}

function minutesOf(people: readonly Person[]) {
  const begins = new Map<Float64Array, number>()
  let length = 0
  for (const { durations } of people) {
    if (begins.has(durations)) continue
    begins.set(durations, length)
    length += durations.length
  }
  const minutes = new Float64Array(length)
  for (const [durations, from] of begins) minutes.set(durations, from)
  return {
    minutes,
    minutesFrom: Int32Array.from(people, ({ durations }) => begins.get(durations) ?? 0),
    minutesCount: Int32Array.from(people, ({ durations }) => durations.length),
  }
}

/** Sets somebody into their line, behind all with a smaller key, and of those with the same behind all before them in the list. */
export function enter({ chains, keys, lineOf }: Ground, person: number): void {
  const { heads, tails, next } = chains
  const line = lineOf[person] ?? 0
  const tail = tails[line] ?? NOBODY
  if (tail !== NOBODY && isBefore(keys, tail, person)) {
    next[tail] = person
    next[person] = NOBODY
    tails[line] = person
    return
  }
  let before = NOBODY
  let after = heads[line] ?? NOBODY
  while (after !== NOBODY && isBefore(keys, after, person)) {
    before = after
    after = next[after] ?? NOBODY
  }
  if (before === NOBODY) heads[line] = person
  else next[before] = person
  next[person] = after
  if (after === NOBODY) tails[line] = person
}

function isBefore(keys: Float64Array, one: number, other: number): boolean {
  const ahead = (keys[other] ?? 0) - (keys[one] ?? 0)
  return ahead > 0 || (ahead === 0 && one < other)
}

/** Takes whoever has the smallest key of those a counter can serve; of equal ones, who stands first in the list. */
export function take({ chains, keys, linesOfCounter }: Ground, counter: number): number {
  const { heads, tails, next } = chains
  const lines = linesOfCounter[counter]
  if (lines === undefined) return NOBODY
  let best = NOBODY
  let bestKey = Number.POSITIVE_INFINITY
  let from = 0
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] ?? 0
    const head = heads[line] ?? NOBODY
    if (head === NOBODY) continue
    const key = keys[head] ?? 0
    if (key > bestKey || (key === bestKey && best < head)) continue
    best = head
    bestKey = key
    from = line
  }
  if (best === NOBODY) return NOBODY
  const following = next[best] ?? NOBODY
  heads[from] = following
  if (following === NOBODY) tails[from] = NOBODY
  return best
}

/** The index of the first value of a sorted list that is greater; its length when none is. */
export function firstAbove(sorted: Float64Array, value: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((sorted[middle] ?? 0) <= value) low = middle + 1
    else high = middle
  }
  return low
}
