import { sql } from 'kysely'
import type { Id } from '#kernel/id.ts'
import { db, raw } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'

/** The tables of this city in which one of the texts stands anywhere, also as bytes. Reads every row: for a person who asks. */
export async function tablesWith(tx: Tx, ...texts: readonly string[]): Promise<string[]> {
  const tables = await tx.rows(
    raw<{ name: string }>(
      sql`SELECT table_name AS name FROM information_schema.tables
          WHERE table_schema = current_schema() AND table_type = 'BASE TABLE' ORDER BY 1`,
    ),
  )
  const forms = texts.flatMap((text) => [text, Buffer.from(text).toString('hex')])
  const found: string[] = []
  for (const { name } of tables) {
    const row = await tx.first(
      raw<{ one: number }>(
        sql`SELECT 1 AS one FROM ${sql.table(name)} AS t
            WHERE EXISTS (SELECT FROM unnest(${forms}::text[]) AS form WHERE position(form IN t::text) > 0) LIMIT 1`,
      ),
    )
    if (row) found.push(name)
  }
  return found
}

/** The oldest visit, with its matter, whose place for a file (`slot`) was never taken; undefined where there is none. */
export function visitWithPlace(
  tx: Tx,
  slot: number,
): Promise<{ readonly visitId: Id<'visit'>; readonly matterId: Id<'matter'> } | undefined> {
  return tx.first(
    db
      .selectFrom('visit_matter as l')
      .select(['l.visit_id as visitId', 'l.matter_id as matterId'])
      .where(({ not, exists, selectFrom }) =>
        not(
          exists(
            selectFrom('paper_file as f')
              .select('f.id')
              .whereRef('f.visit_id', '=', 'l.visit_id')
              .where('f.slot', '=', slot),
          ),
        ),
      )
      .orderBy('l.visit_id')
      .orderBy('l.matter_id')
      .limit(1),
  )
}
