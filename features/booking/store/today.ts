import { sql } from 'kysely'
import type { Id } from '#kernel/id.ts'
import type { Instant } from '#kernel/instant.ts'
import { at, db, prepared } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'
import type { StoppedToday } from '../model/today.ts'

const COLUMNS = [
  'site_id as siteId',
  'service_id as serviceId',
  'reason as stop',
  'bookable_from as bookableFrom',
  'bookable_until as bookableUntil',
] as const

const holding = (tx: Tx) =>
  db
    .selectFrom('today_stop')
    .select(COLUMNS)
    // What a demo clock noted later today, before it was put back, does not hold.
    .where('noted_at', '<=', at(tx.now))
    .where('holds_until', '>', at(tx.now))

/** What holds now at all sites: a row for each service and site at most. */
export function readStops(tx: Tx): Promise<StoppedToday[]> {
  return tx.rows(prepared(holding(tx).orderBy('site_id').orderBy('service_id')))
}

/** What holds now at one site (primary key). */
export function readStopsAt(tx: Tx, siteId: Id<'site'>): Promise<StoppedToday[]> {
  return tx.rows(prepared(holding(tx).where('site_id', '=', siteId)))
}

/** Writes what holds at a site from now on instead of what held before. The caller keeps others from doing it at once. */
export async function writeStops(
  tx: Tx,
  siteId: Id<'site'>,
  stops: readonly (StoppedToday & { readonly holdsUntil: Instant })[],
): Promise<void> {
  const kept = stops.map(({ serviceId }) => serviceId)
  await tx.run(
    db
      .deleteFrom('today_stop')
      .where('site_id', '=', siteId)
      .where(sql<boolean>`NOT (service_id = ANY(${kept}::uuid[]))`),
  )
  if (stops.length === 0) return
  await tx.run(
    db
      .insertInto('today_stop')
      .values(
        stops.map(({ serviceId, stop, bookableFrom, bookableUntil, holdsUntil }) => ({
          ...{ site_id: siteId, service_id: serviceId, reason: stop },
          ...{ bookable_from: at(bookableFrom), bookable_until: bookableUntil && at(bookableUntil) },
          ...{ noted_at: at(tx.now), holds_until: at(holdsUntil) },
        })),
      )
      .onConflict((conflict) =>
        conflict.columns(['site_id', 'service_id']).doUpdateSet((row) => ({
          reason: row.ref('excluded.reason'),
          bookable_from: row.ref('excluded.bookable_from'),
          bookable_until: row.ref('excluded.bookable_until'),
          noted_at: row.ref('excluded.noted_at'),
          holds_until: row.ref('excluded.holds_until'),
        })),
      ),
  )
}
