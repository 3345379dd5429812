import { isDeepStrictEqual } from 'node:util'
import { sql } from 'kysely'
import { violatedConstraint } from './failure.ts'
import { type Query, raw } from './query.ts'
import type { Tx } from './transaction.ts'

/** What a merge did to one kind of thing; the names of those concerned. */
export type Changes = {
  readonly created: readonly string[]
  readonly changed: readonly string[]
  readonly removed: readonly string[]
  /** No longer wanted, but something refers to it. */
  readonly deactivated: readonly string[]
}

/** How rows of one kind are told apart and written. */
export type Merging<Row, Standing extends Row> = {
  readonly nameOf: (row: Row) => string
  readonly standing: readonly Standing[]
  readonly wanted: readonly Row[]
  readonly insert: (row: Row) => Promise<unknown>
  readonly update: (standing: Standing, row: Row) => Promise<unknown>
  /** Deletes one that is not wanted. */
  readonly remove: (standing: Standing) => Query<unknown>
  /** For one that cannot be deleted; false when it was inactive before. Without it, such a one just stays. */
  readonly deactivate?: (standing: Standing) => Promise<boolean>
}

/**
 * Makes the standing rows the wanted ones: creates, changes where a field of the wanted row differs, and removes.
 * What something refers to is not removed but made inactive.
 */
export async function merge<Row extends object, Standing extends Row>(
  tx: Tx,
  { nameOf, standing, wanted, insert, update, remove, deactivate }: Merging<Row, Standing>,
): Promise<Changes> {
  const before = new Map(standing.map((row) => [nameOf(row), row]))
  const after = new Map(wanted.map((row) => [nameOf(row), row]))
  const changes = { created: [], changed: [], removed: [], deactivated: [] } as {
    [Kind in keyof Changes]: string[]
  }
  for (const [name, row] of after) {
    const known = before.get(name)
    if (known === undefined) {
      await insert(row)
      changes.created.push(name)
    } else if (differs(known, row)) {
      await update(known, row)
      changes.changed.push(name)
    }
  }
  for (const [name, row] of before) {
    if (after.has(name)) continue
    if (await removeUnlessNeeded(tx, remove(row))) changes.removed.push(name)
    else if (await deactivate?.(row)) changes.deactivated.push(name)
  }
  return changes
}

function differs(standing: object, wanted: object): boolean {
  const before = new Map(Object.entries(standing))
  return Object.entries(wanted).some(([column, value]) => !isDeepStrictEqual(before.get(column), value))
}

/** Deletes unless a foreign key says that something refers to it; the only check that no race can pass. */
async function removeUnlessNeeded(tx: Tx, remove: Query<unknown>): Promise<boolean> {
  await tx.run(raw(sql`SAVEPOINT removal`))
  try {
    await tx.run(remove)
    await tx.run(raw(sql`RELEASE SAVEPOINT removal`))
    return true
  } catch (error) {
    if (violatedConstraint(error) === undefined) throw error
    await tx.run(raw(sql`ROLLBACK TO SAVEPOINT removal`))
    return false
  }
}

/**
 * For rows that nothing refers to: all are replaced when any differs, and nothing is written when none does.
 * Whether they were.
 */
export async function replaceRows<Row extends object>(
  standing: readonly Row[],
  wanted: readonly Row[],
  replace: () => Promise<unknown>,
): Promise<boolean> {
  const sorted = (rows: readonly Row[]) => rows.map((row) => JSON.stringify(canonical(row))).sort()
  if (isDeepStrictEqual(sorted(standing), sorted(wanted))) return false
  await replace()
  return true
}

/** The same value with the fields of every object in one order; jsonb keeps its own. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, canonical(item)]),
  )
}
