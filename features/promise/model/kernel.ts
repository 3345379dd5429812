import { enter, firstAbove, type Ground, layOut, NOBODY, take } from './ground.ts'
import type { Hall } from './hall.ts'
import { drawn, luckOf, PURPOSES } from './random.ts'

/** Beyond all that was ever seen, a visit goes on for up to so many times its mean. */
const BEYOND = 0.6
const NEVER = Number.POSITIVE_INFINITY

/**
 * What came of a simulation. Minutes. A row of replicates for each who waited, in their order, and in `finished` for
 * each counter.
 */
export type Outcome = {
  readonly replicates: number
  /** When somebody is called; Infinity: not, since every counter that could has stopped. */
  readonly starts: Float32Array
  /** When somebody is done. */
  readonly ends: Float32Array
  /** When each counter was done with its last one; minus Infinity: it served nobody. */
  readonly finished: Float32Array
}

/** A hall in the middle of being played, at the moment at which somebody comes who cannot be called before. */
export type Passing = {
  /** The replicate that is played. */
  readonly replicate: number
  readonly at: number
  /** When each counter calls again; Infinity: never. Whom it served last (by their place among who is here; -1: nobody, or somebody else), and since when. */
  readonly free: Float64Array
  readonly served: Int32Array
  readonly since: Float64Array
  /** How many of its breaks each counter has begun. */
  readonly breaksHad: Int32Array
  /** As in the outcome, as far as it is known. */
  readonly starts: Float32Array
  readonly ends: Float32Array
}

/** How far to look. */
export type Look = {
  readonly replicates: number
  /** Not only until all who are here have been called, but until everybody who comes has been served. */
  readonly toTheEnd?: boolean
  /** Asked of everybody who is not callable at the beginning, when they are; whoever is not taken in waits for nothing. */
  readonly admits?: (person: number, passing: Passing) => boolean
}

/**
 * Simulates a hall forward from what it is now, so many times: a free counter takes whoever has the smallest key among
 * those it can serve and who are callable; of counters that are free at once, the first. What is drawn belongs to
 * replicate and person (random.ts), so that the outcome is the same on every machine and in every order.
 */
export function lookAhead(hall: Hall, { replicates, toTheEnd = false, admits }: Look): Outcome {
  const ground = layOut(hall)
  const outcome: Outcome = {
    replicates,
    starts: new Float32Array(ground.here * replicates).fill(NEVER),
    ends: new Float32Array(ground.here * replicates).fill(NEVER),
    finished: new Float32Array(hall.counters.length * replicates).fill(-NEVER),
  }
  for (let replicate = 0; replicate < replicates; replicate++) {
    begin(ground, replicate)
    play(ground, replicate, outcome, { wanted: toTheEnd ? NEVER : ground.here, admits })
  }
  return outcome
}

/** Puts everything back to what it is now, and draws how long those at counters still take. */
function begin(ground: Ground, replicate: number): void {
  const { hall, chains, now, free, breaksHad, breakDue, pace } = ground
  chains.heads.set(now.heads)
  chains.tails.set(now.tails)
  chains.next.set(now.next)
  for (const [index, { serving, freeFrom, breaks }] of hall.counters.entries()) {
    const rest = serving
      ? remaining(serving.durations, hall.now - serving.since, pace[index] ?? 1, replicate, serving.seed)
      : 0
    free[index] = Math.max(hall.now + rest, freeFrom)
    breaksHad[index] = 0
    breakDue[index] = breaks[0]?.from ?? NEVER
  }
  ground.comingCount = 0
  for (const person of ground.later) comes(ground, person, hall.waiting[person]?.callableFrom ?? 0)
  drawWalkIns(ground, replicate)
}

/** Draws which of those come who may without appointment. */
function drawWalkIns(ground: Ground, replicate: number): void {
  const { mayCome, mayComeChances, mayComeAt, seeds } = ground
  const luck = luckOf(replicate, PURPOSES.comes)
  for (let place = 0; place < mayCome.length; place++) {
    const person = mayCome[place] ?? 0
    if (drawn(luck, seeds[person] ?? 0) >= (mayComeChances[place] ?? 0)) continue
    comes(ground, person, mayComeAt[place] ?? 0)
  }
}

/**
 * Draws whether and when they come who can come by a moment and have not been drawn, from the `from`th in the order of
 * appointments on; how many have been. Who cannot come before all have been called costs nothing.
 */
function drawArrivals(ground: Ground, replicate: number, from: number, by: number): number {
  const { byAppointment, earliest, chances, seeds, here } = ground
  let place = from
  while (place < earliest.length && (earliest[place] ?? 0) <= by) {
    const nth = byAppointment[place++] ?? 0
    const seed = seeds[here + nth] ?? 0
    if (drawn(luckOf(replicate, PURPOSES.comes), seed) >= (chances[nth] ?? 0)) continue
    const share = drawn(luckOf(replicate, PURPOSES.lateness), seed)
    comes(ground, here + nth, arrive(ground, nth, share))
  }
  return place
}

/** The same only as far as it takes to know who is the next to come after so many who have arrived. */
function drawNext(ground: Ground, replicate: number, from: number, by: number, arrived: number): number {
  const { earliest, comingAt } = ground
  let place = from
  while (place < earliest.length) {
    const next = arrived < ground.comingCount ? (comingAt[arrived] ?? NEVER) : NEVER
    const possible = earliest[place] ?? NEVER
    if (possible > Math.min(next, by)) break
    place = drawArrivals(ground, replicate, place, possible)
  }
  return place
}

/** Draws when somebody comes, later than now, from the lateness that is still possible; sets their key. Callable from. */
function arrive(
  { hall, keys, here, appointments, latenessFrom }: Ground,
  nth: number,
  share: number,
): number {
  const { lateness, early, late, credit } = hall.arrivals
  const appointment = appointments[nth] ?? 0
  const possible = latenessFrom[nth] ?? 0
  const by = lateness[possible + Math.floor(share * (lateness.length - possible))] ?? 0
  const at = Math.max(hall.now, appointment + by)
  const tooLate = at > appointment + late
  keys[here + nth] = tooLate ? at : Math.max(appointment, at) - credit
  return tooLate ? at : Math.max(at, appointment - early)
}

/** Sets somebody into the list of those who come, which is kept in the order of time. */
function comes(ground: Ground, person: number, at: number): void {
  const { coming, comingAt } = ground
  let place = ground.comingCount++
  while (place > 0 && (comingAt[place - 1] ?? 0) > at) {
    comingAt[place] = comingAt[place - 1] ?? 0
    coming[place] = coming[place - 1] ?? 0
    place--
  }
  comingAt[place] = at
  coming[place] = person
}

/**
 * What a visit still takes that has gone on for so long: of its durations only those that are longer; beyond all of
 * them a minute and up to 0.6 times their mean more.
 */
export function remaining(
  durations: Float64Array,
  elapsed: number,
  pace: number,
  replicate: number,
  seed: number,
): number {
  const share = drawn(luckOf(replicate, PURPOSES.remaining), seed)
  const possible = firstAbove(durations, elapsed / pace)
  const left = durations.length - possible
  if (left > 0) return (durations[possible + Math.floor(share * left)] ?? 0) * pace - elapsed
  const mean = durations.reduce((sum, each) => sum + each, 0) / Math.max(durations.length, 1)
  return 1 + share * BEYOND * mean * pace
}

type Played = { readonly wanted: number; readonly admits: Look['admits'] }

function play(ground: Ground, replicate: number, outcome: Outcome, { wanted, admits }: Played): void {
  const { free, comingAt, coming, here, seeds, minutes, minutesFrom, minutesCount, pace, stopsAt, breakDue } =
    ground
  const { earliest, idle, lineOf, countersOfLine, everyCounter, served, since, breaksHad } = ground
  served.fill(NOBODY)
  idle.fill(0)
  const { replicates, starts, ends, finished } = outcome
  const luck = luckOf(replicate, PURPOSES.duration)
  const pauses = ground.hall.pauses.chance
  const pauseLuck = luckOf(replicate, PURPOSES.pause)
  let left = wanted
  let arrived = 0
  let looked = 0
  let mayCome = earliest[0] ?? NEVER
  let idling = 0
  let cameLast = -NEVER
  while (left > 0) {
    const counter = firstFree(free)
    const at = free[counter] ?? NEVER
    if (at === NEVER && idling === 0) break
    if (mayCome <= at) {
      looked =
        idling > 0
          ? drawNext(ground, replicate, looked, at, arrived)
          : drawArrivals(ground, replicate, looked, at)
      mayCome = looked < earliest.length ? (earliest[looked] ?? NEVER) : NEVER
    }
    // With counters that have nothing to do, whoever comes is the next that happens; else they wait until one is free.
    const idledBefore = idling
    let until = at
    while (arrived < ground.comingCount && (comingAt[arrived] ?? 0) <= until) {
      const comer = coming[arrived] ?? 0
      const comesAt = comingAt[arrived++] ?? 0
      if (admits && comer < here) {
        if (idling > 0) {
          idling -= wake(ground, everyCounter, comesAt, false)
          until = comesAt
        }
        const passing = { replicate, at: comesAt, free, served, since, breaksHad, starts, ends }
        if (!admits(comer, passing)) continue
      }
      enter(ground, comer)
      if (idling === 0) continue
      until = comesAt
      const able = countersOfLine[lineOf[comer] ?? 0] ?? everyCounter
      const isAlone = comesAt !== cameLast && comesAt !== comingAt[arrived]
      cameLast = comesAt
      idling -= wake(ground, able, comesAt, isAlone)
    }
    if (until < at || idling < idledBefore) continue
    if (at === NEVER) break
    if (idle[counter] === 1) {
      idle[counter] = 0
      idling--
    }
    if ((breakDue[counter] ?? 0) <= at) {
      free[counter] = at + takeBreak(ground, counter, replicate)
      continue
    }
    const working = at < (stopsAt[counter] ?? 0)
    const person = working ? take(ground, counter) : NOBODY
    if (person === NOBODY) {
      // It is not asked again at each step; who comes wakes it.
      idle[counter] = working ? 1 : 0
      idling += working ? 1 : 0
      free[counter] = working ? (breakDue[counter] ?? NEVER) : NEVER
      continue
    }
    const seed = seeds[person] ?? 0
    const nth = Math.floor(drawn(luck, seed) * (minutesCount[person] ?? 0))
    const end = at + (minutes[(minutesFrom[person] ?? 0) + nth] ?? 0) * (pace[counter] ?? 1)
    if (person < here) {
      starts[person * replicates + replicate] = at
      ends[person * replicates + replicate] = end
      left--
    }
    served[counter] = person < here ? person : NOBODY
    since[counter] = at
    finished[counter * replicates + replicate] = end
    const paused = drawn(pauseLuck, seed) < pauses
    free[counter] = paused ? end + pauseOf(ground, replicate, seed) : end
  }
}

/**
 * Wakes those of some counters that have nothing to do; for somebody who came alone none behind the first that certainly
 * takes somebody, because they would find nobody. How many.
 */
function wake(ground: Ground, counters: Int32Array, at: number, isAlone: boolean): number {
  const { free, idle, breakDue, stopsAt } = ground
  let woken = 0
  for (let index = 0; index < counters.length; index++) {
    const counter = counters[index] ?? 0
    if (idle[counter] !== 1) continue
    idle[counter] = 0
    free[counter] = at
    woken++
    if (isAlone && at < (stopsAt[counter] ?? 0) && at < (breakDue[counter] ?? 0)) break
  }
  return woken
}

/** The counter that is free first; of several the first. */
function firstFree(free: Float64Array): number {
  let first = 0
  let earliest = free[0] ?? NEVER
  for (let counter = 1; counter < free.length; counter++) {
    const at = free[counter] ?? NEVER
    if (at >= earliest) continue
    first = counter
    earliest = at
  }
  return first
}

/** Begins the break that is due. How long it takes. */
function takeBreak({ hall, breaksHad, breakDue }: Ground, counter: number, replicate: number): number {
  const nth = breaksHad[counter] ?? 0
  const { breaks } = hall.counters[counter] ?? { breaks: [] }
  const { shortest, longest } = breaks[nth] ?? { shortest: 0, longest: 0 }
  breaksHad[counter] = nth + 1
  breakDue[counter] = breaks[nth + 1]?.from ?? NEVER
  return shortest + drawn(luckOf(replicate, PURPOSES.breakLength), counter * 31 + nth) * (longest - shortest)
}

function pauseOf({ lengthOfPause }: Ground, replicate: number, seed: number): number {
  return (
    lengthOfPause[Math.floor(drawn(luckOf(replicate, PURPOSES.pauseLength), seed) * lengthOfPause.length)] ??
    0
  )
}
