import { createHash } from 'node:crypto'
import type pg from 'pg'
import { quoteIdentifier } from '#platform/db/authority.ts'

/** A digest of the rows of each table, by its name. */
export type Digests = Readonly<Record<string, string>>

/**
 * A digest of the rows of every table of a schema. Without the version of reference data, which also a release that
 * finds nothing to do counts up.
 */
export async function digestSchema(client: pg.Client, schema: string): Promise<Digests> {
  const { rows: tables } = await client.query<{ name: string }>(
    `SELECT tablename AS name FROM pg_tables
     WHERE schemaname = $1 AND tablename <> 'reference_version' ORDER BY tablename`,
    [schema],
  )
  const digests = tables.map(
    ({ name }) =>
      `SELECT '${name}' AS name, md5(coalesce(string_agg(t::text, chr(10) ORDER BY t::text), '')) AS digest
       FROM ${quoteIdentifier(schema)}.${quoteIdentifier(name)} t`,
  )
  const text = digests.join(' UNION ALL ')
  // Planned once for each connection: a hundred tables are planned longer than read.
  const name = createHash('md5').update(text).digest('hex')
  const { rows } = await client.query<{ name: string; digest: string }>({ name, text })
  return Object.fromEntries(rows.map(({ name, digest }) => [name, digest]))
}
