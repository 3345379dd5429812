import { sql } from 'kysely'
import type { Counter } from '#features/capacity/model.ts'
import type { Id } from '#kernel/id.ts'
import type { Instant, LocalDate } from '#kernel/instant.ts'
import { startOfDay } from '#kernel/wallTime.ts'
import { namedLock } from '#platform/db/namedLock.ts'
import { at, db, prepared } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'

/**
 * One "next" at a time per site: the next statement waits until the lock is had, which is held to the end of the
 * transaction. It makes the order exact;
 * that nobody is called twice is guarded by journal_visit_version_once and visit_counter_busy.
 */
export function lockHall(tx: Tx, siteId: Id<'site'>): void {
  tx.sendAlong(namedLock(tx, `hall ${siteId}`))
}

/** The next free number of a prefix on a day at a site; guarded by visit_ticket_number. */
export async function drawNumber(
  tx: Tx,
  siteId: Id<'site'>,
  day: LocalDate,
  prefix: string,
): Promise<number> {
  const row = await tx.one(
    prepared(
      db
        .insertInto('ticket_counter')
        .values({ site_id: siteId, day, prefix, last_number: 1 })
        .onConflict((conflict) =>
          conflict
            .columns(['site_id', 'day', 'prefix'])
            .doUpdateSet({ last_number: sql`ticket_counter.last_number + 1` }),
        )
        .returning('last_number'),
    ),
  )
  return row.last_number
}

/** Opens a counter. One that is open already counts as opened now: somebody has just sat down there. */
export async function insertOpenCounter(tx: Tx, siteId: Id<'site'>, counterId: Id<'counter'>): Promise<void> {
  await tx.run(
    db
      .insertInto('open_counter')
      .values({ counter_id: counterId, site_id: siteId, opened_at: at(tx.now) })
      .onConflict((conflict) =>
        conflict.column('counter_id').doUpdateSet({ opened_at: at(tx.now), paused_at: null }),
      ),
  )
}

export async function deleteOpenCounter(tx: Tx, counterId: Id<'counter'>): Promise<void> {
  await tx.run(db.deleteFrom('open_counter').where('counter_id', '=', counterId))
}

export type CounterOpening = {
  readonly siteId: Id<'site'>
  readonly pausedAt: Instant | null
  readonly busyWith: Id<'visit'> | null
}

/** An open counter: where it stands, since when it makes a break, whom it has now; undefined if it is closed. */
export async function counterOpening(tx: Tx, counterId: Id<'counter'>): Promise<CounterOpening | undefined> {
  return tx.first(
    prepared(
      db
        .selectFrom('open_counter')
        .select(['site_id as siteId', 'paused_at as pausedAt'])
        .select(atCounterNow(counterId).as('busyWith'))
        .where('counter_id', '=', counterId),
    ),
  )
}

/** Begins (`since`) or ends (null) the break of an open counter. */
export async function setPause(tx: Tx, counterId: Id<'counter'>, since: Instant | null): Promise<void> {
  await tx.run(
    db
      .updateTable('open_counter')
      .set({ paused_at: since === null ? null : at(since) })
      .where('counter_id', '=', counterId),
  )
}

/** Closes a counter unless somebody has sat down there since `before`. Was it closed? */
export async function deleteCounterOpenedBefore(
  tx: Tx,
  counterId: Id<'counter'>,
  before: Instant,
): Promise<boolean> {
  const count = await tx.run(
    db.deleteFrom('open_counter').where('counter_id', '=', counterId).where('opened_at', '<', at(before)),
  )
  return count === 1
}

/** The open counters of a site: since when, and since when each makes a break; null without one. */
export async function openCountersOf(
  tx: Tx,
  siteId: Id<'site'>,
): Promise<ReadonlyMap<Id<'counter'>, { readonly openedAt: Instant; readonly pausedAt: Instant | null }>> {
  const rows = await tx.rows(
    db
      .selectFrom('open_counter')
      .select(['counter_id', 'opened_at as openedAt', 'paused_at as pausedAt'])
      .where('site_id', '=', siteId),
  )
  return new Map(rows.map(({ counter_id, ...opening }) => [counter_id, opening]))
}

// The states are written out: a plan for any states could not use the index.
const atCounterNow = (counterId: Id<'counter'>) =>
  db
    .selectFrom('visit')
    .select('id')
    .where('counter_id', '=', counterId)
    .where('state', 'in', [sql.lit('called' as const), sql.lit('serving' as const)])

/** The visit that a counter has now (unique index visit_counter_busy). */
export async function visitAtCounter(tx: Tx, counterId: Id<'counter'>): Promise<Id<'visit'> | undefined> {
  const row = await tx.first(prepared(atCounterNow(counterId)))
  return row?.id
}

/** How many visits of a day ended as served, per site (index visit_by_day). */
export async function servedByDay(tx: Tx, day: LocalDate): Promise<Map<Id<'site'>, number>> {
  const rows = await tx.rows(
    db
      .selectFrom('visit')
      .select(['site_id', (count) => count.fn.countAll<number>().as('served')])
      .where('day', '=', day)
      .where('state', '=', 'done')
      .groupBy('site_id'),
  )
  return new Map(rows.map((row) => [row.site_id, row.served]))
}

/** Closes the counters of a site that were opened before today. */
export async function closeAllCounters(
  tx: Tx,
  siteId: Id<'site'>,
  today: LocalDate,
  zone: string,
): Promise<void> {
  await tx.run(
    db
      .deleteFrom('open_counter')
      .where('site_id', '=', siteId)
      .where('opened_at', '<', at(startOfDay(today, zone))),
  )
}

/** A call as a display shows it; `number` is that of the journal, so that no call is spoken twice. */
export type RecentCall = {
  readonly number: number
  readonly visitId: Id<'visit'>
  readonly ticketNumber: string
  readonly counterId: Id<'counter'>
  readonly calledAt: Instant
  /** Is the person still being waited for? */
  readonly current: boolean
}

/**
 * The newest calls of a day that were not taken back, one for each visit, the newest first. Begins with the visits of that day (index
 * visit_by_day) and reads their journal (journal_visit_version_once), so that the site's history costs nothing. Only
 * somebody who has a number can have been called.
 */
export async function recentCalls(
  tx: Tx,
  siteId: Id<'site'>,
  day: LocalDate,
  limit: number,
): Promise<RecentCall[]> {
  const rows = await tx.rows(
    db
      .with(
        // Materialized, or the limit tempts the planner to walk the site's whole journal backwards.
        (part) => part('calls').materialized(),
        (from) =>
          from
            .selectFrom('visit')
            .innerJoin('journal', 'journal.visit_id', 'visit.id')
            .select(['journal.number', 'journal.visit_id', 'journal.counter_id', 'journal.happened_at'])
            .select(['visit.ticket_number', 'visit.state'])
            .where('visit.day', '=', day)
            .where('visit.site_id', '=', siteId)
            .where('visit.ticket_number', 'is not', null)
            // Nobody in the hall waits for a call by telephone.
            .where('visit.kind', '=', 'on_site')
            // Whoever was being called and is taken over by a colleague is called to another counter, or back.
            .where('journal.event', 'in', ['called', 'called_again', 'taken_over', 'take_over_undone'])
            .where('journal.to_state', '=', 'called')
            // A call that was taken back within seconds was none.
            .where((row) =>
              row.not(
                row.exists(
                  row
                    .selectFrom('journal as undone')
                    .select('undone.number')
                    .whereRef('undone.visit_id', '=', 'journal.visit_id')
                    .where('undone.visit_version', '=', sql<number>`journal.visit_version + 1`)
                    .where('undone.event', '=', 'call_undone'),
                ),
              ),
            ),
      )
      .selectFrom('calls')
      .selectAll()
      .orderBy('number', 'desc')
      .limit(limit * 4),
  )
  const seen = new Set<string>()
  return rows
    .flatMap((row) => {
      if (row.ticket_number === null || row.counter_id === null || seen.has(row.visit_id)) return []
      seen.add(row.visit_id)
      return {
        number: row.number,
        visitId: row.visit_id,
        ticketNumber: row.ticket_number,
        counterId: row.counter_id,
        calledAt: row.happened_at,
        current: row.state === 'called',
      }
    })
    .slice(0, limit)
}

/** The site that a counter stands at. */
export async function siteOfCounter(tx: Tx, counterId: Id<'counter'>): Promise<Id<'site'> | undefined> {
  const row = await tx.first(prepared(db.selectFrom('counter').select('site_id').where('id', '=', counterId)))
  return row?.site_id
}

/** These counters, also those that their site has given up. Without skills: nobody new is meant to come there. */
export async function countersById(tx: Tx, ids: readonly Id<'counter'>[]): Promise<Counter[]> {
  const rows = await tx.rows(
    db.selectFrom('counter').select(['id', 'site_id as siteId', 'key', 'texts']).where('id', 'in', ids),
  )
  return rows.map((row) => ({ ...row, skills: new Set<Id<'service'>>() }))
}

/** Counters that have been open for a while, with their site. */
export async function countersOpenedBefore(
  tx: Tx,
  before: Instant,
): Promise<{ counterId: Id<'counter'>; siteId: Id<'site'> }[]> {
  const rows = await tx.rows(
    db.selectFrom('open_counter').select(['counter_id', 'site_id']).where('opened_at', '<', at(before)),
  )
  return rows.map((row) => ({ counterId: row.counter_id, siteId: row.site_id }))
}
