import { listClosures, listSites } from '#features/authority/actions.ts'
import type { Site } from '#features/authority/model.ts'
import { counterSkills } from '#features/capacity/actions.ts'
import { countTimes } from '#features/capacity/model/bookable.ts'
import { type Place, placesOfShifts } from '#features/capacity/model.ts'
import { listServices } from '#features/catalogue/actions.ts'
import { type Id, newId } from '#kernel/id.ts'
import type { LocalDate } from '#kernel/instant.ts'
import { addDays } from '#kernel/wallTime.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { isStopError, type StopFault, stopFaults } from '../model/stopFaults.ts'
import { type Stop, shiftsOfStop, type Team, timesLost, type WantedStop } from '../model.ts'
import { readBookedTimes, readStop } from '../store.ts'
import { servicesAt, stopContext } from './context.ts'

/** What a stop would bring. */
export type StopPreview = {
  readonly day: LocalDate
  readonly faults: readonly StopFault[]
  /** How many times of each service it has room for, if nothing else is booked. */
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
  const previews: StopPreview[] = []
  const planned: Stop[] = []
  for (const stop of wanted) {
    const faults = stopFaults(stop, await stopContext(tx, team, stop, { own, planned }))
    const site = sites.find(({ id }) => id === stop.siteId)
    const services = site && !faults.some(isStopError) ? await timesOf(tx, team, site, stop) : []
    previews.push({ day: stop.day, faults, services })
    // What comes later in the list must fit beside what comes before.
    planned.push({ ...stop, id: newId<'stop'>(tx.now), team: team.number })
  }
  return { stops: previews, lost: own ? await lostBy(tx, own, wanted[0]) : 0 }
}

async function timesOf(tx: Tx, team: Team, site: Site, stop: WantedStop): Promise<StopPreview['services']> {
  const counters = team.counters.get(site.id) ?? []
  const open = { ...site, stops: [{ day: stop.day, opens: stop.opens, closes: stop.closes }] }
  const closures = (await listClosures(tx, addDays(stop.day, -1))).filter(
    ({ id, siteId }) => id !== null || siteId === null,
  )
  const places: Place[] = []
  for (const place of placesOfShifts(shiftsOfStop(stop, counters), open, closures, stop.day)) {
    const skills = await counterSkills(tx, place.counterId)
    places.push({ ...place, id: newId<'place'>(tx.now), skills, taken: 0n })
  }
  const able = await servicesAt(tx, team, site.id)
  return (await listServices(tx))
    .filter(({ id }) => able.has(id))
    .map(({ id, key, minutes }) => ({ key, times: countTimes(places, minutes, id) }))
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
