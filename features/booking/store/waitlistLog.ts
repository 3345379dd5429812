import { sql } from 'kysely'
import type { Id } from '#kernel/id.ts'
import { type Instant, isoInstant } from '#kernel/instant.ts'
import { at, db, prepared, raw } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'
import type { UrgentPart } from '../model/waitlist.ts'
import type { LogEntry, RunFacts } from '../model/waitlistReplay.ts'

/** An entry before it has its number. */
export type NewEntry = LogEntry extends infer Entry
  ? Entry extends LogEntry
    ? Omit<Entry, 'number' | 'at'>
    : never
  : never

/**
 * Writes an entry; its number, or undefined if the offer or the wish that it ends has ended already: the unique
 * indexes waitlist_offer_ends_once and waitlist_wish_ends_once decide the race. The counter's row is locked from here
 * to the commit, so that numbers become visible in their order.
 */
export async function writeLog(tx: Tx, entry: NewEntry): Promise<number | undefined> {
  const wishId = 'wishId' in entry ? entry.wishId : null
  const offerId = 'offerId' in entry ? entry.offerId : null
  const facts = 'facts' in entry ? JSON.stringify(entry.facts) : null
  const row = await tx.first(
    raw(sql<{ number: number }>`
      WITH counted AS (SELECT last_number FROM waitlist_counter FOR UPDATE), written AS (
        INSERT INTO waitlist_log (number, happened_at, event, wish_id, offer_id, facts)
        SELECT last_number + 1, ${at(tx.now)}, ${entry.event}, ${wishId}::uuid, ${offerId}::uuid, ${facts}::jsonb FROM counted
        ON CONFLICT DO NOTHING
        RETURNING number
      )
      UPDATE waitlist_counter SET last_number = written.number FROM written RETURNING written.number`),
  )
  return row?.number
}

/**
 * One look at the list at a time, and none between two entries of somebody else: what the log told before this lock
 * is what this transaction sees.
 */
export async function lockList(
  tx: Tx,
): Promise<{ readonly lastBatch: number; readonly carry: UrgentPart['carry'] }> {
  const row = await tx.one(
    db.selectFrom('waitlist_counter').select(['last_batch as lastBatch', 'carry']).forUpdate(),
  )
  return { lastBatch: row.lastBatch, carry: row.carry === 0 ? 0 : 1 }
}

/**
 * Locks the list ahead of the next statement if a visit shall become earlier, for who is going to take or give cells and
 * then to write into the log: a look at the list goes from the log to the cells as well. By the index wish_visit_once.
 */
export function lockListFor(tx: Tx, visitId: Id<'visit'>): void {
  tx.sendAlong(
    prepared(
      raw(sql`SELECT last_number FROM waitlist_counter
        WHERE EXISTS (SELECT FROM wish WHERE visit_id = ${visitId} AND state = 'waiting') FOR UPDATE`),
    ),
  )
}

/** Begins a batch with the number of its times that may go to the urgent class. */
export async function beginBatch(tx: Tx, batch: number, { urgent, carry }: UrgentPart): Promise<void> {
  await tx.run(db.updateTable('waitlist_counter').set({ last_batch: batch, carry }))
  await tx.run(
    db.insertInto('waitlist_batch').values({ number: batch, urgent_left: urgent, created_at: at(tx.now) }),
  )
}

/** What the urgent class may still have of these batches. */
export async function urgentLeftOf(tx: Tx, batches: readonly number[]): Promise<Map<number, number>> {
  if (batches.length === 0) return new Map()
  const rows = await tx.rows(
    db
      .selectFrom('waitlist_batch')
      .select(['number', 'urgent_left'])
      .where(sql<boolean>`number = ANY (${batches}::bigint[])`),
  )
  return new Map(rows.map((row) => [row.number, row.urgent_left]))
}

/** Takes times from what a batch has for the urgent class; the last one may be longer than what was left. */
export async function spendUrgent(tx: Tx, batch: number, times: number): Promise<void> {
  await tx.run(
    db
      .updateTable('waitlist_batch')
      .set({ urgent_left: sql<number>`greatest(0, urgent_left - ${times})` })
      .where('number', '=', batch),
  )
}

/** Batches older than any freed time can be. */
export async function deleteOldBatches(tx: Tx, before: Instant): Promise<number> {
  return tx.run(db.deleteFrom('waitlist_batch').where('created_at', '<', at(before)))
}

const entries = db
  .selectFrom('waitlist_log')
  .select(['number', 'happened_at', 'event', 'wish_id', 'offer_id', 'facts'])
  .orderBy('number')

/** The log from a number on, some entries at most, as an auditor reads it. */
export async function readLog(tx: Tx, from: number, limit: number): Promise<LogEntry[]> {
  const rows = await tx.rows(entries.where('number', '>=', from).limit(limit))
  return rows.map(
    ({ number, happened_at, event, wish_id, offer_id, facts }) =>
      // Written by writeLog alone, whose argument has this type.
      ({
        number,
        at: happened_at,
        event,
        ...(wish_id ? { wishId: wish_id } : {}),
        ...(offer_id ? { offerId: offer_id } : {}),
        ...(facts ? { facts } : {}),
      }) as LogEntry,
  )
}

/** What came to the list since an instant, look by look. */
export async function runsSince(tx: Tx, since: Instant): Promise<RunFacts[]> {
  const rows = await tx.rows(
    raw(sql<{ facts: RunFacts }>`
      SELECT facts FROM waitlist_log WHERE event = 'run' AND happened_at >= ${isoInstant(since)}::timestamptz`),
  )
  return rows.map(({ facts }) => facts)
}
