import { sql } from 'kysely'
import { DAY, type Instant, type LocalDate, localDate, plus } from '#kernel/instant.ts'
import { at, db, raw } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'
import type { NotedKind, OddityKind, PauseReason } from '../model/oddity.ts'
import { STANDS_OUT } from '../model/oddity.ts'

/** Contacts of so many bookings, or names, on one day are counted as busy. */
const BUSY_BOOKINGS = 3
const BUSY_NAMES = 4

/** Adds what was noted to the counts of a day. */
export async function addCounts(
  tx: Tx,
  day: LocalDate,
  counts: ReadonlyMap<NotedKind, number>,
): Promise<void> {
  await tx.run(
    db
      .insertInto('oddity_count')
      .values([...counts].map(([kind, count]) => ({ day, kind, count })))
      .onConflict((conflict) =>
        conflict
          .columns(['day', 'kind'])
          .doUpdateSet({ count: sql<number>`oddity_count.count + excluded.count` }),
      ),
  )
}

/**
 * Counts a day from what it has left behind: the journal (index journal_by_time), bookings by contact (booked_by_age)
 * and the moment of release. Counted again, a number never falls: rows go while the day's number stays.
 */
export async function findCounts(
  tx: Tx,
  day: LocalDate,
  { from, to }: { readonly from: Instant; readonly to: Instant },
): Promise<void> {
  const minute = sql`interval '1 minute'`
  await tx.run(
    raw(sql`
      WITH event AS (
        SELECT j.visit_id, j.event, j.happened_at, r.at AS released_at
        FROM journal j LEFT JOIN LATERAL (
          SELECT at FROM release_moment
          WHERE released AND at BETWEEN j.happened_at - 10 * ${minute} AND j.happened_at + 10 * ${minute}
          LIMIT 1) r ON true
        WHERE j.happened_at >= ${at(from)} AND j.happened_at < ${at(to)}
          AND j.event IN ('held', 'contact_given', 'booked', 'moved', 'cancelled', 'expired')
      ), found (kind, count) AS (
        SELECT CASE event WHEN 'contact_given' THEN 'asked' ELSE event END, count(*) FROM event
        WHERE event <> 'expired' GROUP BY 1
        UNION ALL
        SELECT 'unconfirmed', count(*) FROM event e WHERE event = 'expired' AND EXISTS (
          SELECT 1 FROM journal g WHERE g.visit_id = e.visit_id AND g.event = 'contact_given')
        UNION ALL
        SELECT 'held_at_release', count(*) FROM event
        WHERE event = 'held' AND happened_at >= released_at AND happened_at < released_at + ${minute}
        UNION ALL
        SELECT 'cancelled_at_release', count(*) FROM event WHERE event = 'cancelled' AND released_at IS NOT NULL
        UNION ALL
        SELECT 'retaken', count(*) FROM event e JOIN visit v ON v.id = e.visit_id
        WHERE e.event = 'cancelled' AND EXISTS (
          SELECT 1 FROM visit w
          WHERE w.site_id = v.site_id AND w.day = v.day AND w.appointment_at = v.appointment_at AND w.id <> v.id
            AND w.state IN ('booked', 'waiting', 'called', 'serving', 'missed')
            AND w.created_at > e.happened_at AND w.created_at < e.happened_at + interval '1 day')
        UNION ALL
        SELECT 'busy_contacts', count(*) FROM (
          SELECT contact FROM booked_by WHERE created_at >= ${at(from)} AND created_at < ${at(to)}
          GROUP BY contact HAVING count(DISTINCT visit_id) >= ${BUSY_BOOKINGS}) b
        UNION ALL
        SELECT 'many_names', count(*) FROM (
          SELECT contact FROM booked_by WHERE created_at >= ${at(from)} AND created_at < ${at(to)}
          GROUP BY contact HAVING count(DISTINCT name) >= ${BUSY_NAMES}) n
      )
      INSERT INTO oddity_count (day, kind, count)
      SELECT ${day}::date, kind, count FROM found WHERE count > 0
      ON CONFLICT (day, kind) DO UPDATE SET count = greatest(oddity_count.count, excluded.count)`),
  )
}

/** The counts from a day on. */
export async function countsSince(
  tx: Tx,
  day: LocalDate,
): Promise<{ day: LocalDate; kind: OddityKind; count: number }[]> {
  const rows = await tx.rows(
    db.selectFrom('oddity_count').selectAll().where('day', '>=', day).orderBy('day').orderBy('kind'),
  )
  return rows.map((row) => ({ ...row, day: localDate(row.day) }))
}

/** Forgets counts from before a day. */
export function forgetCounts(tx: Tx, before: LocalDate): Promise<number> {
  return tx.run(db.deleteFrom('oddity_count').where('day', '<', before))
}

/** A contact that stands out, by its keyed digest alone. */
export type BusyContact = {
  readonly contact: Buffer
  readonly bookings: number
  readonly names: number
  readonly moves: number
  readonly cancellations: number
}

/** Contacts that stood out in the last seven days, the busiest first, and as many as a person can look at. */
export async function busyContacts(tx: Tx): Promise<BusyContact[]> {
  const { bookings, names, moves, cancellations } = STANDS_OUT
  return tx.rows(
    raw<BusyContact>(sql`
      SELECT b.contact, count(DISTINCT b.visit_id)::int AS bookings, max(n.names)::int AS names,
        sum(v.own_moves)::int AS moves, count(*) FILTER (WHERE v.state = 'cancelled')::int AS cancellations
      FROM (SELECT DISTINCT contact, visit_id FROM booked_by WHERE created_at >= ${at(plus(tx.now, -7 * DAY))}) b
      JOIN visit v ON v.id = b.visit_id
      JOIN LATERAL (
        SELECT count(DISTINCT o.name) AS names FROM booked_by o
        WHERE o.contact = b.contact AND o.created_at >= ${at(plus(tx.now, -7 * DAY))}) n ON true
      GROUP BY b.contact
      HAVING count(DISTINCT b.visit_id) >= ${bookings} OR max(n.names) >= ${names}
        OR sum(v.own_moves) >= ${moves} OR count(*) FILTER (WHERE v.state = 'cancelled') >= ${cancellations}
      ORDER BY 2 DESC, 3 DESC, b.contact LIMIT 50`),
  )
}

/** Pauses that staff has set and that are not over. */
export async function staffPauses(
  tx: Tx,
): Promise<{ contact: Buffer; until: Instant; reason: PauseReason }[]> {
  const rows = await tx.rows(
    db
      .selectFrom('contact_pause')
      .selectAll()
      .where('until', '>', at(tx.now))
      .where('reason', 'is not', null)
      .orderBy('until'),
  )
  return rows.flatMap(({ reason, ...row }) => (reason === null ? [] : [{ ...row, reason }]))
}

/** Sets or changes a pause by staff. */
export async function savePause(
  tx: Tx,
  contact: Buffer,
  pause: { readonly until: Instant; readonly reason: PauseReason },
): Promise<void> {
  const values = { until: at(pause.until), reason: pause.reason }
  await tx.run(
    db
      .insertInto('contact_pause')
      .values({ contact, ...values })
      .onConflict((conflict) => conflict.column('contact').doUpdateSet(values)),
  )
}

/** Takes a pause by staff away; false when there is none. */
export async function dropPause(tx: Tx, contact: Buffer): Promise<boolean> {
  const dropped = await tx.run(
    db.deleteFrom('contact_pause').where('contact', '=', contact).where('reason', 'is not', null),
  )
  return dropped > 0
}

/** Has anybody booked by this contact? A digest that was made up pauses nobody. */
export async function isKnownContact(tx: Tx, contact: Buffer): Promise<boolean> {
  const row = await tx.first(
    db.selectFrom('booked_by').select('contact').where('contact', '=', contact).limit(1),
  )
  return row !== undefined
}
