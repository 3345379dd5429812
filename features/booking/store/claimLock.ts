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
 * Keeps plan changes away from places, as booking there does it, ahead of the next statement. Whoever has claims locked
 * and may still book on their places asks for these first: a plan's change locks places and then what lies on them, so
 * in the other order the two would wait for each other.
 */
export function lockPlaces(tx: Tx, ids: readonly Id<'place'>[]): void {
  tx.sendAlong(
    prepared(raw(sql`SELECT id FROM place WHERE id = ANY (${ids}::uuid[]) ORDER BY id FOR KEY SHARE`)),
  )
}

/**
 * Locks claims ahead of the next statement, which then sees them and their places as they are. Without it a statement
 * that had to wait for a release would find a claim where the release has put it, and nothing of a place made for it.
 */
export function lockClaims(tx: Tx, which: WhichClaims): void {
  tx.sendAlong(prepared(raw(sql`SELECT id FROM claim WHERE ${thoseClaims(which)} ORDER BY id FOR UPDATE`)))
}
