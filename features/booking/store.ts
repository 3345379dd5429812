import { sql } from 'kysely'
import { PLAN_TOPIC } from '#features/capacity/model.ts'
import { type Id, newId } from '#kernel/id.ts'
import type { Instant, LocalDate } from '#kernel/instant.ts'
import { TryAgain, violatedConstraint } from '#platform/db/failure.ts'
import { lockNamed } from '#platform/db/namedLock.ts'
import { at, atOrNull, db, prepared, raw } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'
import type { CLAIM_KINDS } from './model/waitlist.ts'
import { lockClaims, thoseClaims, type WhichClaims } from './store/claimLock.ts'

/** Cells taken on a place. `until` is null for a booked claim; a freed one belongs to nobody. */
export type Claim = {
  readonly id: Id<'claim'>
  readonly visitId: Id<'visit'> | null
  readonly kind: (typeof CLAIM_KINDS)[number]
  /** Null when its place fell away: the time stays valid and holds no cells. */
  readonly placeId: Id<'place'> | null
  readonly day: LocalDate
  readonly firstCell: number
  readonly endCell: number
  readonly until: Instant | null
}

/** Cells that are wanted, as many as are needed on a place where everything lasts so many hundredths of what is planned. */
export type WantedCells = Omit<Claim, 'id'> & { readonly durationPercent: number }

/**
 * Takes cells of a place for a visit, all or none; undefined if somebody else has one of them.
 * The primary key claim_cell_taken decides the race: an insert that meets a cell just being taken waits for the
 * other transaction. Rows go in the order of the key, so that bookings never deadlock.
 */
export async function takeCells(tx: Tx, claim: WantedCells): Promise<Id<'claim'> | undefined> {
  const id = newId<'claim'>(tx.now)
  const insert = tx.run(
    raw(sql`${insertCells(id, claim)} ON CONFLICT ON CONSTRAINT claim_cell_taken DO NOTHING`),
  )
  const taken = await insert.catch((error: unknown) => {
    throw tryAgainWhen(error, ['claim_cell_inside', 'claim_place_id_day_fkey'])
  })
  tx.touch(PLAN_TOPIC)
  if (taken === claim.endCell - claim.firstCell) return id
  await tx.run(db.deleteFrom('claim').where('id', '=', id))
  return undefined
}

/**
 * Takes cells that were free a moment ago, together with the next statement or the commit. If somebody else was
 * faster, the key claim_cell_taken fails the transaction, which is tried again.
 */
export function takeFreeCells(tx: Tx, claim: WantedCells): Id<'claim'> {
  const id = newId<'claim'>(tx.now)
  tx.sendAlong(prepared(raw(insertCells(id, claim))), (failure) =>
    tryAgainWhen(failure, ['claim_cell_taken', 'claim_cell_inside', 'claim_place_id_day_fkey']),
  )
  tx.touch(PLAN_TOPIC)
  return id
}

/**
 * The place is chosen from memory and may have other bounds by now. It is locked as the foreign key does it, so that a
 * release under way is waited for, and looked at as it is then: a claim that does not lie inside, or that needs more
 * cells there by now, gets a first cell that claim_cell_inside refuses.
 */
function insertCells(id: Id<'claim'>, claim: WantedCells) {
  return sql`
    WITH inside AS (
      SELECT site_id, day FROM place
      WHERE id = ${claim.placeId} AND day = ${claim.day} AND NOT withdrawn AND duration_percent = ${claim.durationPercent}
        AND first_cell <= ${claim.firstCell} AND end_cell >= ${claim.endCell}
        AND (break_first_cell < ${claim.endCell} AND break_end_cell > ${claim.firstCell}) IS NOT TRUE
      FOR KEY SHARE
    ), claimed AS (
      INSERT INTO claim (id, visit_id, kind, place_id, day, first_cell, end_cell, until)
      VALUES (${id}, ${claim.visitId}, ${claim.kind}, ${claim.placeId}, ${claim.day}, ${claim.firstCell}, ${claim.endCell}, ${atOrNull(claim.until)})
      RETURNING id, place_id, day, first_cell, end_cell
    ), changed AS (
      INSERT INTO plan_change (site_id, day) SELECT site_id, day FROM inside
    )
    INSERT INTO claim_cell (place_id, day, cell, claim_id)
    SELECT place_id, day, CASE WHEN EXISTS (SELECT FROM inside) THEN cell ELSE -1 - cell END, id
    FROM claimed, generate_series(first_cell, end_cell - 1) AS cell ORDER BY cell`
}

/** Cells were taken, or a release took the place away, since the places were read; the next try reads them anew. */
function tryAgainWhen(failure: unknown, constraints: readonly string[]): unknown {
  return constraints.includes(violatedConstraint(failure) ?? '') ? new TryAgain() : failure
}

/** The claims of a visit, the one of the shortest life first. */
export async function claimsOf(tx: Tx, visitId: Id<'visit'>): Promise<Claim[]> {
  const rows = await tx.rows(
    db.selectFrom('claim').selectAll().where('visit_id', '=', visitId).orderBy('until'),
  )
  return rows.map((row) => ({
    id: row.id,
    visitId: row.visit_id,
    kind: row.kind,
    placeId: row.place_id,
    day: row.day,
    firstCell: row.first_cell,
    endCell: row.end_cell,
    until: row.until,
  }))
}

/** Sets until when the held claim of a visit lasts. */
export async function keepClaimUntil(tx: Tx, visitId: Id<'visit'>, until: Instant): Promise<void> {
  await tx.run(
    db
      .updateTable('claim')
      .set({ until: at(until) })
      .where('visit_id', '=', visitId)
      .where('kind', '=', 'held'),
  )
}

/** Makes the held claim of a visit a booked one; false if there is none or its time is over. */
export async function bookClaim(tx: Tx, visitId: Id<'visit'>): Promise<boolean> {
  const count = await tx.run(
    db
      .updateTable('claim')
      .set({ kind: 'booked', until: null })
      .where('visit_id', '=', visitId)
      .where('kind', '=', 'held')
      .where('until', '>', at(tx.now)),
  )
  return count === 1
}

/** Cells that nobody has any more. Their minutes are to be given back to the budgets of their hours. */
export type GivenBack = {
  readonly siteId: Id<'site'>
  readonly day: LocalDate
  readonly firstCell: number
  readonly endCell: number
}

/** Deletes claims (claim_cell follows by its foreign key); the cells that they had. */
export async function deleteClaims(tx: Tx, which: WhichClaims): Promise<GivenBack[]> {
  lockClaims(tx, which)
  const given = await tx.rows(
    raw<GivenBack>(sql`
      WITH gone AS (DELETE FROM claim WHERE ${thoseClaims(which)} RETURNING place_id, first_cell, end_cell),
      given AS (SELECT p.site_id, p.day, gone.first_cell, gone.end_cell FROM gone JOIN place p ON p.id = gone.place_id),
      changed AS (INSERT INTO plan_change (site_id, day, gain) SELECT DISTINCT site_id, day, true FROM given)
      SELECT site_id AS "siteId", day, first_cell AS "firstCell", end_cell AS "endCell" FROM given`),
  )
  tx.touch(PLAN_TOPIC)
  return given
}

/**
 * How many live times wait for the links of mails to this contact, however its address is written; by the primary key
 * of booked_by.
 */
export async function unconfirmedFor(tx: Tx, contact: Buffer): Promise<number> {
  const { count } = await tx.one(
    db
      .selectFrom('claim')
      .innerJoin('visit', 'visit.id', 'claim.visit_id')
      .innerJoin('booked_by', 'booked_by.visit_id', 'visit.id')
      .select(sql<number>`count(DISTINCT visit.id)::int`.as('count'))
      .where('claim.kind', '=', 'held')
      .where('claim.until', '>', at(tx.now))
      .where('visit.state', '=', 'held')
      // With a browser its form is still being filled in.
      .where('visit.hold_browser', 'is', null)
      .where('booked_by.contact', '=', contact),
  )
  return count
}

/**
 * Lets requests about the same thing go one after another until the end of the transaction. A double press finds the
 * hold of its first (the unique index visit_hold_browser decides also without it, but by an error); mails to one
 * address are counted one by one.
 */
export async function oneAtATime(tx: Tx, what: string): Promise<void> {
  await lockNamed(tx, what)
}
