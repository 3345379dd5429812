import type { ClosureTexts } from '#db/json.ts'
import { type Id, newId } from '#kernel/id.ts'
import type { Instant, LocalDate, LocalTime } from '#kernel/instant.ts'
import { at, db, json } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'

/** A site, or some of its counters, closed on some days or between two times of each. */
export type Closing = {
  readonly id: Id<'closing'>
  readonly siteId: Id<'site'>
  /** Empty: the whole site. */
  readonly counterIds: readonly Id<'counter'>[]
  readonly firstDay: LocalDate
  readonly lastDay: LocalDate
  readonly starts: LocalTime | null
  readonly ends: LocalTime | null
  /** Why, as the public reads it. */
  readonly texts: ClosureTexts
  readonly createdAt: Instant
  readonly reopenedAt: Instant | null
}

/** Writes a closing; undefined if the very same stands already (unique index closing_once, told under the lock). */
export async function insertClosing(
  tx: Tx,
  closing: Omit<Closing, 'id' | 'createdAt' | 'reopenedAt'>,
): Promise<Id<'closing'> | undefined> {
  const id = newId<'closing'>(tx.now)
  const count = await tx.run(
    db
      .insertInto('closing')
      .values({
        id,
        site_id: closing.siteId,
        counter_ids: closing.counterIds.toSorted(),
        first_day: closing.firstDay,
        last_day: closing.lastDay,
        starts: closing.starts,
        ends: closing.ends,
        texts: json(closing.texts),
        created_at: at(tx.now),
      })
      .onConflict((conflict) => conflict.doNothing()),
  )
  return count === 1 ? id : undefined
}

const closings = db
  .selectFrom('closing')
  .select([
    'id',
    'site_id as siteId',
    'counter_ids as counterIds',
    'first_day as firstDay',
    'last_day as lastDay',
  ])
  .select(['starts', 'ends', 'texts', 'created_at as createdAt', 'reopened_at as reopenedAt'])

/** The closings of a site that are not over on a day, newest first, also those that were taken back. */
export function readClosings(tx: Tx, siteId: Id<'site'>, fromDay: LocalDate): Promise<Closing[]> {
  return tx.rows(
    closings
      .where('site_id', '=', siteId)
      .where('last_day', '>=', fromDay)
      .orderBy('created_at', 'desc')
      .orderBy('id', 'desc'),
  )
}

export function readClosing(tx: Tx, id: Id<'closing'>): Promise<Closing | undefined> {
  return tx.first(closings.where('id', '=', id))
}

/** Closings in force that are not over on a day, of all sites. */
export function readLiveClosings(tx: Tx, fromDay: LocalDate): Promise<Closing[]> {
  return tx.rows(closings.where('reopened_at', 'is', null).where('last_day', '>=', fromDay).orderBy('id'))
}

/** Takes a closing back; false if that has been done. */
export async function endClosing(tx: Tx, id: Id<'closing'>): Promise<boolean> {
  const count = await tx.run(
    db
      .updateTable('closing')
      .set({ reopened_at: at(tx.now) })
      .where('id', '=', id)
      .where('reopened_at', 'is', null),
  )
  return count === 1
}
