import pg from 'pg'
import { type Instant, parseInstant } from '#kernel/instant.ts'

const { builtins } = pg.types

/** PostgreSQL in UTC and ISO style writes 2026-11-23 08:00:00.123456+00. */
function readTimestamp(text: string): Instant {
  return parseInstant(`${text.slice(0, 10)}T${text.slice(11).replace(/\+00$/, 'Z')}`)
}

const readers = new Map<number, (text: string) => unknown>([
  [builtins.TIMESTAMPTZ, readTimestamp],
  [builtins.DATE, (text) => text],
  [builtins.TIME, (text) => text.slice(0, 5)],
  [builtins.INT8, (text) => Number(text)],
  [builtins.NUMERIC, (text) => Number(text)],
])

/** How columns become values: instants as milliseconds, days and wall times as text, bigint as number (safe to 2^53). */
export const columnTypes: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    readers.get(oid) ?? pg.types.getTypeParser(oid, format as 'text'),
}
