import type { Id } from '#kernel/id.ts'
import type { Instant } from '#kernel/instant.ts'
import type { Changes } from './changes.ts'
import type { Outcome } from './scenarioRun.ts'

/** As what somebody saved a scenario. */
export const SCENARIO_MAKERS = ['manager', 'administrator'] as const
export type ScenarioMaker = (typeof SCENARIO_MAKERS)[number]

/** No longer name than that. */
export const LONGEST_NAME = 80
/** So many scenarios can be compared at once. */
export const MOST_COMPARED = 3

/** A question that a planner has asked, and what came of it. */
export type Scenario = {
  readonly id: Id<'scenario'>
  /** Whose days are played first of all. */
  readonly siteId: Id<'site'>
  readonly name: string
  /** Grows with each change. */
  readonly version: number
  readonly changes: Changes
  readonly savedAt: Instant
  readonly savedBy: ScenarioMaker
  /** Null: not played yet. */
  readonly outcome: Outcome | null
  readonly playedAt: Instant | null
  readonly removedAt: Instant | null
}
