import { listSites } from '#features/authority/actions.ts'
import { timeOfMinutes } from '#features/capacity/model/shiftPlan.ts'
import type { Id } from '#kernel/id.ts'
import type { LocalDate, LocalTime } from '#kernel/instant.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { type Stop, type Team, tourDay } from '../model.ts'
import { readBookedTimes, readStops } from '../store.ts'
import { pointsOf, servicesAt } from './context.ts'
import { listTeams } from './teams.ts'

/** A team with the places that it serves and what it can do there. */
export type TeamWithPlaces = {
  readonly team: Team
  readonly places: readonly {
    readonly siteId: Id<'site'>
    readonly counters: number
    readonly able: ReadonlySet<Id<'service'>>
  }[]
}

/** A stop with the way to it and how many have booked. */
export type DescribedStop = {
  readonly team: Team
  readonly stop: Stop
  readonly leg: { readonly travelMinutes: number; readonly leaves: LocalTime; readonly packed: LocalTime }
  readonly booked: number
}

/** The tours of all teams from a day on, in order of time. */
export async function describeTour(
  tx: Tx,
  fromDay: LocalDate,
): Promise<{ readonly teams: readonly TeamWithPlaces[]; readonly stops: readonly DescribedStop[] }> {
  const sites = await listSites(tx)
  const stops = await readStops(tx, fromDay)
  const booked = Map.groupBy(await readBookedTimes(tx, fromDay), ({ siteId, day }) => `${siteId} ${day}`)
  const teams: TeamWithPlaces[] = []
  const described: DescribedStop[] = []
  for (const team of await listTeams(tx)) {
    const places = []
    for (const { id } of sites) {
      const counters = team.counters.get(id)?.length ?? 0
      if (counters > 0) places.push({ siteId: id, counters, able: await servicesAt(tx, team, id) })
    }
    teams.push({ team, places })
    const own = stops.filter((stop) => stop.team === team.number)
    for (const [day, ofDay] of Map.groupBy(own, (stop) => stop.day)) {
      for (const { stop, travelMinutes, leaves, packed } of tourDay(team, ofDay, pointsOf(sites, day)).legs) {
        described.push({
          team,
          stop,
          leg: { travelMinutes, leaves: timeOfMinutes(leaves), packed: timeOfMinutes(packed) },
          booked: booked.get(`${stop.siteId} ${day}`)?.length ?? 0,
        })
      }
    }
  }
  const orderOf = ({ stop: { day, opens } }: DescribedStop) => `${day} ${opens}`
  return { teams, stops: described.sort((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1)) }
}
