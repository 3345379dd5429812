import type { Happened } from '#features/promise/model/happened.ts'
import { experienceOf } from '#features/promise/model/happened.ts'
import { latenessOf, pausesOf } from '#features/promise/model/learned.ts'
import { durationsIn } from '#features/promise/model/seen.ts'
import type { Id } from '#kernel/id.ts'
import type { LocalDate } from '#kernel/instant.ts'
import type { Changes } from './changes.ts'
import { type Compared, compare } from './compared.ts'
import { type HallDay, hallsAsTheyWere, hallsUnder, type KnownDay } from './hallDay.ts'
import { simulateDay } from './simulateDay.ts'
import { type Rules, type SiteDay, type SiteKnown, sharesOf, type WorkedCounter } from './siteDay.ts'
import { type DayTally, together } from './tally.ts'

/** The last month of a site. Plain, so that it can be handed to another thread. */
export type SiteMonth = {
  readonly siteId: Id<'site'>
  readonly rules: Rules
  readonly counters: readonly (Pick<WorkedCounter, 'id'> & { readonly services: readonly Id<'service'>[] })[]
  readonly services: readonly { readonly id: Id<'service'>; readonly minutes: number }[]
  /** What durations and lateness are learned from. */
  readonly happened: Happened
  readonly days: readonly SiteDay[]
}

/** What came of a scenario: over which days, and how each figure changes. */
export type Outcome = {
  readonly days: number
  readonly firstDay: LocalDate
  readonly lastDay: LocalDate
  readonly figures: Compared
}

/** A scenario that is being played, day by day. Mutable: it lives in a thread of its own. */
export type ScenarioRun = {
  readonly days: number
  /** Plays one more day, both ways. How many are played. */
  playDay(): number
  /** What came of the days that were played; undefined before the first. */
  outcome(): Outcome | undefined
}

/** So many days are played for a scenario: the real ones, each several times by other luck. */
const PLAYED = 200
const MOST_REPLICATES = 40
const SEED = 1

/** The days on which all sites of a scenario had people, in order. */
export function commonDays(months: readonly Pick<SiteMonth, 'days'>[]): LocalDate[] {
  const [first, ...others] = months
  const days = first?.days.map(({ day }) => day) ?? []
  return days.filter((day) => others.every((month) => month.days.some((one) => one.day === day))).sort()
}

/** Begins to play a scenario. The first month is that of its own site. */
export function beginRun(months: readonly SiteMonth[], changes: Changes): ScenarioRun {
  const days = commonDays(months)
  const known = new Map(months.map((month) => [month.siteId, knownOf(month)]))
  const replicates = Math.max(1, Math.min(MOST_REPLICATES, Math.ceil(PLAYED / Math.max(days.length, 1))))
  const [before, after]: [DayTally[], DayTally[]] = [[], []]
  const play = (halls: readonly HallDay[]) =>
    together(halls.map((hall) => simulateDay(hall, { replicates, seed: SEED })))
  return {
    days: days.length,
    playDay() {
      const sites = months.flatMap((month): KnownDay[] => {
        const day = month.days.find((one) => one.day === days[before.length])
        const own = known.get(month.siteId)
        return day && own ? [{ day, known: own }] : []
      })
      if (sites.length > 0) {
        before.push(play(hallsAsTheyWere(sites)))
        after.push(play(hallsUnder(changes, sites)))
      }
      return before.length
    },
    outcome() {
      const [firstDay, lastDay] = [days[0], days[before.length - 1]]
      if (firstDay === undefined || lastDay === undefined) return undefined
      return { days: before.length, firstDay, lastDay, figures: compare(before, after) }
    },
  }
}

function knownOf({ rules, counters, services, happened, days }: SiteMonth): SiteKnown {
  const { learned } = experienceOf(happened)
  return {
    rules,
    counters,
    durationsIn: durationsIn({ services }, learned),
    plannedOf: new Map(services.map(({ id, minutes }) => [id, minutes])),
    pauses: pausesOf(learned),
    lateness: latenessOf(learned),
    shares: sharesOf(days),
  }
}
