import type { Site } from '#features/authority/model.ts'
import { mattersOf } from '#features/visit/actions.ts'
import { instant, type LocalDate } from '#kernel/instant.ts'
import { timeOf } from '#kernel/wallTime.ts'
import type { Tx } from '#platform/db/transaction.ts'
import {
  type CountedVisit,
  type DayAtSite,
  type HouseNumbers,
  houseNumbers,
  type SiteChoices,
  siteChoices,
  wholeWeeks,
} from '../model.ts'
import { daysWithPeople, readPastVisits, type SiteDay } from '../store/past.ts'

/** The numbers of sites from one day to another (without it), from their journals; some tens of milliseconds a day. */
export async function numbersOf(
  tx: Tx,
  sites: readonly Site[],
  range: { readonly from: LocalDate; readonly before: LocalDate },
): Promise<HouseNumbers & { readonly choices: readonly SiteChoices[] }> {
  const counted: DayAtSite[] = []
  for (const one of await daysWithPeople(tx, range.from, range.before)) {
    const site = sites.find(({ id }) => id === one.siteId)
    if (site) counted.push({ ...one, visits: await countedVisits(tx, site, one) })
  }
  const weeks = wholeWeeks(range.from, range.before)
  const inWeeks = weeks ? counted.filter(({ day }) => day >= weeks.from && day < weeks.before) : []
  return { ...houseNumbers(counted.map(({ visits }) => visits)), choices: siteChoices(inWeeks) }
}

async function countedVisits(tx: Tx, site: Site, one: SiteDay): Promise<CountedVisit[]> {
  const visits = await readPastVisits(tx, one)
  const matters = await mattersOf(
    tx,
    visits.map(({ id }) => id),
  )
  return visits.map(({ id, arrivedAt, appointmentAt, entries }) => {
    const [first, ...more] = matters.get(id) ?? []
    const since = instant(Math.max(arrivedAt, appointmentAt ?? arrivedAt))
    const hour = Number(timeOf(since, site.timeZone).slice(0, 2))
    return {
      arrivedAt,
      appointmentAt,
      entries,
      hour,
      service: more.length > 0 ? null : (first?.serviceId ?? null),
    }
  })
}
