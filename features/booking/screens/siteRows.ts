import { parseInstant } from '#kernel/instant.ts'
import { dayOf } from '#kernel/wallTime.ts'
import type { Output } from '#platform/http/contract.ts'
import { type Directory, placeAt, siteName, zoneOf } from '#ui/console/directory.ts'
import type { searchTimesRoute } from '../contract.ts'
import { earliestFirst } from '../model/siteOrder.ts'
import type { FoundTime } from './timeGroups.ts'

/** A site in the overview. */
export type SiteRow = {
  readonly site: string
  /** As it is called at its first free time: with the address where it will have moved by then. */
  readonly name: string
  /** Kilometres from the place that was typed; null where none was. */
  readonly km: number | null
  /** The first free time there; null where nothing is free. */
  readonly time: FoundTime | null
}

/** The sites of an answer, in the order in which citizens read them. */
export function siteRows(
  sites: Output<typeof searchTimesRoute>['sites'],
  directory: Directory,
): readonly SiteRow[] {
  const rows = sites.map(({ site, earliest, second, km }) => {
    if (earliest === null) return { site, km, name: siteName(directory, site), time: null, startsAt: null }
    const startsAt = parseInstant(earliest)
    const day = dayOf(startsAt, zoneOf(directory, site))
    const time = { site, day, startsAt: earliest, ...(second ? { second } : {}) }
    return { site, km, name: placeAt(directory, site, startsAt), time, startsAt }
  })
  return earliestFirst(rows, (row) => row).map(({ startsAt: _, ...row }) => row)
}

/** Names of the sites where some of these services cannot be booked. */
export function notOffering(directory: Directory, services: readonly string[]): readonly string[] {
  const asked = directory.services.filter(({ key }) => services.includes(key))
  return directory.sites
    .filter(({ key }) => asked.some(({ bookableAt }) => !bookableAt.includes(key)))
    .map(({ name }) => name)
}
