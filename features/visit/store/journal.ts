import { sql } from 'kysely'
import type { Id } from '#kernel/id.ts'
import { type Instant, isoInstant } from '#kernel/instant.ts'
import { at, db, prepared, raw } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'
import type { Visit, VisitEvent, VisitState } from '../model.ts'

/** One line of the journal, before it has its number. */
export type JournalEntry = {
  readonly siteId: Id<'site'>
  readonly visitId: Id<'visit'>
  readonly visitVersion: number
  readonly event: VisitEvent
  readonly from: VisitState | null
  readonly to: VisitState
  readonly counterId: Id<'counter'> | null
  readonly happenedAt: Instant
  readonly recordedAt: Instant
  /** Why, as a code; null where the event says it all. */
  readonly reason: string | null
}

/**
 * Writes entries together with the commit, whose sites' counter rows are locked in the order of their ids, so that two
 * transactions over two sites never wait for each other. A visit that goes to another site within the transaction is
 * written in its own order: each entry begins where the one before it ended (journal_chain).
 */
export function writeJournal(tx: Tx, entries: readonly JournalEntry[]): void {
  const rounds = inRounds(entries)
  if (rounds.length > 1) lockCounters(tx, [...new Set(entries.map(({ siteId }) => siteId))])
  for (const round of rounds) {
    const sites = [...Map.groupBy(round, ({ siteId }) => siteId)].sort(([a], [b]) => (a < b ? -1 : 1))
    for (const [siteId, list] of sites) insertJournal(tx, siteId, list)
  }
}

/** Entries by how often their visit has gone to another site before: mostly never. */
function inRounds(entries: readonly JournalEntry[]): JournalEntry[][] {
  const last = new Map<Id<'visit'>, { readonly siteId: Id<'site'>; readonly round: number }>()
  const rounds: JournalEntry[][] = []
  for (const entry of entries) {
    const { visitId, siteId } = entry
    const before = last.get(visitId)
    const round = before ? before.round + Number(before.siteId !== siteId) : 0
    last.set(visitId, { siteId, round })
    const list = rounds[round] ?? []
    list.push(entry)
    rounds[round] = list
  }
  return rounds
}

function lockCounters(tx: Tx, sites: readonly Id<'site'>[]): void {
  tx.sendAlong(
    db
      .selectFrom('journal_counter')
      .select('site_id')
      .where(sql<boolean>`site_id = ANY (${sites}::uuid[])`)
      .orderBy('site_id')
      .forUpdate(),
  )
}

/**
 * Numbers and writes the entries of one site, together with the commit: until then the counter row is locked.
 * Numbers become visible in their order. `journal_visit_version_once` refuses a second writer of a version; a site
 * without a counter has no number to give, which the journal's key refuses. One statement for however many: PostgreSQL
 * reads the journal's long checks anew for each.
 */
function insertJournal(tx: Tx, siteId: Id<'site'>, entries: readonly JournalEntry[]): void {
  const of = <T>(value: (entry: JournalEntry) => T) => entries.map(value)
  tx.sendAlong(
    prepared(
      raw(sql`
        WITH counted AS (
          UPDATE journal_counter SET last_number = last_number + ${entries.length} WHERE site_id = ${siteId}
          RETURNING last_number
        )
        INSERT INTO journal (site_id, number, visit_id, visit_version, event, from_state, to_state, counter_id, happened_at, reason, recorded_at)
        SELECT ${siteId}, (SELECT last_number FROM counted) - ${entries.length} + e.index, e.visit_id, e.version, e.event,
          e.from_state, e.to_state, e.counter_id, e.happened_at, e.reason, e.recorded_at
        FROM unnest(${of(({ visitId }) => visitId)}::uuid[], ${of(({ visitVersion }) => visitVersion)}::int[],
          ${of(({ event }) => event)}::text[], ${of(({ from }) => from)}::text[], ${of(({ to }) => to)}::text[],
          ${of(({ counterId }) => counterId)}::uuid[], ${of(({ happenedAt }) => isoInstant(happenedAt))}::timestamptz[],
          ${of(({ reason }) => reason)}::text[], ${of(({ recordedAt }) => isoInstant(recordedAt))}::timestamptz[])
          WITH ORDINALITY AS e (visit_id, version, event, from_state, to_state, counter_id, happened_at, reason, recorded_at, index)
        ORDER BY e.index`),
    ),
  )
}

/** The newest number of a site's journal. */
export async function lastJournalNumber(tx: Tx, siteId: Id<'site'>): Promise<number> {
  const row = await tx.first(
    db.selectFrom('journal_counter').select('last_number').where('site_id', '=', siteId),
  )
  return row?.last_number ?? 0
}

/** Was a name of this visit corrected since it was booked? */
export async function wasNameCorrected(tx: Tx, visitId: Id<'visit'>): Promise<boolean> {
  const row = await tx.first(
    db
      .selectFrom('journal')
      .select('number')
      .where('visit_id', '=', visitId)
      .where('event', '=', 'name_corrected')
      .limit(1),
  )
  return row !== undefined
}

/** Which of these visits' people have said that they come, and to the time that still stands. By journal_visit_version. */
export async function saidComing(
  tx: Tx,
  visitIds: readonly Id<'visit'>[],
): Promise<ReadonlySet<Id<'visit'>>> {
  if (visitIds.length === 0) return new Set()
  const rows = await tx.rows(
    raw<{ visit_id: Id<'visit'>; event: VisitEvent }>(sql`
      SELECT DISTINCT ON (visit_id) visit_id, event FROM journal
      WHERE visit_id = ANY (${visitIds}::uuid[]) AND event IN ('coming_said', 'moved')
      ORDER BY visit_id, visit_version DESC`),
  )
  return new Set(rows.flatMap(({ visit_id, event }) => (event === 'coming_said' ? [visit_id] : [])))
}

/**
 * Which wait of each visit it is: one more for each missed call, and whenever somebody who was served or set aside waits
 * anew. By journal_visit_version.
 */
export async function waitsOf(
  tx: Tx,
  visits: readonly Pick<Visit, 'id' | 'missedCount'>[],
): Promise<ReadonlyMap<Id<'visit'>, number>> {
  if (visits.length === 0) return new Map()
  const anew = await tx.rows(
    db
      .selectFrom('journal')
      .select(['visit_id', sql<number>`count(*)::int`.as('times')])
      .where(
        'visit_id',
        'in',
        visits.map(({ id }) => id),
      )
      .where('event', 'in', ['sent_on', 'unparked'])
      .groupBy('visit_id'),
  )
  const times = new Map(anew.map(({ visit_id, times }) => [visit_id, times]))
  return new Map(visits.map(({ id, missedCount }) => [id, missedCount + (times.get(id) ?? 0)]))
}

/** Was a booking moved to another time after an instant? Its person heard of the new place then. */
export async function wasMovedAfter(tx: Tx, visitId: Id<'visit'>, instant: Instant): Promise<boolean> {
  const row = await tx.first(
    db
      .selectFrom('journal')
      .select('number')
      .where('visit_id', '=', visitId)
      .where('event', '=', 'moved')
      .where('happened_at', '>', at(instant))
      .limit(1),
  )
  return row !== undefined
}
