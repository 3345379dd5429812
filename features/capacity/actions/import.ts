import { siteIdsByKey } from '#features/authority/actions/import.ts'
import { listSites } from '#features/authority/actions.ts'
import { serviceIdsByKey } from '#features/catalogue/actions/import.ts'
import type { Id } from '#kernel/id.ts'
import { type LocalTime, localTime } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import type { Changes } from '#platform/db/merge.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { type CountersFile, modeOfShift, type ShiftsFile } from '../contract.ts'
import { mergeCounters, readCounterRows, replaceShiftRules, replaceSkills } from '../store/import.ts'
import { lockRelease } from '../store.ts'
import { noteImportedPlans } from './shiftPlan.ts'

// What is handed in here has passed the schemas of contract.ts and the rules of contract/import.ts.

/** Keeps releases away until the end of the transaction, so that none reads rules that are being changed. */
export function pauseReleases(tx: Tx): Promise<void> {
  return lockRelease(tx)
}

/** What happened to counters, and whether any skills changed. */
export type CountersImported = { readonly counters: Changes; readonly skills: boolean }

/** Makes the counters with their skills those of the file; their order within a site is that of the file. */
export async function importCounters(tx: Tx, counters: CountersFile): Promise<CountersImported> {
  const sites = await siteIdsByKey(tx)
  const siteKeys = new Map([...sites].map(([key, id]) => [id, key]))
  const positions = positionsOf(counters)
  const changes = await mergeCounters(
    tx,
    counters.map((counter, index) => ({
      site_id: sites.get(counter.site) ?? impossible('the site was imported before'),
      key: counter.key,
      position: positions[index] ?? 0,
      texts: {
        label: counter.label,
        level: counter.level,
        ...(counter.direction ? { direction: counter.direction } : {}),
      },
      active: true,
    })),
    (row) => `${siteKeys.get(row.site_id)} ${row.key}`,
  )
  const ids = await counterIds(tx)
  const services = await serviceIdsByKey(tx)
  const skills = await replaceSkills(
    tx,
    counters.flatMap((counter) =>
      counter.skills.map((skill) => ({
        counter_id: ids(counter.site, counter.key),
        service_id: services.get(skill) ?? impossible('the service was imported before'),
      })),
    ),
  )
  return { counters: changes, skills }
}

/** 1 for the first counter of each site, and so on. */
function positionsOf(counters: CountersFile): number[] {
  const counts = new Map<string, number>()
  return counters.map(({ site }) => {
    const position = (counts.get(site) ?? 0) + 1
    counts.set(site, position)
    return position
  })
}

/**
 * Makes the weekly shifts those of the file; whether any changed. Each site whose plan changes gets a version of it; the
 * places follow at the next release.
 */
export async function importShifts(tx: Tx, shifts: ShiftsFile): Promise<boolean> {
  const ids = await counterIds(tx)
  const changed = await replaceShiftRules(
    tx,
    shifts.map((shift) => ({
      counterId: ids(shift.site, shift.counter),
      weekday: shift.weekday,
      starts: localTime(shift.starts),
      ends: localTime(shift.ends),
      breakStarts: timeOrNone(shift.breakStarts),
      breakEnds: timeOrNone(shift.breakEnds),
      mode: modeOfShift(shift),
      durationPercent: shift.durationPercent ?? 100,
    })),
  )
  if (changed) await noteImportedPlans(tx, await listSites(tx))
  return changed
}

function timeOrNone(time: string | null): LocalTime | null {
  return time === null ? null : localTime(time)
}

async function counterIds(tx: Tx): Promise<(siteKey: string, key: string) => Id<'counter'>> {
  const sites = await siteIdsByKey(tx)
  const counters = await readCounterRows(tx)
  const ids = new Map(counters.map((counter) => [`${counter.site_id} ${counter.key}`, counter.id]))
  return (siteKey, key) =>
    ids.get(`${sites.get(siteKey)} ${key}`) ?? impossible('the counter was imported before')
}
