import { type RawBuilder, sql } from 'kysely'
import { type Told, UNDO_FOR } from '#features/hall/model.ts'
import { type Id, newId } from '#kernel/id.ts'
import { type Instant, type LocalDate, plus } from '#kernel/instant.ts'
import { at, atOrNull, db, raw } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'
import type { Expectation } from './model/expectation.ts'
import type { CallHappened, Group, StayHappened } from './model/happened.ts'
import type { ThinPast } from './model/thinPast.ts'

/** A span of time at a site; without an end it goes on. */
export type SiteSpan = {
  readonly siteId: Id<'site'>
  readonly from: Instant
  readonly until: Instant | null
  /** Only the newest so many. */
  readonly most: number
}

/** What is older has a smaller id (version 7, RFC 9562). */
function firstIdAt(moment: RawBuilder<unknown>) {
  return sql`(lpad(to_hex(floor(extract(epoch FROM ${moment}) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid`
}

/** The last entry before a moment, backwards from the newest: of today nothing else is read. */
function lastBefore(siteId: Id<'site'>, from: Instant) {
  return sql`(SELECT number FROM journal WHERE site_id = ${siteId} AND happened_at < ${at(from)} ORDER BY number DESC LIMIT 1)`
}

/**
 * The times at counters that ended, each with the way to the next person if that one waited meanwhile, the oldest
 * first. Reads the journal by its newest numbers (its key), of today none of before; what was taken back, what was called by telephone and what
 * happened at counters of another pace is left out. What came up only at the counter is known by
 * the id of its matter. Says nothing of who served, nor at which counter.
 */
export async function readStays(tx: Tx, { siteId, from, until, most }: SiteSpan): Promise<StayHappened[]> {
  const rows = await tx.rows(
    raw<StayHappened>(sql`
      WITH edges AS (
        SELECT visit_id, number, event, counter_id, happened_at, at_counter, lead(happened_at) OVER one AS ends,
          lead(event) OVER one AS ended_by, lead(event, 2) OVER one AS after
        FROM (
          SELECT visit_id, visit_version, number, event, counter_id, happened_at, to_state IN ('called', 'serving') AS at_counter,
            coalesce(from_state, '') IN ('called', 'serving') AS was_at_counter
          FROM journal
          WHERE site_id = ${siteId} AND number > greatest(
              (SELECT last_number - ${most * ENTRIES_OF_A_VISIT} FROM journal_counter WHERE site_id = ${siteId}),
              ${until === null ? lastBefore(siteId, from) : null})
            AND happened_at >= ${at(from)} AND (${until === null} OR happened_at < ${atOrNull(until)})
        ) e
        WHERE at_counter <> was_at_counter
        WINDOW one AS (PARTITION BY visit_id ORDER BY visit_version)
      ), stays AS (
        SELECT *, lead(happened_at) OVER here AS next_at, lead(visit_id) OVER here AS next_id
        FROM edges WHERE at_counter WINDOW here AS (PARTITION BY counter_id ORDER BY number)
      )
      SELECT main.id AS service, main.minutes AS "servicePlanned", v.minutes AS "visitPlanned",
        coalesce(main.came_for, main.id) AS "cameFor", coalesce(main.planned::float8 / nullif(main.came, 0), 1) AS grown,
        (extract(epoch FROM s.ends - s.happened_at) / 60)::float8 AS minutes,
        CASE WHEN n.arrived_at <= s.ends AND n.callable_from <= s.ends AND n.missed_count = 0 AND s.next_at >= s.ends
          THEN (extract(epoch FROM s.next_at - s.ends) / 60)::float8 END AS gap
      FROM stays s JOIN visit v ON v.id = s.visit_id LEFT JOIN visit n ON n.id = s.next_id
      CROSS JOIN LATERAL (
        SELECT (array_agg(m.id ORDER BY m.minutes DESC, m.id))[1] AS id, max(m.minutes) AS minutes, sum(m.minutes) AS planned,
          (array_agg(m.id ORDER BY m.minutes DESC, m.id) FILTER (WHERE m.was_named))[1] AS came_for,
          sum(m.minutes) FILTER (WHERE m.was_named) AS came
        FROM (
          SELECT service.id, service.minutes, visit_matter.matter_id < ${firstIdAt(sql`s.happened_at`)} AS was_named
          FROM visit_matter JOIN service ON service.id = visit_matter.service_id WHERE visit_matter.visit_id = v.id) m
        HAVING count(*) > 0) main
      WHERE s.event IN ('called', 'fetched') AND s.ended_by IN ('finished', 'missed', 'sent_on', 'parked', 'left')
        AND coalesce(s.after, '') NOT LIKE '%undone' AND v.kind = 'on_site'
        AND NOT EXISTS (SELECT FROM place p WHERE p.counter_id = s.counter_id AND p.day = v.day AND p.duration_percent <> 100)
      ORDER BY s.number DESC LIMIT ${most}`),
  )
  return rows.reverse()
}

/** Somebody's visit leaves about so many lines in the journal. */
const ENTRIES_OF_A_VISIT = 8

/** How booked people came from a day on until another (without it): their lateness in minutes, and how many did not. */
export async function readComings(
  tx: Tx,
  { siteId, from, before, most }: { siteId: Id<'site'>; from: LocalDate; before: LocalDate; most: number },
): Promise<{ readonly lateness: readonly number[]; readonly noShows: number }> {
  // Index visit_by_day.
  const rows = await tx.rows(
    raw<{ late: number | null }>(sql`
      SELECT (extract(epoch FROM arrived_at - appointment_at) / 60)::float8 AS late FROM visit
      WHERE site_id = ${siteId} AND day >= ${from} AND day < ${before} AND appointment_at IS NOT NULL AND kind = 'on_site'
        AND NOT linked_second AND (arrived_at IS NOT NULL OR state = 'no_show')
      ORDER BY day DESC, id DESC LIMIT ${most}`),
  )
  const lateness = rows.flatMap(({ late }) => late ?? []).reverse()
  return { lateness, noShows: rows.length - lateness.length }
}

/** What people were told and when they were called then, the oldest first (index promise_told_by_site). */
export async function readCalls(tx: Tx, { siteId, from, until, most }: SiteSpan): Promise<CallHappened[]> {
  const rows = await tx.rows(
    raw<Expectation & { booked: boolean; waited: number }>(sql`
      SELECT booked, back, low, middle, high, (extract(epoch FROM called_at - told_at) / 60)::float8 AS waited
      FROM promise_told
      WHERE site_id = ${siteId} AND told_at >= ${at(from)} AND (${until === null} OR told_at < ${atOrNull(until)}) AND called_at IS NOT NULL
      ORDER BY told_at DESC LIMIT ${most}`),
  )
  return rows
    .reverse()
    .map(({ booked, waited, ...expected }) => ({ group: groupOf(booked), raw: expected, waited }))
}

/** How thin the past is that was invented for a demonstration, and with it what was told; undefined in every real city. */
export function readThinPast(tx: Tx): Promise<ThinPast | undefined> {
  return tx.first(db.selectFrom('thin_past').select(['before_day as before', 'one_of as oneOf']))
}

function groupOf(booked: boolean): Group {
  return booked ? 'booked' : 'walk_in'
}

/** What somebody is told at a moment, with what was expected before it was corrected. */
export type Telling = {
  readonly visitId: Id<'visit'>
  readonly group: Group
  readonly at: Instant
  readonly raw: Expectation
  readonly told: Told
}

/** Writes what people were told, in one statement. */
export async function insertTellings(
  tx: Tx,
  siteId: Id<'site'>,
  tellings: readonly Telling[],
): Promise<void> {
  if (tellings.length === 0) return
  const rows = tellings.map(({ visitId, group, at: toldAt, raw: { back, low, middle, high }, told }) => ({
    id: newId<'promiseTold'>(tx.now),
    site_id: siteId,
    visit_id: visitId,
    told_at: at(toldAt),
    booked: group === 'booked',
    ...{ back, low, middle, high },
    says_from: at(told.from),
    says_until: at(told.until),
    says_back_by: atOrNull(told.backBy),
  }))
  await tx.run(db.insertInto('promise_told').values(rows))
}

/**
 * Notes of all that was told and is settled when the call came; how many. Nothing is settled while it can still be taken
 * back, and a call that was taken back is none. Who was away by their own word, missed, set aside or gone before the call
 * (or away or missed when it was told) is settled without: nobody knows when they would have been called. Index
 * promise_told_open.
 */
export function settleTold(tx: Tx): Promise<number> {
  return tx.run(
    raw(sql`
      WITH over AS (
        SELECT t.id FROM promise_told t JOIN visit v ON v.id = t.visit_id
        WHERE NOT t.settled AND v.state NOT IN ('waiting', 'called')
          AND NOT EXISTS (SELECT FROM journal j WHERE j.visit_id = v.id AND j.happened_at > ${at(plus(tx.now, -UNDO_FOR))})
        ORDER BY t.visit_id, t.id FOR UPDATE OF t SKIP LOCKED)
      UPDATE promise_told t SET settled = true, called_at = (
        WITH stands AS (
          SELECT visit_version, event, happened_at, reason, lead(event) OVER (ORDER BY visit_version) AS after
          FROM (SELECT *, coalesce(lead(event) OVER (ORDER BY visit_version), '') LIKE '%undone' AS undone
            FROM journal WHERE visit_id = t.visit_id) j
          WHERE NOT undone AND event IN ('called', 'withdrawn', 'missed', 'returned', 'went_away', 'came_back', 'parked', 'unparked', 'exchanged')
        ), before AS (
          SELECT event, happened_at, reason FROM stands WHERE happened_at < t.told_at ORDER BY visit_version DESC LIMIT 1
        )
        SELECT CASE WHEN event = 'called' AND NOT EXISTS (
          SELECT FROM before b WHERE b.event = 'missed' OR b.event = 'went_away'
            AND b.happened_at + make_interval(mins => substring(b.reason FROM '\\d+$')::integer) > t.told_at) THEN happened_at END
        FROM stands
        WHERE happened_at >= t.told_at AND (event IN ('missed', 'went_away', 'parked', 'exchanged') OR event = 'called' AND after IS DISTINCT FROM 'withdrawn')
        ORDER BY visit_version LIMIT 1)
      FROM over WHERE t.id = over.id`),
  )
}

/**
 * Forgets to whom something was told on days before this one, some at a time. Its times become the middle of their minute,
 * so that the journal's moments do not find the visit again; what was said begins and ends with whole minutes, so that the
 * call comes within it or not as before.
 */
export function forgetWhom(tx: Tx, before: LocalDate, limit: number): Promise<number> {
  return tx.run(
    raw(sql`
      UPDATE promise_told SET visit_id = NULL, settled = true,
        told_at = date_trunc('minute', told_at) + interval '30 seconds',
        called_at = date_trunc('minute', called_at) + interval '30 seconds'
      WHERE id IN (
        SELECT t.id FROM promise_told t JOIN visit v ON v.id = t.visit_id WHERE v.day < ${before}
        ORDER BY t.id LIMIT ${limit} FOR UPDATE OF t SKIP LOCKED)`),
  )
}

/** Deletes what was told before a moment, some at a time. */
export function deleteTold(tx: Tx, before: Instant, limit: number): Promise<number> {
  return tx.run(
    raw(
      sql`DELETE FROM promise_told WHERE id IN (SELECT id FROM promise_told WHERE told_at < ${at(before)} LIMIT ${limit})`,
    ),
  )
}

/** A number that was drawn without appointment on a day. */
export type DrawnThen = {
  readonly visitId: Id<'visit'>
  readonly day: LocalDate
  readonly arrivedAt: Instant
  readonly services: readonly Id<'service'>[]
  readonly minutes: number
}

/** The numbers that were drawn without appointment on some days (index visit_by_day). */
export function readDrawn(tx: Tx, siteId: Id<'site'>, days: readonly LocalDate[]): Promise<DrawnThen[]> {
  return tx.rows(
    raw<DrawnThen>(sql`
      SELECT v.id AS "visitId", v.day, v.arrived_at AS "arrivedAt", v.minutes,
        ARRAY(SELECT service_id FROM visit_matter WHERE visit_id = v.id) AS services
      FROM visit v
      WHERE v.day = ANY(${[...days]}::date[]) AND v.site_id = ${siteId} AND v.appointment_at IS NULL AND v.kind = 'on_site'
        AND v.arrived_at IS NOT NULL AND v.follows_visit_id IS NULL`),
  )
}

/** How many counters call people now, by site; sites without are missing. */
export async function countOpenCounters(tx: Tx): Promise<ReadonlyMap<Id<'site'>, number>> {
  const rows = await tx.rows(
    db
      .selectFrom('open_counter')
      .select(['site_id as siteId', (eb) => eb.fn.countAll<string>().as('open')])
      .where('paused_at', 'is', null)
      .groupBy('site_id'),
  )
  return new Map(rows.map(({ siteId, open }) => [siteId, Number(open)]))
}
