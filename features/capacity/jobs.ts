import { getSettings } from '#features/authority/actions.ts'
import { addDays, dayOf } from '#kernel/wallTime.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { repackRecentDays } from './actions/release.ts'
import { type Released, releasePlaces } from './actions.ts'

/** Makes all times up to the horizon bookable. For every authority at start and once an hour: a few seconds at most. */
export async function releaseDaily(tx: Tx): Promise<Released> {
  const { timeZone, horizonDays } = await getSettings(tx)
  return releasePlaces(tx, { untilDay: addDays(dayOf(tx.now, timeZone), horizonDays) })
}

/** Joins the free cells of days that changed in the last minute, the nearest first; how many claims moved. */
export function repackChangedDays(tx: Tx): Promise<number> {
  return repackRecentDays(tx)
}
