import { sql } from 'kysely'
import type { StoredAnswers } from '#db/json.ts'
import { isOver, type KnownMatter, VISIT_STATES } from '#features/visit/model.ts'
import type { Id } from '#kernel/id.ts'
import type { Instant } from '#kernel/instant.ts'
import { at, db, raw } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'

/** What a browser may go on with, and until when. */
export type SecondTry = {
  readonly visitId: Id<'visit'>
  /** Null: staff cancelled it for its person. */
  readonly browser: string | null
  readonly chosen: boolean
  readonly until: Instant
}

/** Lets a browser go on with the matters of a visit; whatever it might have gone on with before is left behind. */
export async function writeSecondTry(tx: Tx, { visitId, browser, chosen, until }: SecondTry): Promise<void> {
  if (browser !== null) await tx.run(db.deleteFrom('second_try').where('browser', '=', browser))
  const row = { browser, chosen, until: at(until) }
  await tx.run(
    db
      .insertInto('second_try')
      .values({ visit_id: visitId, ...row })
      .onConflict((conflict) => conflict.column('visit_id').doUpdateSet(row)),
  )
}

/** Until when a browser may go on with a visit; undefined for any other browser, and when that is over. */
export async function secondTryUntil(
  tx: Tx,
  visitId: Id<'visit'>,
  browser: string,
): Promise<Instant | undefined> {
  const row = await tx.first(
    db
      .selectFrom('second_try')
      .select('until')
      .where('visit_id', '=', visitId)
      .where('browser', '=', browser)
      .where('until', '>', at(tx.now)),
  )
  return row?.until
}

/** Which of these visits were cancelled so lately that their papers wait for whoever goes on with them. */
export async function waitingVisits(
  tx: Tx,
  visitIds: readonly Id<'visit'>[],
): Promise<ReadonlySet<Id<'visit'>>> {
  if (visitIds.length === 0) return new Set()
  const rows = await tx.rows(
    db
      .selectFrom('second_try')
      .select('visit_id')
      .where('visit_id', 'in', visitIds)
      .where('until', '>', at(tx.now)),
  )
  return new Set(rows.map(({ visit_id }) => visit_id))
}

/** The visit with whose matters a browser wants to go on. */
export async function chosenSecondTry(tx: Tx, browser: string): Promise<Id<'visit'> | undefined> {
  const row = await tx.first(
    db
      .selectFrom('second_try')
      .select('visit_id')
      .where('browser', '=', browser)
      .where('chosen', '=', true)
      .where('until', '>', at(tx.now)),
  )
  return row?.visit_id
}

/** Forgets what nobody went on with. */
export function forgetSecondTries(tx: Tx): Promise<number> {
  return tx.run(db.deleteFrom('second_try').where('until', '<=', at(tx.now)))
}

const OPEN_STATES = VISIT_STATES.filter((state) => !isOver(state))

/** Another visit, apart from `own` and the one linked with it, has the matter `m` and is not over. */
const goesOnElsewhere = (own: Id<'visit'> | null) => sql<boolean>`EXISTS (
  SELECT FROM visit_matter o JOIN visit x ON x.id = o.visit_id
  WHERE o.matter_id = m.id AND x.state = ANY(${OPEN_STATES}::text[])
    AND (${own}::uuid IS NULL OR ${own}::uuid NOT IN (x.id, coalesce(x.linked_visit_id, x.id))))`

/**
 * Which booking the next one would be that goes on with the matter `m`. Read by the same statement as goesOnElsewhere: so
 * two that both saw nobody go on with it count the same, and visit_matter_going_on refuses one.
 */
const nextGoingOn = sql<number>`(
  SELECT coalesce(max(o.going_on), 0) + 1 FROM visit_matter o WHERE o.matter_id = m.id)`

/** Of these matters which booking the next one would be, or null where a visit apart from `own` goes on with it already. */
export async function goingOnWith(
  tx: Tx,
  matterIds: readonly Id<'matter'>[],
  own: Id<'visit'>,
): Promise<ReadonlyMap<Id<'matter'>, number | null>> {
  const rows = await tx.rows(
    raw<{ id: Id<'matter'>; goingOn: number | null }>(sql`
      SELECT m.id, CASE WHEN NOT ${goesOnElsewhere(own)} THEN ${nextGoingOn} END AS "goingOn"
      FROM matter m WHERE m.id = ANY(${matterIds}::uuid[])`),
  )
  return new Map(rows.map(({ id, goingOn }) => [id, goingOn]))
}

/**
 * The matters of a visit, and of the one linked after it, that did not come to their end, for which papers are here, and
 * with which no other visit goes on already; `own`: apart from that hold, which gives them up.
 */
export async function mattersToGoOn(
  tx: Tx,
  visitId: Id<'visit'>,
  own: Id<'visit'> | null,
): Promise<KnownMatter[]> {
  const rows = await tx.rows(
    raw<{
      id: Id<'matter'>
      reference: string
      serviceId: Id<'service'>
      people: number
      answers: StoredAnswers | null
      goingOn: number
    }>(sql`
      SELECT m.id, m.reference, m.service_id AS "serviceId", m.people, m.answers, ${nextGoingOn} AS "goingOn"
      FROM visit v
      JOIN visit_matter l ON l.visit_id IN (v.id, v.linked_visit_id)
      JOIN matter m ON m.id = l.matter_id
      WHERE v.id = ${visitId} AND v.state IN ('cancelled', 'no_show', 'left', 'done')
        AND m.outcome IS DISTINCT FROM 'done' AND (v.state <> 'done' OR m.outcome IS NOT NULL)
        AND EXISTS (
          SELECT FROM paper p LEFT JOIN paper_file f ON f.paper_id = p.id AND f.state NOT IN ('received', 'destroyed')
          WHERE p.matter_id = m.id AND (f.id IS NOT NULL OR p.filed_at IS NOT NULL))
        AND NOT ${goesOnElsewhere(own)}
      ORDER BY m.id`),
  )
  return rows.map(({ answers, ...matter }) => ({ ...matter, ...(answers ? { answers } : {}) }))
}

/** The papers that are here for these matters, or that the file of record has, by their German words; empty for one on no list. */
export function papersHereFor(
  tx: Tx,
  matterIds: readonly Id<'matter'>[],
): Promise<{ readonly matterId: Id<'matter'>; readonly item: string }[]> {
  return tx.rows(
    raw(sql`
      SELECT p.matter_id AS "matterId", coalesce(p.item, '') AS item
      FROM paper p
      WHERE p.matter_id = ANY(${matterIds}::uuid[]) AND (p.filed_at IS NOT NULL OR EXISTS (
        SELECT FROM paper_file f WHERE f.paper_id = p.id AND f.state IN ('quarantined', 'checking', 'ready')))
      ORDER BY p.id`),
  )
}
