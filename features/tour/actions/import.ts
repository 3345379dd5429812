import { siteIdsByKey } from '#features/authority/actions/import.ts'
import { listSites } from '#features/authority/actions.ts'
import type { CountersFile } from '#features/capacity/contract.ts'
import { serviceIdsByKey } from '#features/catalogue/actions/import.ts'
import { impossible } from '#kernel/result.ts'
import { dayOf } from '#kernel/wallTime.ts'
import type { Changes } from '#platform/db/merge.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { wantedStop } from '../contract/import.ts'
import type { StopsFile, TeamsFile } from '../contract.ts'
import type { Stop, WantedStop } from '../model.ts'
import { mergeTeams, readCounterIds, replaceKits, replaceTeamCounters } from '../store/import.ts'
import { readStops, readTeams } from '../store.ts'
import { changeStop, planStops } from './stop.ts'

// What is handed in here has passed the schemas of contract.ts and the rules of contract/import.ts.

/** Makes teams, kits and workplaces those of the files. */
export async function importTeams(
  tx: Tx,
  { teams, counters }: { readonly teams: TeamsFile; readonly counters: CountersFile },
): Promise<Changes> {
  const changes = await mergeTeams(
    tx,
    teams.map(({ key, texts, latitude, longitude, setupMinutes }) => ({
      key,
      texts,
      latitude,
      longitude,
      setup_minutes: setupMinutes,
      active: true,
    })),
  )
  const numbers = new Map((await readTeams(tx)).map(({ key, number }) => [key, number]))
  const numberOf = (key: string) => numbers.get(key) ?? impossible('the team was imported before')
  const services = await serviceIdsByKey(tx)
  const ids = await readCounterIds(tx)
  await replaceKits(
    tx,
    teams.flatMap(({ key, kit }) =>
      kit.map((service) => ({
        team_number: numberOf(key),
        service_id: services.get(service) ?? impossible('the service was imported before'),
      })),
    ),
  )
  await replaceTeamCounters(
    tx,
    counters.flatMap(({ site, key, team }) =>
      team === undefined
        ? []
        : [
            {
              team_number: numberOf(team),
              counter_id: ids.get(`${site} ${key}`) ?? impossible('the counter was imported before'),
            },
          ],
    ),
  )
  return changes
}

/** A stop of the file that does not fit to what is planned already. */
export type StopRefused = { readonly index: number }

/**
 * Plans the stops of the file that are to come, or gives them their times; stops that only the console knows stay. What
 * does not fit beside those is told by its place in the file.
 */
export async function importStops(
  tx: Tx,
  stops: StopsFile,
): Promise<{ readonly changed: number; readonly refused: readonly StopRefused[] }> {
  const sites = await siteIdsByKey(tx)
  const zones = new Map((await listSites(tx)).map(({ id, timeZone }) => [id, timeZone]))
  const teams = new Map((await readTeams(tx)).map((team) => [team.key, team]))
  const refused: StopRefused[] = []
  let changed = 0
  for (const [index, entry] of stops.entries()) {
    const team = teams.get(entry.team) ?? impossible('the team was imported before')
    const wanted = wantedStop(entry, sites.get(entry.site) ?? impossible('the site was imported before'))
    if (wanted.day < dayOf(tx.now, zones.get(wanted.siteId) ?? 'UTC')) continue
    const known = (await readStops(tx, wanted.day, wanted.day)).find(
      (stop) => stop.team === team.number && stop.siteId === wanted.siteId,
    )
    if (known && isSame(known, wanted)) continue
    const saved = known
      ? await changeStop(tx, team, { id: known.id, wanted, reason: 'other' })
      : await planStops(tx, team, [wanted])
    if (saved.ok) changed++
    else refused.push({ index })
  }
  return { changed, refused }
}

function isSame(known: Stop, wanted: WantedStop): boolean {
  return (
    known.opens === wanted.opens &&
    known.closes === wanted.closes &&
    known.breakStarts === wanted.breakStarts &&
    known.breakEnds === wanted.breakEnds &&
    known.travelMinutes === wanted.travelMinutes
  )
}
