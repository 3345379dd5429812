import type { Id } from '#kernel/id.ts'
import type { LocalDate } from '#kernel/instant.ts'

/** What was told in a week at a site, and what came of it. */
export type CountedWeek = {
  readonly siteId: Id<'site'>
  /** Its Monday. */
  readonly week: LocalDate
  /** Times that were told and after which a call came. */
  readonly told: number
  /** Calls that came between the two moments told. */
  readonly within: number
  /** How far all calls were from the middle between the two, together. Minutes. */
  readonly errorMinutes: number
  /** Nobody knows when they would have been called: they went, were away or set aside before. */
  readonly withoutCall: number
}

/** What everybody may read of a week; null where too few were told for a share to say anything. */
export type WeekFigures = {
  readonly week: LocalDate
  readonly told: number
  readonly withoutCall: number
  /** The share of calls that came between the two moments told, from 0 to 1. */
  readonly coverage: number | null
  readonly meanErrorMinutes: number | null
}

/** An interval holds nine times in ten, if it is as good as it says. */
export const PROMISED = 0.9
/** What everybody may read of it stays for so long: the figures of the running week change slowly. Seconds. */
export const CALIBRATION_SECONDS = 600
/** Of fewer nothing is said. */
const FEWEST = 5

/** The figures of some weeks in their order, of all sites that are counted there together. */
export function weekFigures(counted: readonly CountedWeek[]): WeekFigures[] {
  const weeks = Map.groupBy(counted, ({ week }) => week)
  return [...weeks]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([week, all]) => {
      const sum = (of: (each: CountedWeek) => number) => all.reduce((total, each) => total + of(each), 0)
      const told = sum((each) => each.told)
      const isEnough = told >= FEWEST
      return {
        week,
        told,
        withoutCall: sum((each) => each.withoutCall),
        coverage: isEnough ? sum((each) => each.within) / told : null,
        meanErrorMinutes: isEnough ? sum((each) => each.errorMinutes) / told : null,
      }
    })
}
