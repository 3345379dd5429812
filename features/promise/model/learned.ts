import { type AddOns, newAddOns } from './addOns.ts'
import { type Durations, isPlausible, learnDuration, meanOf, newDurations, tableOf } from './durations.ts'
import { type Latest, newLatest, remember } from './latest.ts'

const KEPT_ARRIVALS = 1_500
const KEPT_PAUSES = 500
/** Before anybody was learned of, this many come and this many do not. */
const FIRST = { shown: 17, missed: 3 } as const
/** How late people come where nobody has been seen yet: mostly a little early. Minutes. */
const FIRST_LATENESS = Float64Array.of(
  -20,
  -15,
  -12,
  -10,
  -8,
  -7,
  -6,
  -5,
  -4,
  -3,
  -2,
  -1,
  0,
  1,
  2,
  4,
  6,
  9,
  14,
  25,
)
/** From the end of one person until the next one is called: learned durations hold it. Minutes. */
export const USUAL_GAP = 1

/**
 * So many minutes of a usual day stand beside what today has shown: single visits vary so much more than days do that
 * fewer let the chance of a morning pass for its pace (what was tried: docs/measured.md).
 */
const PACE_MINUTES = 900

/**
 * What a site has learned of itself: how long its services take, how late people come and whether, how often and how
 * long a clerk is away after a visit, and how fast today is. Nothing of it belongs to one clerk. Mutable.
 */
export type Learned = {
  readonly durations: Map<string, Durations>
  readonly lateness: Latest
  readonly pauses: Latest
  /** Further matters that come up at the counter. */
  readonly addOns: AddOns
  shown: number
  missed: number
  visits: number
  observedToday: number
  expectedToday: number
}

export function nothingLearned(): Learned {
  return {
    durations: new Map(),
    lateness: newLatest(KEPT_ARRIVALS),
    pauses: newLatest(KEPT_PAUSES),
    addOns: newAddOns(),
    shown: 0,
    missed: 0,
    visits: 0,
    observedToday: 0,
    expectedToday: 0,
  }
}

/** What is known of a service's durations; `plannedMinutes` is what is believed as long as nobody was served. */
export function durationsOf(learned: Learned, service: string, plannedMinutes: number): Durations {
  const known = learned.durations.get(service) ?? newDurations(plannedMinutes)
  learned.durations.set(service, known)
  return known
}

/** A visit of this service ended after so many minutes, the way to the next call included. */
export function learnVisit(learned: Learned, durations: Durations, minutes: number): void {
  learned.visits++
  if (!isPlausible(durations, minutes)) return
  learned.expectedToday += meanOf(tableOf(durations))
  learned.observedToday += minutes
  learnDuration(durations, minutes)
}

/** A clerk was away for so long after a visit. */
export function learnPause(learned: Learned, minutes: number): void {
  remember(learned.pauses, minutes)
}

/** Somebody with an appointment came so late; negative: early. */
export function learnLateness(learned: Learned, minutes: number): void {
  learned.shown++
  remember(learned.lateness, minutes)
}

/** Somebody with an appointment never came. */
export function learnNoShow(learned: Learned): void {
  learned.missed++
}

/** A new day begins: its pace is not known yet. */
export function newDay(learned: Learned): void {
  learned.observedToday = 0
  learned.expectedToday = 0
}

/** So many times as long as usual does everything take today: (observed + 900) / (expected + 900) minutes. */
export function paceOf({ observedToday, expectedToday }: Learned): number {
  return (observedToday + PACE_MINUTES) / (expectedToday + PACE_MINUTES)
}

/** How late people come, sorted. */
export function latenessOf({ lateness }: Learned): Float64Array {
  return lateness.count < FIRST_LATENESS.length ? FIRST_LATENESS : lateness.sorted.subarray(0, lateness.count)
}

/** How often somebody is away after a visit, and how long. */
export function pausesOf({ pauses, visits }: Learned): { chance: number; lengths: Float64Array } {
  return { chance: pauses.count / Math.max(visits, 100), lengths: pauses.sorted.subarray(0, pauses.count) }
}

/**
 * How likely somebody still comes who is so late already (negative: whose time is still ahead), given how often people
 * come at all and how late those who do: p·S(l) / (p·S(l) + 1 − p).
 */
export function chanceToCome(learned: Learned, late: number): number {
  const shown = learned.shown + FIRST.shown
  return chanceStill(shown / (shown + learned.missed + FIRST.missed), latenessOf(learned), late)
}

/** The same where the share of those who come is known, and how late they do (sorted, not empty). */
export function chanceStill(comes: number, lateness: Float64Array, late: number): number {
  let later = 0
  for (let index = lateness.length; index > 0 && (lateness[index - 1] ?? 0) > late; index--) later++
  const stillComes = (comes * later) / lateness.length
  return later === 0 ? 0 : stillComes / (stillComes + 1 - comes)
}
