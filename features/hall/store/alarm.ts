import { sql } from 'kysely'
import { type Id, newId } from '#kernel/id.ts'
import type { Instant } from '#kernel/instant.ts'
import { at, db } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'

/** A counter that calls for help. */
export type CounterAlarm = {
  readonly id: Id<'counterAlarm'>
  readonly counterId: Id<'counter'>
  readonly raisedAt: Instant
  /** The newest press. */
  readonly pressedAt: Instant
  /** How many colleagues said that they go there. */
  readonly coming: number
}

type Place = { readonly siteId: Id<'site'>; readonly counterId: Id<'counter'> }

/**
 * Raises the alarm of a counter; pressed again, or twice at once, it is the same alarm (counter_alarm_pkey). Was it
 * raised just now?
 */
export async function insertAlarm(tx: Tx, { siteId, counterId }: Place): Promise<boolean> {
  const id = newId<'counterAlarm'>(tx.now)
  const row = await tx.one(
    db
      .insertInto('counter_alarm')
      .values({
        counter_id: counterId,
        id,
        site_id: siteId,
        raised_at: at(tx.now),
        pressed_at: at(tx.now),
        coming: 0,
      })
      .onConflict((conflict) =>
        conflict
          .column('counter_id')
          // Of two presses at once the later one may have begun earlier.
          .doUpdateSet({ pressed_at: sql`greatest(counter_alarm.pressed_at, excluded.pressed_at)` }),
      )
      .returning('id'),
  )
  return row.id === id
}

/** The alarms of a site, the oldest first. */
export function alarmsOfSite(tx: Tx, siteId: Id<'site'>): Promise<CounterAlarm[]> {
  return tx.rows(
    db
      .selectFrom('counter_alarm')
      .select(['id', 'counter_id as counterId', 'raised_at as raisedAt', 'pressed_at as pressedAt', 'coming'])
      .where('site_id', '=', siteId)
      .orderBy('raised_at')
      .orderBy('id'),
  )
}

/** One more colleague goes there. Does the alarm still stand? */
export async function addComing(tx: Tx, siteId: Id<'site'>, id: Id<'counterAlarm'>): Promise<boolean> {
  const count = await tx.run(
    db
      .updateTable('counter_alarm')
      .set({ coming: sql`least(coming + 1, 99)` })
      .where('id', '=', id)
      .where('site_id', '=', siteId),
  )
  return count === 1
}

/** Ends an alarm. Did it still stand? */
export async function deleteAlarm(tx: Tx, siteId: Id<'site'>, id: Id<'counterAlarm'>): Promise<boolean> {
  const count = await tx.run(
    db.deleteFrom('counter_alarm').where('id', '=', id).where('site_id', '=', siteId),
  )
  return count === 1
}

/** Ends the alarms of a site that nobody ended and that were raised before an instant. How many. */
export function deleteAlarmsBefore(tx: Tx, siteId: Id<'site'>, before: Instant): Promise<number> {
  return tx.run(
    db.deleteFrom('counter_alarm').where('site_id', '=', siteId).where('raised_at', '<', at(before)),
  )
}

/** What has no entry in the journal: who sits at which counter, at a break since when, and where help is called. */
export async function counterMarks(tx: Tx, siteId: Id<'site'>): Promise<string[]> {
  const rows = await tx.rows(
    db
      .selectFrom('open_counter')
      .select(['counter_id', 'paused_at as since', sql<number>`-1`.as('coming')])
      .where('site_id', '=', siteId)
      .unionAll(
        db
          .selectFrom('counter_alarm')
          .select(['counter_id', sql<Instant | null>`pressed_at`.as('since'), 'coming'])
          .where('site_id', '=', siteId),
      ),
  )
  return rows.map(({ counter_id, since, coming }) => [counter_id, since, coming].join('=')).sort()
}
