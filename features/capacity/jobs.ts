import type { Tx } from '#platform/db/transaction.ts'
import { openBudgets } from './actions/opening.ts'
import { repackRecentDays } from './actions/release.ts'
import { releasedUntil, releaseWhenDue } from './actions/releaseMoment.ts'
import { type Released, releasePlaces } from './actions.ts'

/** Makes all times bookable that are released by now. For every authority at start and once an hour: a few seconds at most. */
export async function releaseDaily(tx: Tx): Promise<Released> {
  return releasePlaces(tx, { untilDay: await releasedUntil(tx) })
}

/** Makes the newest day bookable at the moment drawn for it. For every authority once a minute. */
export function releaseNewestDay(tx: Tx): Promise<Released | undefined> {
  return releaseWhenDue(tx)
}

/** Opens what was kept for callers or for the short term, and closes the day that begins. For every authority once a minute. */
export function openKeptTimes(tx: Tx): Promise<number> {
  return openBudgets(tx)
}

/** Joins the free cells of days that changed in the last minute, the nearest first; how many claims moved. */
export function repackChangedDays(tx: Tx): Promise<number> {
  return repackRecentDays(tx)
}
