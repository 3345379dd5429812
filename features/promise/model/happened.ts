import type { Id } from '#kernel/id.ts'
import { copyOfAddOns, learnAddOn } from './addOns.ts'
import { type Correction, learnCall, newCorrection } from './correction.ts'
import { type Durations, isPlausible, learnDuration, meanOf, tableOf } from './durations.ts'
import type { Expectation } from './expectation.ts'
import type { Latest } from './latest.ts'
import {
  durationsOf,
  type Learned,
  learnLateness,
  learnNoShow,
  learnPause,
  nothingLearned,
  USUAL_GAP,
} from './learned.ts'

/** One time at a counter. Minutes. Of the counter nothing is kept. */
export type StayHappened = {
  /** The matter for which most time was planned. */
  readonly service: Id<'service'>
  /** Planned for that matter and one person, and for all of the visit. */
  readonly servicePlanned: number
  readonly visitPlanned: number
  /** From the call until the end. */
  readonly minutes: number
  /** Until the next call there; null where nobody waited for it. */
  readonly gap: number | null
  /** Of what they had named when they were called, the matter for which most was planned. */
  readonly cameFor: Id<'service'>
  /** So many times as much was planned at the end as when they were called; 1: no further matter came up there. */
  readonly grown: number
}

/** Booked and spontaneous people are told with corrections of their own. */
export type Group = 'booked' | 'walk_in'

/** What somebody was told and after how many minutes they were called. */
export type CallHappened = { readonly group: Group; readonly raw: Expectation; readonly waited: number }

/** What happened at a site in a span of time, the oldest first. */
export type Happened = {
  readonly stays: readonly StayHappened[]
  /** How late people with appointments came, in minutes; negative: early. */
  readonly lateness: readonly number[]
  readonly noShows: number
  readonly calls: readonly CallHappened[]
}

export const NOTHING_HAPPENED: Happened = { stays: [], lateness: [], noShows: 0, calls: [] }

/** What a site knows by experience. */
export type Experience = { readonly learned: Learned; readonly correction: Correction }

/** What is longer is no gap between two people: the clerk is away for a while. */
const LONGEST_GAP = 5
/** And what is longer than that is a break or the end of work. */
const LONGEST_PAUSE = 30

/** Learns what happened before today, with what is believed of each service before anybody was served. */
export function experienceOf(before: Happened): Experience {
  const experience = { learned: nothingLearned(), correction: newCorrection() }
  learnAll(experience, before)
  return experience
}

/** What is known with today, too, and how fast today is; what was known before stays as it was. */
export function withToday({ learned, correction }: Experience, today: Happened): Experience {
  const experience = { learned: copyOf(learned), correction: copyOfCorrection(correction) }
  measurePace(experience.learned, today.stays)
  learnAll(experience, today)
  return experience
}

function learnAll({ learned, correction }: Experience, { stays, lateness, noShows, calls }: Happened): void {
  for (const stay of stays) {
    if (!isLearned(stay)) continue
    learned.visits++
    learnDuration(durationsOf(learned, stay.service, stay.servicePlanned), wholeOf(stay))
    learnAddOn(learned.addOns, stay.cameFor, stay.grown)
    const { gap } = stay
    if (gap !== null && gap > LONGEST_GAP && gap <= LONGEST_PAUSE) learnPause(learned, gap - USUAL_GAP)
  }
  for (const minutes of lateness) learnLateness(learned, minutes)
  for (let nth = 0; nth < noShows; nth++) learnNoShow(learned)
  for (const { group, raw, waited } of calls) learnCall(correction, group, raw, waited)
}

/**
 * Puts what today took beside what it would have taken on other days. The means are those of before today, each worked
 * out once: after each learned visit it would cost a millisecond.
 */
function measurePace(learned: Learned, today: readonly StayHappened[]): void {
  const means = new Map<Id<'service'>, number>()
  for (const stay of today) {
    if (!isLearned(stay)) continue
    const { service, servicePlanned } = stay
    const durations = durationsOf(learned, service, servicePlanned)
    if (!isPlausible(durations, wholeOf(stay))) continue
    const mean = means.get(service) ?? meanOf(tableOf(durations))
    means.set(service, mean)
    learned.expectedToday += mean
    learned.observedToday += wholeOf(stay)
  }
}

function isLearned({ servicePlanned, visitPlanned }: StayHappened): boolean {
  return servicePlanned > 0 && visitPlanned > 0
}

/** How long somebody kept a counter, with the way to the next one, as if they had come alone and for one matter. */
function wholeOf({ minutes, gap, servicePlanned, visitPlanned }: StayHappened): number {
  const isGap = gap !== null && gap <= LONGEST_GAP
  return ((minutes + (isGap ? gap : USUAL_GAP)) * servicePlanned) / visitPlanned
}

function copyOf(learned: Learned): Learned {
  const durations = [...learned.durations].map(
    ([name, { plannedMinutes, latest, table }]): [string, Durations] => [
      name,
      { plannedMinutes, latest: copyOfLatest(latest), table },
    ],
  )
  return {
    ...learned,
    durations: new Map(durations),
    lateness: copyOfLatest(learned.lateness),
    pauses: copyOfLatest(learned.pauses),
    addOns: copyOfAddOns(learned.addOns),
  }
}

function copyOfCorrection(correction: Correction): Correction {
  return new Map(
    [...correction].map(([name, sides]) => [
      name,
      {
        below: copyOfLatest(sides.below),
        above: copyOfLatest(sides.above),
        back: copyOfLatest(sides.back),
      },
    ]),
  )
}

function copyOfLatest({ sorted, ring, count, next }: Latest): Latest {
  return { sorted: sorted.slice(), ring: ring.slice(), count, next }
}
