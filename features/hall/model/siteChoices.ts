import type { Id } from '#kernel/id.ts'
import type { LocalDate } from '#kernel/instant.ts'
import { addDays, daysBetween, weekdayOf } from '#kernel/wallTime.ts'
import { asItHappened, type CountedVisit, LEAST_STAFF, mostAtWork } from './houseNumbers.ts'

/** Counts of small teams are rounded up to these steps, so that nobody can take their own presses away from them. */
export const STEP = 5

/** The visits of a site on one day. */
export type DayAtSite = {
  readonly siteId: Id<'site'>
  readonly day: LocalDate
  readonly visits: readonly CountedVisit[]
}

/** How often people were called out of order at a site; `atMost`: not exact, a small team was there. */
export type SiteChoices = { readonly siteId: Id<'site'>; readonly count: number; readonly atMost: boolean }

/** The whole weeks, Monday to Sunday, within days from one to another (without it); undefined if there is none. */
export function wholeWeeks(
  from: LocalDate,
  before: LocalDate,
): { readonly from: LocalDate; readonly before: LocalDate } | undefined {
  const first = addDays(from, (8 - weekdayOf(from)) % 7)
  const weeks = Math.floor(daysBetween(first, before) / 7)
  return weeks > 0 ? { from: first, before: addDays(first, 7 * weeks) } : undefined
}

/**
 * How often people were called out of order at each site, at every size of site, and nobody's own number: only whole weeks
 * are counted, and a week in which on some day fewer than five people were at counters at once counts in steps of five,
 * without the reasons. So neither a day nor one's own presses can be taken away from it. `days` are those of whole weeks.
 */
export function siteChoices(days: readonly DayAtSite[]): SiteChoices[] {
  const sites = Map.groupBy(days, ({ siteId }) => siteId)
  return [...sites].map(([siteId, itsDays]) => {
    let [exact, small] = [0, 0]
    for (const week of Map.groupBy(itsDays, ({ day }) => addDays(day, 1 - weekdayOf(day))).values()) {
      const visits = week.map((each) => asItHappened(each.visits))
      const count = visits.flat().reduce((sum, { entries }) => sum + chosenIn(entries), 0)
      if (visits.every((each) => mostAtWork(each) >= LEAST_STAFF)) exact += count
      else small += count
    }
    return { siteId, count: exact + Math.ceil(small / STEP) * STEP, atMost: small > 0 }
  })
}

function chosenIn(entries: CountedVisit['entries']): number {
  return entries.filter(({ event, reason }) => event === 'called' && reason !== null).length
}
