import { getSettings, listClosures, listSites } from '#features/authority/actions.ts'
import { siteOn } from '#features/authority/model/relocation.ts'
import { closureOn, type Site } from '#features/authority/model.ts'
import { lastPlannedDay } from '#features/capacity/actions/shiftPlan.ts'
import { counterSkills } from '#features/capacity/actions.ts'
import type { Id } from '#kernel/id.ts'
import type { LocalDate } from '#kernel/instant.ts'
import { dayOf } from '#kernel/wallTime.ts'
import type { Tx } from '#platform/db/transaction.ts'
import type { StopContext } from '../model/stopFaults.ts'
import type { PointOf, Stop, Team, WantedStop } from '../model.ts'
import { readStops } from '../store.ts'

/** The services that a team can do at a place: those of its workplaces there for which it has the kit. */
export async function servicesAt(
  tx: Tx,
  team: Team,
  siteId: Id<'site'>,
): Promise<ReadonlySet<Id<'service'>>> {
  const able = new Set<Id<'service'>>()
  for (const counter of team.counters.get(siteId) ?? []) {
    for (const service of await counterSkills(tx, counter)) if (team.kit.has(service)) able.add(service)
  }
  return able
}

/** Where the sites of a list lie on a day; a site that is not in it lies nowhere near. */
export function pointsOf(sites: readonly Site[], day: LocalDate): PointOf {
  const points = new Map(sites.map((site) => [site.id, siteOn(site, day)]))
  return (id) => points.get(id) ?? { latitude: 0, longitude: 0 }
}

/** What a wanted stop is checked against now. `own` is the stop that it changes. */
export async function stopContext(
  tx: Tx,
  team: Team,
  wanted: WantedStop,
  { own, planned = [] }: { readonly own?: Id<'stop'> | undefined; readonly planned?: readonly Stop[] } = {},
): Promise<StopContext> {
  const { longestDayMinutes, timeZone } = await getSettings(tx)
  const sites = await listSites(tx)
  const site = sites.find(({ id }) => id === wanted.siteId)
  const sameDay = [...(await readStops(tx, wanted.day, wanted.day)), ...planned].filter(
    ({ id, day }) => id !== own && day === wanted.day,
  )
  const serves = site?.kind === 'mobile' && team.counters.has(site.id)
  const today = dayOf(tx.now, site?.timeZone ?? timeZone)
  return {
    team,
    others: sameDay.filter((stop) => stop.team === team.number),
    place: serves
      ? {
          timeZone: site.timeZone,
          services: (await servicesAt(tx, team, site.id)).size,
          taken: sameDay.some(({ siteId }) => siteId === site.id),
          closed:
            closureOn(site, (await listClosures(tx, today)).filter(isPlanned), wanted.day) !== undefined,
        }
      : undefined,
    pointOf: pointsOf(sites, wanted.day),
    today,
    lastDay: lastPlannedDay(today),
    longestDayMinutes,
  }
}

/** A closure of the city's data or a holiday; what a manager closed may be what an earlier stop left. */
function isPlanned({
  id,
  siteId,
}: {
  readonly id: Id<'closure'> | null
  readonly siteId: Id<'site'> | null
}) {
  return id !== null || siteId === null
}
