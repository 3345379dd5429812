import { sql } from 'kysely'
import { raw } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'

/** The tables of this city in which a text stands anywhere, also as bytes. Reads every row: for a person who asks. */
export async function tablesWith(tx: Tx, text: string): Promise<string[]> {
  const tables = await tx.rows(
    raw<{ name: string }>(
      sql`SELECT table_name AS name FROM information_schema.tables
          WHERE table_schema = current_schema() AND table_type = 'BASE TABLE' ORDER BY 1`,
    ),
  )
  const hex = Buffer.from(text).toString('hex')
  const found: string[] = []
  for (const { name } of tables) {
    const row = await tx.first(
      raw<{ one: number }>(
        sql`SELECT 1 AS one FROM ${sql.table(name)} AS t
            WHERE position(${text} IN t::text) > 0 OR position(${hex} IN t::text) > 0 LIMIT 1`,
      ),
    )
    if (row) found.push(name)
  }
  return found
}
