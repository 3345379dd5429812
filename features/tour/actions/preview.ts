import { listSites } from '#features/authority/actions.ts'
import type { Closure, Site } from '#features/authority/model.ts'
import { foreseeSite } from '#features/capacity/actions/foresight.ts'
import { countBoth, servicesByAppointment } from '#features/capacity/actions/seePlan.ts'
import { shiftPlanOf } from '#features/capacity/actions/shiftPlan.ts'
import { type Id, newId } from '#kernel/id.ts'
import type { LocalDate } from '#kernel/instant.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { isStopError, type StopFault, stopFaults } from '../model/stopFaults.ts'
import { type Stop, shiftsOfStop, type Team, timesLost, type WantedStop } from '../model.ts'
import { readBookedTimes, readStop, readStopClosings } from '../store.ts'
import { servicesAt, stopContext } from './context.ts'

/** What a stop would bring. */
export type StopPreview = {
  readonly day: LocalDate
  readonly faults: readonly StopFault[]
  /** How many times of each service search would offer, within the budgets of their hours. */
  readonly services: readonly { readonly key: string; readonly times: number }[]
}

/** Says what stops would bring and how many people lose their time by a change; nothing is written. */
export async function previewStops(
  tx: Tx,
  team: Team,
  wanted: readonly WantedStop[],
  own?: Id<'stop'>,
): Promise<{ readonly stops: readonly StopPreview[]; readonly lost: number }> {
  const sites = await listSites(tx)
  const before = own ? await readStop(tx, own) : undefined
  const previews: StopPreview[] = []
  const planned: Stop[] = []
  for (const stop of wanted) {
    const faults = stopFaults(stop, await stopContext(tx, team, stop, { own, planned }))
    const site = sites.find(({ id }) => id === stop.siteId)
    const services =
      site && !faults.some(isStopError) ? await timesOf(tx, team, site, { stop, own: before }) : []
    previews.push({ day: stop.day, faults, services })
    // What comes later in the list must fit beside what comes before.
    planned.push({ ...stop, id: newId<'stop'>(tx.now), team: team.number })
  }
  return { stops: previews, lost: own ? await lostBy(tx, own, wanted[0]) : 0 }
}

/** What search would offer on the day of a stop once it is saved. */
async function timesOf(
  tx: Tx,
  team: Team,
  site: Site,
  { stop, own }: { readonly stop: WantedStop; readonly own: Stop | undefined },
): Promise<StopPreview['services']> {
  const counters = team.counters.get(site.id) ?? []
  const replaced = (day: LocalDate) => day === stop.day || (own?.siteId === site.id && own.day === day)
  const { plan } = await shiftPlanOf(tx, site)
  const dated = plan.dated.filter(({ counterId, day }) => !(replaced(day) && counters.includes(counterId)))
  const { day, opens, closes } = stop
  const others = (site.stops ?? []).filter((one) => !replaced(one.day))
  const reopened = new Set((await readStopClosings(tx, stop)).map(nameOf))
  const { days } = await foreseeSite(
    tx,
    { ...site, stops: [...others, { day, opens, closes }] },
    {
      plan: { ...plan, dated: [...dated, ...shiftsOfStop(stop, counters)] },
      days: [day],
      closures: (known) =>
        known.filter(
          (one) =>
            one.id !== null || one.siteId !== site.id || one.firstDay !== day || !reopened.has(nameOf(one)),
        ),
    },
  )
  const able = await servicesAt(tx, team, site.id)
  return (await servicesByAppointment(tx, site))
    .filter(({ id }) => able.has(id))
    .map(({ id, key, minutes }) => ({ key, times: countBoth(days, { minutes, services: [id] }).after }))
}

/** Of one site and day only one closing has these hours. */
function nameOf({ starts, ends }: Pick<Closure, 'starts' | 'ends'>): string {
  return `${starts ?? ''} ${ends ?? ''}`
}

/** How many of those who have booked at a stop would lose their time; without a new stop all do. */
async function lostBy(tx: Tx, own: Id<'stop'>, wanted: WantedStop | undefined): Promise<number> {
  const stop = await readStop(tx, own)
  if (!stop) return 0
  const booked = (await readBookedTimes(tx, stop.day)).filter(
    ({ siteId, day }) => siteId === stop.siteId && day === stop.day,
  )
  const stays = wanted && wanted.siteId === stop.siteId && wanted.day === stop.day
  const zone = (await listSites(tx)).find(({ id }) => id === stop.siteId)?.timeZone ?? 'UTC'
  return timesLost(booked, stays ? wanted : null, zone).length
}
