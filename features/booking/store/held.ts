import { sql } from 'kysely'
import { raw } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'

/** Who asks for a time: a browser, and the key of its command where it has one. */
export type HoldAsker = { readonly browser: string; readonly key: string | null }

/** Which of these browsers hold a time, and which of these commands were done; by their unique keys, some dozen at once. */
export async function haveHeld(tx: Tx, askers: readonly HoldAsker[]): Promise<ReadonlySet<string>> {
  const browsers = askers.map(({ browser }) => browser)
  const keys = askers.flatMap(({ key }) => key ?? [])
  const rows = await tx.rows(
    raw<{ known: string }>(sql`
      SELECT hold_browser AS known FROM visit WHERE state = 'held' AND hold_browser = ANY (${browsers}::text[])
      UNION ALL SELECT key::text FROM command WHERE key = ANY (${keys}::uuid[])`),
  )
  return new Set(rows.map(({ known }) => known))
}
