import { sql } from 'kysely'
import type { Id } from '#kernel/id.ts'
import type { Instant, LocalDate } from '#kernel/instant.ts'
import { at, db } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'
import type { KeepingVisit, PaperFile } from '../model.ts'
import { files, toFile } from './file.ts'

/** The visits of matters, and for how many days after the last of them papers are kept, by matter. */
export async function matterVisits(
  tx: Tx,
  matterIds: readonly Id<'matter'>[],
): Promise<Map<Id<'matter'>, { readonly days: number; readonly visits: readonly KeepingVisit[] }>> {
  const rows = await tx.rows(
    db
      .selectFrom('matter as m')
      .innerJoin('service as s', 's.id', 'm.service_id')
      .leftJoin('visit_matter as l', 'l.matter_id', 'm.id')
      .leftJoin('visit as v', 'v.id', 'l.visit_id')
      .select(['m.id', 's.paper_days as days', 'v.state', 'v.day'])
      .where(sql<boolean>`m.id = ANY(${matterIds}::uuid[])`),
  )
  const grouped = Map.groupBy(rows, ({ id }) => id)
  return new Map(
    [...grouped].map(([id, list]) => [
      id,
      {
        days: list[0]?.days ?? 0,
        visits: list.flatMap(({ state, day }) => (state && day ? [{ state, day }] : [])),
      },
    ]),
  )
}

/**
 * The booked visit to which the person of a file comes: the one that it was handed in for, or one that goes on with its
 * matter since; of two linked ones the first.
 */
export async function visitToCome(
  tx: Tx,
  matterId: Id<'matter'>,
  cameBy: Id<'visit'>,
): Promise<Id<'visit'> | undefined> {
  const row = await tx.first(
    db
      .selectFrom('visit as v')
      .select(sql<Id<'visit'>>`CASE WHEN v.linked_second THEN v.linked_visit_id ELSE v.id END`.as('id'))
      .where('v.state', '=', 'booked')
      .where(({ or, eb, exists, selectFrom }) =>
        or([
          eb('v.id', '=', cameBy),
          exists(
            selectFrom('visit_matter as l')
              .select('l.visit_id')
              .whereRef('l.visit_id', '=', 'v.id')
              .where('l.matter_id', '=', matterId),
          ),
        ]),
      )
      .orderBy(sql`v.id <> ${cameBy}`)
      .orderBy('v.id', 'desc')
      .limit(1),
  )
  return row?.id
}

/**
 * Files whose matter says another day than they have, or none, and those of a hold that ran out: some at a time, locked,
 * those that another node has left out. What a visit that was moved, cancelled or followed by another one changes is found
 * here, whoever changed it. While who cancelled may still book anew with them, those of a cancelled visit wait.
 */
export async function filesByKeeping(
  tx: Tx,
  today: LocalDate,
  limit: number,
): Promise<(PaperFile & { readonly wrappedKey: Buffer | null; readonly ranOut: boolean })[]> {
  const last = sql`(
    SELECT max(v.day) + s.paper_days
    FROM matter m
    JOIN service s ON s.id = m.service_id
    JOIN visit_matter l ON l.matter_id = m.id
    JOIN visit v ON v.id = l.visit_id
    WHERE m.id = p.matter_id AND v.state NOT IN ('expired', 'cancelled')
    GROUP BY s.paper_days)`
  const waits = sql`EXISTS (
    SELECT FROM second_try t JOIN visit w ON w.id = t.visit_id
    JOIN visit_matter l ON l.visit_id IN (w.id, w.linked_visit_id)
    WHERE l.matter_id = p.matter_id AND t.until > ${at(tx.now)})`
  const ranOut = sql<boolean>`EXISTS (SELECT FROM visit h WHERE h.id = f.visit_id AND h.state = 'expired')`
  const rows = await tx.rows(
    files
      .select(['f.wrapped_key as wrappedKey', ranOut.as('ranOut')])
      .where('f.state', '!=', 'destroyed')
      .where(
        sql<boolean>`(f.kept_until < ${today}::date OR ${ranOut}
          OR f.kept_until IS DISTINCT FROM ${last} AND (${last} IS NOT NULL OR NOT ${waits}))`,
      )
      .orderBy('f.kept_until')
      .limit(limit)
      .forUpdate('f')
      .skipLocked(),
  )
  return rows.map((row) => ({ ...toFile(row), wrappedKey: row.wrappedKey, ranOut: row.ranOut }))
}

/** Which contents of files there still are, by id: everything else on disk is a rest. */
export async function livingFiles(
  tx: Tx,
  ids: readonly string[],
): Promise<Map<string, { readonly content: number }>> {
  const rows = await tx.rows(
    db
      .selectFrom('paper_file')
      .select(['id', 'content'])
      .where('wrapped_key', 'is not', null)
      .where(sql<boolean>`id = ANY(${ids}::uuid[])`),
  )
  return new Map(rows.map(({ id, content }) => [id, { content }]))
}

/** Is nothing kept any more that goes on this day or before? Then nobody needs the key of that day. */
export async function nothingKeptUntil(tx: Tx, day: LocalDate): Promise<boolean> {
  const row = await tx.first(
    db
      .selectFrom('paper_file')
      .select('id')
      .where('wrapped_key', 'is not', null)
      .where('kept_until', '<=', day)
      .limit(1),
  )
  return row === undefined
}

/** Forgets what is left of files that were destroyed before a moment: ids, states and times. */
export async function forgetDestroyed(tx: Tx, before: Instant): Promise<number> {
  return tx.run(
    db.deleteFrom('paper_file').where('state', '=', 'destroyed').where('changed_at', '<', at(before)),
  )
}

/** How many files there are in each state, and why those were refused, since a moment; without names. */
export async function fileCounts(
  tx: Tx,
  since: Instant,
): Promise<
  { readonly state: PaperFile['state']; readonly reason: PaperFile['reason']; readonly count: number }[]
> {
  const rows = await tx.rows(
    db
      .selectFrom('paper_file')
      .select(({ fn }) => ['state', 'reason', fn.countAll<string>().as('count')])
      .where('changed_at', '>=', at(since))
      .groupBy(['state', 'reason'])
      .orderBy('state')
      .orderBy('reason'),
  )
  return rows.map(({ state, reason, count }) => ({ state, reason, count: Number(count) }))
}

/**
 * Locks the papers of these matters until the transaction ends: whoever says something of them and whoever hands in a file
 * or takes one back go one after the other.
 */
export async function lockPapers(tx: Tx, matterIds: readonly Id<'matter'>[]): Promise<void> {
  await tx.rows(
    db
      .selectFrom('paper')
      .select('id')
      .where(sql<boolean>`matter_id = ANY(${matterIds}::uuid[])`)
      .orderBy('id')
      .forNoKeyUpdate(),
  )
}

/** Locks one paper, as `lockPapers` does: who has a file of it holds no other one. */
export async function lockPaper(tx: Tx, id: Id<'paper'>): Promise<void> {
  await tx.rows(db.selectFrom('paper').select('id').where('id', '=', id).forNoKeyUpdate())
}

/** Notes of these papers that the file of record has them. */
export async function noteFiled(tx: Tx, ids: readonly Id<'paper'>[]): Promise<void> {
  await tx.run(
    db
      .updateTable('paper')
      .set({ filed_at: at(tx.now) })
      .where(sql<boolean>`id = ANY(${ids}::uuid[])`),
  )
}

/** The papers of these matters that the file of record has. */
export function papersFiled(
  tx: Tx,
  matterIds: readonly Id<'matter'>[],
): Promise<
  {
    readonly id: Id<'paper'>
    readonly matterId: Id<'matter'>
    readonly item: string | null
    readonly filedAt: Instant
  }[]
> {
  return tx.rows(
    db
      .selectFrom('paper')
      .select(['id', 'matter_id as matterId', 'item', 'filed_at as filedAt'])
      .where(sql<boolean>`matter_id = ANY(${matterIds}::uuid[])`)
      .where('filed_at', 'is not', null)
      .$narrowType<{ filedAt: Instant }>()
      .orderBy('id'),
  )
}
