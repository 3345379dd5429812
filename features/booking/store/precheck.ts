import { sql } from 'kysely'
import type { Id } from '#kernel/id.ts'
import { db, raw } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'

/** How long a visit takes by what was found in its papers; undefined: as the catalogue says. */
export async function minutesFound(tx: Tx, visitId: Id<'visit'>): Promise<number | undefined> {
  const row = await tx.first(db.selectFrom('precheck').select('minutes').where('visit_id', '=', visitId))
  return row?.minutes ?? undefined
}

/** A visit is for other matters now: how long it takes is what the catalogue says. */
export async function forgetMinutes(tx: Tx, visitId: Id<'visit'>): Promise<void> {
  await tx.run(
    db.updateTable('precheck').set({ minutes: null, another_time: false }).where('visit_id', '=', visitId),
  )
}

/** Whoever was asked to choose another time has done so. */
export async function anotherTimeFound(tx: Tx, visitId: Id<'visit'>): Promise<void> {
  await tx.run(db.updateTable('precheck').set({ another_time: false }).where('visit_id', '=', visitId))
}

/** The time that somebody has taken has no room for what was found in their papers. */
export async function askAnotherTime(tx: Tx, visitId: Id<'visit'>): Promise<void> {
  await tx.run(db.updateTable('precheck').set({ another_time: true }).where('visit_id', '=', visitId))
}

/** Was somebody asked to choose another time, because theirs has no room for what was found in their papers? */
export async function anotherTimeAsked(tx: Tx, visitId: Id<'visit'>): Promise<boolean> {
  const row = await tx.first(db.selectFrom('precheck').select('another_time').where('visit_id', '=', visitId))
  return row?.another_time ?? false
}

/**
 * Are there papers that go when this booking is cancelled, and the one linked with it, because their matters have had no
 * other visit? What was handed in for an earlier visit to a matter stays.
 */
export async function papersGoWith(tx: Tx, visitId: Id<'visit'>): Promise<boolean> {
  const { go } = await tx.one(
    raw<{ go: boolean }>(sql`
      SELECT EXISTS (
        SELECT FROM visit v JOIN visit_matter m ON m.visit_id IN (v.id, v.linked_visit_id)
        JOIN paper p ON p.matter_id = m.matter_id
        JOIN paper_file f ON f.paper_id = p.id AND f.wrapped_key IS NOT NULL
        WHERE v.id = ${visitId} AND NOT EXISTS (
          SELECT FROM visit_matter other JOIN visit o ON o.id = other.visit_id
          WHERE other.matter_id = m.matter_id AND o.state NOT IN ('booked', 'expired', 'cancelled'))) AS go`),
  )
  return go
}
