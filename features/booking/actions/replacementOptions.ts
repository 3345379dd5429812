import { listSites } from '#features/authority/actions.ts'
import { distanceKm } from '#features/authority/model/distance.ts'
import { siteOn } from '#features/authority/model/relocation.ts'
import { loadVisit, mattersOf } from '#features/visit/actions.ts'
import { minutesOfBoth, type Visit } from '#features/visit/model.ts'
import { plus } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { addDays } from '#kernel/wallTime.ts'
import type { Tx } from '#platform/db/transaction.ts'
import {
  DAYS_AROUND,
  type Distances,
  type LostTime,
  REPLACEMENT_NOTICE,
  rankReplacements,
} from '../model/replacement.ts'
import type { FreeTime } from '../model.ts'
import { minutesFound } from '../store/precheck.ts'
import { reachOf } from '../store/replacement.ts'
import { askedAgain } from './change.ts'
import { answerFrom, searchGround, type TimeQuestion } from './search.ts'

/** What could stand in for the time of a visit, or of two that are linked. */
export type Options = {
  readonly lost: LostTime
  readonly minutes: number
  readonly distances: Distances
  readonly times: readonly FreeTime[]
}

/** What is asked for when a new time is looked for: of two linked visits they stay two, in the same order. */
export async function questionOf(
  tx: Tx,
  visit: Visit,
  second: Visit | undefined,
): Promise<Pick<TimeQuestion, 'matters' | 'firstServices' | 'minutes'>> {
  const known = await mattersOf(tx, [visit.id, ...(second ? [second.id] : [])])
  const first = await askedAgain(tx, known.get(visit.id) ?? [])
  if (!second) {
    const minutes = await minutesFound(tx, visit.id)
    return { matters: first, ...(minutes !== undefined && { minutes }) }
  }
  const later = await askedAgain(tx, known.get(second.id) ?? [])
  return { matters: [...first, ...later], firstServices: first.map(({ serviceKey }) => serviceKey) }
}

/**
 * The free times of the day of a visit with the way to their sites; where none is near enough, those of two weeks before
 * and after. Only times that count are looked at. Of two linked visits the first is to be given. From this node's
 * memory; to be called before the transaction writes anything.
 */
export async function optionsFor(
  tx: Tx,
  visit: Visit,
  counts: (time: FreeTime) => boolean = () => true,
): Promise<Options> {
  const second = visit.linked ? await loadVisit(tx, visit.linked.visitId) : undefined
  const question = await questionOf(tx, visit, second)
  // On the day of the visit a site may be elsewhere than today.
  const sites = (await listSites(tx)).map((site) => siteOn(site, visit.day))
  const home = sites.find(({ id }) => id === visit.siteId)
  const distances = new Map(home ? sites.map((site) => [site.id, distanceKm(home, site)] as const) : [])
  const ground = await searchGround(tx)
  const lost: LostTime = {
    siteId: visit.siteId,
    day: visit.day,
    startsAt: visit.appointmentAt ?? impossible('a booking without time'),
    timeZone: home?.timeZone ?? ground.settings.timeZone,
    soonest: plus(tx.now, REPLACEMENT_NOTICE),
    reachKm: await reachOf(tx, visit.id),
  }
  const timesOf = (more: Partial<TimeQuestion>) => {
    const answer = answerFrom(ground, { ...question, ...more, standing: true, asker: 'staff' }, tx.now)
    // Neither does one visit become two, nor two one.
    return answer.ok ? answer.value.times.filter((time) => !time.second === !second && counts(time)) : []
  }
  const minutes = minutesOfBoth(visit, second)
  const options = { lost, minutes, distances, times: timesOf({ day: lost.day }) }
  if (rankReplacements(lost, distances, options.times).length > 0) return options
  return {
    ...options,
    times: timesOf({ fromDay: addDays(lost.day, -DAYS_AROUND), dayLimit: 2 * DAYS_AROUND }),
  }
}
