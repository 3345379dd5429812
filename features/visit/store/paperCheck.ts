import { sql } from 'kysely'
import type { Id } from '#kernel/id.ts'
import { at, db, prepared } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'
import type { PaperCheck } from '../model.ts'

/** What was said of the papers of these matters before a visit, by matter. */
export async function paperChecks(
  tx: Tx,
  matterIds: readonly Id<'matter'>[],
): Promise<ReadonlyMap<Id<'matter'>, readonly PaperCheck[]>> {
  if (matterIds.length === 0) return new Map()
  const rows = await tx.rows(
    prepared(
      db
        .selectFrom('paper_check')
        .select(['matter_id', 'item', 'verdict', 'answer', 'words', 'said_at as saidAt'])
        .where(sql<boolean>`matter_id = ANY(${matterIds}::uuid[])`)
        .orderBy('item'),
    ),
  )
  return Map.groupBy(
    rows.map(({ matter_id: matterId, ...check }) => ({ matterId, ...check })),
    ({ matterId }) => matterId,
  )
}

/** Writes what is said now of papers of a matter, in place of what was said before. */
export async function writePaperChecks(
  tx: Tx,
  matterId: Id<'matter'>,
  checks: readonly Omit<PaperCheck, 'saidAt'>[],
): Promise<void> {
  if (checks.length === 0) return
  const rows = checks.map((check) => ({ matter_id: matterId, ...check, said_at: at(tx.now) }))
  await tx.run(
    db
      .insertInto('paper_check')
      .values(rows)
      .onConflict((conflict) =>
        conflict.columns(['matter_id', 'item']).doUpdateSet(({ ref }) => ({
          verdict: ref('excluded.verdict'),
          answer: ref('excluded.answer'),
          words: ref('excluded.words'),
          said_at: ref('excluded.said_at'),
        })),
      ),
  )
}

/**
 * What was called good is so no more, because other files than those that were seen make the paper now, or none. A matter
 * that is done keeps what was said.
 */
export async function forgetGreen(
  tx: Tx,
  papers: readonly { readonly matterId: Id<'matter'>; readonly item: string | null }[],
): Promise<void> {
  for (const { matterId, item } of papers)
    await tx.run(
      db
        .deleteFrom('paper_check as c')
        .where('c.matter_id', '=', matterId)
        .where('c.item', '=', item ?? '')
        .where('c.verdict', '=', 'green')
        .where(({ exists, selectFrom }) =>
          exists(
            selectFrom('matter as m')
              .select('m.id')
              .where('m.id', '=', matterId)
              .where(sql<boolean>`m.outcome IS DISTINCT FROM 'done'`),
          ),
        ),
    )
}
