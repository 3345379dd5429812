import { createHash } from 'node:crypto'
import {
  type CompiledQuery,
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type RawBuilder,
  sql,
} from 'kysely'
import type { Schema } from '#db/schema.gen.ts'
import { type Instant, isoInstant } from '#kernel/instant.ts'

/**
 * Builds queries and cannot run them: only a Tx can (see transaction.ts).
 * @example tx.rows(db.selectFrom('site').selectAll())
 */
export const db = new Kysely<Schema>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (builder) => new PostgresIntrospector(builder),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
})

/** A query of the cold builder, or a compiled one. */
export type Query<Row> = { compile(): CompiledQuery<Row> } | CompiledQuery<Row>

/**
 * Has a statement planned once for each connection and authority instead of each time, which saves PostgreSQL half of
 * its work for a short one. For statements that run often and whose text is one of few, because each text keeps its
 * plan in each connection.
 */
export function prepared<Row>(query: Query<Row>): CompiledQuery<Row> {
  const compiled = 'compile' in query ? query.compile() : query
  const marked = { ...compiled, prepared: true }
  return marked
}

const names = new Map<string, string>()

/** The name that stands for the text of a prepared query, the same on all nodes; undefined of any other query. */
export function preparedName(query: Query<unknown>): string | undefined {
  if (!('prepared' in query) || 'compile' in query) return undefined
  const name = names.get(query.sql) ?? createHash('sha256').update(query.sql).digest('base64url').slice(0, 20)
  names.set(query.sql, name)
  return name
}

/** An instant as a parameter: `at(tx.now)`; a bare number is refused by PostgreSQL. */
export function at(instant: Instant): RawBuilder<Instant> {
  return sql<Instant>`${isoInstant(instant)}::timestamptz`
}

/** An instant or nothing as a parameter. */
export function atOrNull(instant: Instant | null): RawBuilder<Instant | null> {
  return instant === null ? sql<null>`null` : at(instant)
}

/** A value as a jsonb parameter. */
export function json<T>(value: T): RawBuilder<T> {
  return sql<T>`${JSON.stringify(value)}::jsonb`
}

/** A compiled raw query, for SQL that the builder cannot say well. */
export function raw<Row>(builder: RawBuilder<Row>): CompiledQuery<Row> {
  return builder.compile(db)
}
