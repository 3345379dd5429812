import type { Site } from '#features/authority/model.ts'
import type { Id } from '#kernel/id.ts'
import type { Instant } from '#kernel/instant.ts'
import { dayOf } from '#kernel/wallTime.ts'
import type { Authority } from '#platform/db/authority.ts'
import type { Tx } from '#platform/db/transaction.ts'
import {
  type AskedToday,
  type StoppedToday,
  type StopsToday,
  stopAt,
  type TodayStop,
} from '../model/today.ts'
import { readStops, readStopsAt, writeStops } from '../store/today.ts'
import { oneAtATime } from '../store.ts'

/** What stops times of today at all sites: the same object as long as nothing of it changes. */
export async function stopsToday(tx: Tx): Promise<StopsToday> {
  const stops = await readStops(tx)
  const text = JSON.stringify(stops)
  const kept = tx.memory('stops today', () => ({ text: '[]', stops: new Map() as StopsToday }))
  if (kept.text !== text) {
    kept.text = text
    kept.stops = Map.groupBy(stops, ({ siteId }) => siteId)
  }
  return kept.stops
}

/** Why this time of today is not given; undefined where it is, and for every other day. */
export async function refusedToday(
  tx: Tx,
  { site, ...asked }: AskedToday & { readonly site: Site },
  startsAt: Instant,
): Promise<TodayStop | undefined> {
  if (dayOf(startsAt, site.timeZone) !== dayOf(tx.now, site.timeZone)) return undefined
  const stops = await readStopsAt(tx, site.id)
  return stopAt(stops, asked, startsAt)
}

/** Notes what stops times of today at a site, instead of what was noted before; each until a moment, unless it is renewed. */
export async function noteStopsToday(
  tx: Tx,
  siteId: Id<'site'>,
  stops: readonly (StoppedToday & { readonly holdsUntil: Instant })[],
): Promise<void> {
  await oneAtATime(tx, `stops ${siteId}`)
  await writeStops(tx, siteId, stops)
}

/** Lets somebody look ahead at a site before a time of today is taken there; waits for that only a moment. */
export type LookToday = (authority: Authority, siteKey: string, startsAt: Instant) => Promise<void>
