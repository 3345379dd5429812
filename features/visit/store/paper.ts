import { sql } from 'kysely'
import type { Id } from '#kernel/id.ts'
import type { Instant } from '#kernel/instant.ts'
import { at, db, prepared, raw } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'

/** A paper of a matter, by its German words in the catalogue. */
export type MatterPaper = { readonly serviceId: Id<'service'>; readonly paper: string }

/** The papers of a visit that were seen, and when. */
export function papersSeen(
  tx: Tx,
  visitId: Id<'visit'>,
): Promise<(MatterPaper & { readonly seenAt: Instant })[]> {
  return tx.rows(
    prepared(
      db
        .selectFrom('paper_seen')
        .select(['service_id as serviceId', 'paper', 'seen_at as seenAt'])
        .where('visit_id', '=', visitId),
    ),
  )
}

/** Writes that these papers were seen now; those that had been seen keep their moment. */
export async function writePapersSeen(
  tx: Tx,
  visitId: Id<'visit'>,
  papers: readonly MatterPaper[],
): Promise<void> {
  const rows = papers.map(({ serviceId, paper }) => ({
    visit_id: visitId,
    service_id: serviceId,
    paper,
    seen_at: at(tx.now),
  }))
  await tx.run(
    db
      .insertInto('paper_seen')
      .values(rows)
      .onConflict((conflict) => conflict.doNothing()),
  )
}

/** Writes that these papers were not seen after all. */
export async function forgetPapersSeen(
  tx: Tx,
  visitId: Id<'visit'>,
  papers: readonly MatterPaper[],
): Promise<void> {
  for (const { serviceId, paper } of papers)
    await tx.run(
      db
        .deleteFrom('paper_seen')
        .where('visit_id', '=', visitId)
        .where('service_id', '=', serviceId)
        .where('paper', '=', paper),
    )
}

/** What was seen in one visit needs not be shown again in the one that goes on with its matters. */
export async function handPapersOn(tx: Tx, from: Id<'visit'>, to: Id<'visit'>): Promise<void> {
  await tx.run(
    raw(sql`
      INSERT INTO paper_seen (visit_id, service_id, paper, seen_at)
      SELECT l.visit_id, p.service_id, p.paper, p.seen_at FROM paper_seen p
        JOIN visit_matter l ON l.visit_id = ${to} AND l.service_id = p.service_id
      WHERE p.visit_id = ${from}
      ON CONFLICT DO NOTHING`),
  )
}
