import type { Id } from '#kernel/id.ts'
import type { LocalDate } from '#kernel/instant.ts'
import type { FreeTime } from '../model.ts'

/** A day with the times that are shown of it. */
export type ShownDay = { readonly day: LocalDate; readonly times: readonly FreeTime[] }

/** Cells of five minutes in a quarter and in half an hour. */
const QUARTER = 3
const HALF_HOUR = 6

/** Days shown at once. */
export const DAYS_SHOWN = 3

/** The first free time of a site in every quarter of an hour: enough to choose from, few enough to read. */
export function quarterly(times: readonly FreeTime[]): FreeTime[] {
  const seen = new Set<string>()
  return times.filter((time) => {
    const quarter = `${time.siteId} ${time.day} ${Math.floor(time.cell / QUARTER)}`
    const first = !seen.has(quarter)
    seen.add(quarter)
    return first
  })
}

/**
 * One time for every half hour of a day, from the site that was shown least so far, so that morning and evening and
 * every part of the city have their share. The day's first time is always among them.
 */
export function spread(times: readonly FreeTime[]): FreeTime[] {
  const shown = new Map<Id<'site'>, number>()
  const count = (time: FreeTime) => shown.get(time.siteId) ?? 0
  return [...Map.groupBy(times, (time) => Math.floor(time.cell / HALF_HOUR)).values()].map(
    (choices, index) => {
      const chosen = choices.reduce((best, time) => (index > 0 && count(time) < count(best) ? time : best))
      shown.set(chosen.siteId, count(chosen) + 1)
      return chosen
    },
  )
}

/** The first days of a list of times, with what is shown of each. */
export function firstDays(times: readonly FreeTime[], ofOneSite: boolean): ShownDay[] {
  const days = [...Map.groupBy(times, (time) => time.day)].slice(0, DAYS_SHOWN)
  return days.map(([day, list]) => ({ day, times: ofOneSite ? quarterly(list) : spread(list) }))
}
