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
