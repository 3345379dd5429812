import { sql } from 'kysely'
import type { Id } from '#kernel/id.ts'
import { prepared, raw } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'

/** The claims of a visit, or some by their ids. */
export type WhichClaims = { readonly visitId: Id<'visit'> } | { readonly claimIds: readonly Id<'claim'>[] }

/** These claims, as a condition on the table claim. */
export function thoseClaims(which: WhichClaims) {
  return 'visitId' in which
    ? sql<boolean>`claim.visit_id = ${which.visitId}`
    : sql<boolean>`claim.id = ANY (${which.claimIds}::uuid[])`
}

/**
 * Locks claims ahead of the next statement, which then sees them and their places as they are. Without it a statement
 * that had to wait for a release would find a claim where the release has put it, and nothing of a place made for it.
 */
export function lockClaims(tx: Tx, which: WhichClaims): void {
  tx.sendAlong(prepared(raw(sql`SELECT id FROM claim WHERE ${thoseClaims(which)} ORDER BY id FOR UPDATE`)))
}
