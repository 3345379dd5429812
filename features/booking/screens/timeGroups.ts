import { parseInstant } from '#kernel/instant.ts'
import { timeOf } from '#kernel/wallTime.ts'
import type { Output } from '#platform/http/contract.ts'
import { type Directory, zoneOf } from '#ui/console/directory.ts'
import type { searchTimesRoute } from '../contract.ts'
import type { BookingText } from './texts.ts'

export type FoundTime = Output<typeof searchTimesRoute>['times'][number]

/** Free times of one day at one site. */
export type TimeGroup = {
  readonly key: string
  readonly day: string
  readonly site: string
  readonly times: readonly FoundTime[]
}

/** Sorts times into groups by day and site; days in order, sites by their earliest time. */
export function groupTimes(times: readonly FoundTime[]): readonly TimeGroup[] {
  const groups = Map.groupBy(times, ({ day, site }) => `${day} ${site}`)
  return [...groups].map(([key, all]) => {
    const first = all[0]
    return { key, day: first?.day ?? '', site: first?.site ?? '', times: all }
  })
}

/** Names one time; it survives a new search. */
export function timeKey({ site, startsAt, second }: Pick<FoundTime, 'site' | 'startsAt' | 'second'>): string {
  return second ? `${site} ${startsAt} ${second.startsAt}` : `${site} ${startsAt}`
}

/** The matters as the search wants them, e.g. "identity-card:2,registration:1". */
export function mattersText(
  matters: readonly { readonly service: string; readonly people: number }[],
): string {
  return matters.map(({ service, people }) => `${service}:${people}`).join(',')
}

/** The second time of two linked visits, as a command names it. */
export function secondOf({ second }: FoundTime): { readonly secondAt?: string } {
  return second ? { secondAt: second.startsAt } : {}
}

/** When a visit begins, or both of two linked ones, on the clock of its site. */
export function clockWords(
  { site, startsAt, second }: Pick<FoundTime, 'site' | 'startsAt' | 'second'>,
  directory: Directory,
  t: BookingText,
): string {
  const clock = (at: string) => timeOf(parseInstant(at), zoneOf(directory, site))
  return second
    ? t('times.linked', { first: clock(startsAt), second: clock(second.startsAt) })
    : clock(startsAt)
}
