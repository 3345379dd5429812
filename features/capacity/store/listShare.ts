import { sql } from 'kysely'
import { type Id, newId } from '#kernel/id.ts'
import { type Instant, isoInstant, type LocalDate } from '#kernel/instant.ts'
import { db, raw } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'

/** Does anybody stand on the waitlist? (index wish_live) */
export async function anybodyWaits(tx: Tx): Promise<boolean> {
  const wish = await tx.first(db.selectFrom('wish').select('id').where('state', '=', 'waiting').limit(1))
  return wish !== undefined
}

/** A part of a place that the waitlist sees first, and until when nobody else does. */
export type FreedBlock = {
  readonly placeId: Id<'place'>
  readonly day: LocalDate
  readonly firstCell: number
  readonly endCell: number
  readonly until: Instant
}

/** Takes cells for the waitlist. Their places are new or locked (lockDays), so that nobody takes them meanwhile. */
export async function insertFreed(tx: Tx, blocks: readonly FreedBlock[]): Promise<void> {
  if (blocks.length === 0) return
  const rows = blocks.map((block) => ({ ...block, id: newId<'claim'>(tx.now) }))
  const of = <T>(value: (row: (typeof rows)[number]) => T) => rows.map(value)
  const ids = of(({ id }) => id)
  await tx.run(
    raw(sql`INSERT INTO claim (id, kind, place_id, day, first_cell, end_cell, until)
      SELECT id, 'freed', place_id, day, first_cell, end_cell, until
      FROM unnest(${ids}::uuid[], ${of((row) => row.placeId)}::uuid[], ${of((row) => row.day)}::date[],
        ${of((row) => row.firstCell)}::smallint[], ${of((row) => row.endCell)}::smallint[],
        ${of((row) => isoInstant(row.until))}::timestamptz[])
        AS block (id, place_id, day, first_cell, end_cell, until)`),
  )
  await tx.run(
    raw(sql`INSERT INTO claim_cell (place_id, day, cell, claim_id)
      SELECT place_id, day, cell, id FROM claim, generate_series(first_cell, end_cell - 1) AS cell
      WHERE id = ANY (${ids}::uuid[]) ORDER BY place_id, day, cell`),
  )
  await tx.run(
    db.insertInto('freed_time').values(ids.map((id) => ({ claim_id: id, reason: 'released' as const }))),
  )
}
