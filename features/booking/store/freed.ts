import { sql } from 'kysely'
import { type Id, newId } from '#kernel/id.ts'
import type { Instant, LocalDate } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { at, db, raw } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'
import type { FreedRun } from '../model/allocation.ts'
import type { FreedReason } from '../model/waitlist.ts'
import { lockClaims, thoseClaims, type WhichClaims } from './claimLock.ts'

/** A claim with what tells its time. */
export type PlacedClaim = {
  readonly id: Id<'claim'>
  readonly day: LocalDate
  readonly firstCell: number
  readonly timeZone: string
  /** Is there no place (any more) that takes new claims: what is given back there is gone. */
  readonly gone: boolean
}

const placed = db
  .selectFrom('claim')
  .innerJoin('place', 'place.id', 'claim.place_id')
  .innerJoin('site', 'site.id', 'place.site_id')

/** Claims with their times, locked until the transaction ends; also those that lie on no place now. */
export async function placedClaims(tx: Tx, which: WhichClaims): Promise<PlacedClaim[]> {
  lockClaims(tx, which)
  const claims = db
    .selectFrom('claim')
    .leftJoin('place', 'place.id', 'claim.place_id')
    .leftJoin('site', 'site.id', 'place.site_id')
    .select(['claim.id', 'claim.day', 'claim.first_cell as firstCell'])
    .select(['site.time_zone as timeZone', 'place.withdrawn'])
  const rows = await tx.rows(claims.where(thoseClaims(which)))
  return rows.map(({ timeZone, withdrawn, ...claim }) => ({
    ...claim,
    timeZone: timeZone ?? 'UTC',
    gone: withdrawn !== false,
  }))
}

/** Takes a claim from its owner and keeps its cells for the list, at the longest until a moment. */
export async function markFreed(
  tx: Tx,
  claimId: Id<'claim'>,
  reason: FreedReason,
  until: Instant,
): Promise<void> {
  await tx.run(
    db
      .with('freed', (cte) =>
        cte
          .updateTable('claim')
          .set({ kind: 'freed', visit_id: null, until: at(until) })
          .where('id', '=', claimId)
          .returning('id'),
      )
      .insertInto('freed_time')
      .columns(['claim_id', 'reason'])
      .expression((with_) =>
        with_.selectFrom('freed').select(['freed.id', sql<FreedReason>`${reason}::text`.as('reason')]),
      ),
  )
}

/** A freed claim as the list looks at it. `batch` is null before its first look. */
export type FreedClaim = Omit<FreedRun, 'skills' | 'batch'> & {
  readonly claimId: Id<'claim'>
  readonly batch: number | null
  readonly reason: FreedReason
  readonly counterId: Id<'counter'>
  readonly until: Instant
  readonly withdrawn: boolean
}

/** All freed claims, by place and time; some dozen rows, by index claim_until. */
export async function freedClaims(tx: Tx): Promise<FreedClaim[]> {
  const rows = await tx.rows(
    placed
      .innerJoin('freed_time', 'freed_time.claim_id', 'claim.id')
      .select([
        'claim.id as claimId',
        'place.id as placeId',
        'claim.day',
        'claim.first_cell as firstCell',
        'claim.end_cell as endCell',
        'claim.until',
        'place.site_id as siteId',
        'place.counter_id as counterId',
        'place.duration_percent as durationPercent',
        'place.withdrawn',
        'site.time_zone as timeZone',
        'freed_time.reason',
        'freed_time.batch',
      ])
      .where('claim.kind', '=', 'freed')
      .where('claim.until', 'is not', null)
      .orderBy('claim.place_id')
      .orderBy('claim.day')
      .orderBy('claim.first_cell'),
  )
  return rows.map(({ until, ...row }) => ({
    ...row,
    until: until ?? impossible('a freed claim has an end'),
    counts: row.reason !== 'returned' && row.reason !== 'released',
  }))
}

/**
 * Keeps plan changes away from the places of freed and offered claims; which these are. Places that a plan's change has
 * right now are left out, since whoever looks at the list keeps everybody else from it meanwhile. For who divides claims:
 * new ones lock their place, and whoever has claims locked waits for no place (see lockPlaces).
 */
export async function lockPlacesOfList(tx: Tx): Promise<ReadonlySet<Id<'place'>>> {
  const rows = await tx.rows(
    raw<{ id: Id<'place'> }>(sql`SELECT id FROM place WHERE id IN (SELECT place_id FROM claim
        WHERE kind IN ('freed', 'offered') AND until IS NOT NULL) ORDER BY id FOR KEY SHARE SKIP LOCKED`),
  )
  return new Set(rows.map(({ id }) => id))
}

/** Does the list have anything to look at: a freed time, or an offer that has run out? */
export async function anythingFreed(tx: Tx): Promise<boolean> {
  const row = await tx.first(
    db
      .selectFrom('claim')
      .select('id')
      .where('kind', 'in', ['freed', 'offered'])
      .where('until', 'is not', null)
      .limit(1),
  )
  return row !== undefined
}

/** Notes with which batch freed times were looked at first. */
export async function noteBatch(tx: Tx, claimIds: readonly Id<'claim'>[], batch: number): Promise<void> {
  if (claimIds.length === 0) return
  await tx.run(
    db.updateTable('freed_time').set({ batch }).where(sql<boolean>`claim_id = ANY (${claimIds}::uuid[])`),
  )
}

/** A piece of a run that gets a claim of its own. */
export type Piece = { readonly firstCell: number; readonly endCell: number; readonly until: Instant }

/**
 * Divides freed claims that touch one another into new ones: pieces that are offered, in this order, and the freed
 * rest. The rows of claim_cell stay and only change their claim, so that nobody else can have the cells for a moment.
 * With their places locked since before they were read (lockPlacesOfList), or a change of plan might have let them go.
 */
export async function divide(
  tx: Tx,
  run: Pick<FreedRun, 'placeId' | 'day'>,
  parts: readonly FreedClaim[],
  offered: readonly Piece[],
  rest: readonly Piece[],
): Promise<Id<'claim'>[]> {
  const [first] = parts
  if (!first) return []
  const pieces = [
    ...offered.map((piece) => ({ ...piece, id: newId<'claim'>(tx.now), kind: 'offered' as const })),
    ...rest.map((piece) => ({ ...piece, id: newId<'claim'>(tx.now), kind: 'freed' as const })),
  ]
  await tx.run(
    db.insertInto('claim').values(
      pieces.map(({ id, kind, firstCell, endCell, until }) => ({
        id,
        kind,
        place_id: run.placeId,
        day: run.day,
        first_cell: firstCell,
        end_cell: endCell,
        until: at(until),
      })),
    ),
  )
  const values = pieces.map(
    ({ id, firstCell, endCell }) => sql`(${id}::uuid, ${firstCell}::int, ${endCell}::int)`,
  )
  const moved = await tx.run(
    raw(sql`
      UPDATE claim_cell SET claim_id = piece.id
      FROM (VALUES ${sql.join(values)}) AS piece (id, first_cell, end_cell)
      WHERE place_id = ${run.placeId} AND day = ${run.day} AND cell >= piece.first_cell AND cell < piece.end_cell
        AND claim_id = ANY (${parts.map(({ claimId }) => claimId)}::uuid[])`),
  )
  const wanted = pieces.reduce((sum, { firstCell, endCell }) => sum + endCell - firstCell, 0)
  if (moved !== wanted) throw new Error('a freed time does not have the cells that it names')
  const freed = pieces.filter(({ kind }) => kind === 'freed')
  if (freed.length > 0) {
    await tx.run(
      db
        .insertInto('freed_time')
        .values(freed.map(({ id }) => ({ claim_id: id, reason: first.reason, batch: first.batch }))),
    )
  }
  await tx.run(
    db.deleteFrom('claim').where(sql<boolean>`id = ANY (${parts.map(({ claimId }) => claimId)}::uuid[])`),
  )
  return pieces.filter(({ kind }) => kind === 'offered').map(({ id }) => id)
}
