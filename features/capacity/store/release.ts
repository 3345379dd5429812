import { sql } from 'kysely'
import type { Id } from '#kernel/id.ts'
import { newId } from '#kernel/id.ts'
import type { LocalDate } from '#kernel/instant.ts'
import { TryAgain, violatedConstraint } from '#platform/db/failure.ts'
import { db, raw } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'
import type { PackedClaim } from '../model/packing.ts'
import type { ClaimMove, StandingPlace } from '../model/release.ts'
import { CELL_MINUTES, type NewPlace } from '../model.ts'
import type { SiteDayKey } from './plan.ts'

/** A claim with the site's day it belongs to. */
export type DayClaim = SiteDayKey & PackedClaim & { readonly freed: boolean }

const PLACE_COLUMNS = [
  'id',
  'site_id as siteId',
  'counter_id as counterId',
  'day',
  'first_cell as firstCell',
  'end_cell as endCell',
  'break_first_cell as breakFirstCell',
  'break_end_cell as breakEndCell',
  'duration_percent as durationPercent',
  'mode',
  'withdrawn',
] as const

/** All places from a day on, of one site or all; index place_by_day. */
export function readStandingPlaces(
  tx: Tx,
  fromDay: LocalDate,
  siteId?: Id<'site'>,
): Promise<StandingPlace[]> {
  const places = db.selectFrom('place').select(PLACE_COLUMNS).where('day', '>=', fromDay).orderBy('id')
  return tx.rows(siteId ? places.where('site_id', '=', siteId) : places)
}

/** One parameter for sites and one for days, however many there are: a statement takes 65,535. */
const pairs = (keys: readonly SiteDayKey[]) =>
  sql`unnest(${keys.map(({ siteId }) => siteId)}::uuid[], ${keys.map(({ day }) => day)}::date[]) AS wanted (site_id, day)`

/**
 * Keeps bookings away from the places of these days until the end of the transaction: whoever books takes a key-share
 * lock on the place first. In the order of their ids, and never waiting long: what cannot be had at once is tried
 * again later, so that a booking never waits for somebody who waits for it.
 */
export async function lockDays(tx: Tx, keys: readonly SiteDayKey[]): Promise<void> {
  await tx.run(raw(sql`SET LOCAL lock_timeout = '400ms'`))
  await tx.run(
    raw(sql`SELECT place.id FROM place JOIN ${pairs(keys)} ON wanted.site_id = place.site_id AND wanted.day = place.day
      ORDER BY place.id FOR UPDATE OF place`),
  )
}

type ClaimRow = {
  id: Id<'claim'>
  site_id: Id<'site'>
  day: LocalDate
  place_id: Id<'place'> | null
  first_cell: number
  end_cell: number
  kind: 'booked' | 'held' | 'offered' | 'freed'
  minutes: number | null
  services: Id<'service'>[]
}

/**
 * What a claim is for: a visit's matters, or those of the wish that an offer is made to. A time that is only held instead
 * of the booked one has minutes of its own: by then more may have been found in the papers.
 */
const purpose = sql`
  CASE claim.kind WHEN 'offered' THEN coalesce(replacement.minutes, offer.minutes, visit.minutes)
    ELSE visit.minutes END AS minutes,
  ARRAY(SELECT m.service_id FROM visit_matter m WHERE m.visit_id = visit.id
    UNION SELECT w.service_id FROM wish_matter w WHERE w.wish_id = offer.wish_id) AS services`

/**
 * All claims of these days, also those without a place, which belong to the site of their visit or offer. Freed times
 * are nobody's: they stay where they are. By the indexes claim_by_place and claim_unplaced.
 */
export async function readDayClaims(tx: Tx, keys: readonly SiteDayKey[], lock: boolean): Promise<DayClaim[]> {
  if (keys.length === 0) return []
  const locked = lock ? sql`FOR UPDATE OF claim` : sql``
  const placed = await tx.rows(
    raw<ClaimRow>(sql`
      SELECT claim.id, wanted.site_id, claim.day, claim.place_id, claim.first_cell, claim.end_cell, claim.kind, ${purpose}
      FROM ${pairs(keys)}
      JOIN place ON place.site_id = wanted.site_id AND place.day = wanted.day
      JOIN claim ON claim.place_id = place.id AND claim.day = place.day
      LEFT JOIN visit ON visit.id = claim.visit_id LEFT JOIN offer ON offer.claim_id = claim.id
      LEFT JOIN replacement ON replacement.claim_id = claim.id
      ORDER BY claim.id ${locked}`),
  )
  const unplaced = await tx.rows(
    raw<ClaimRow>(sql`
      SELECT claim.id, wanted.site_id, claim.day, claim.place_id, claim.first_cell, claim.end_cell, claim.kind, ${purpose}
      FROM claim LEFT JOIN visit ON visit.id = claim.visit_id LEFT JOIN offer ON offer.claim_id = claim.id
      LEFT JOIN replacement ON replacement.claim_id = claim.id
      JOIN ${pairs(keys)} ON wanted.day = claim.day AND wanted.site_id = coalesce(offer.site_id, replacement.site_id, visit.site_id)
      WHERE claim.place_id IS NULL AND (visit.state IS NULL OR visit.state IN ('held', 'booked'))
      ORDER BY claim.id ${locked}`),
  )
  return [...placed, ...unplaced].map((row) => ({
    id: row.id,
    siteId: row.site_id,
    day: row.day,
    placeId: row.place_id,
    firstCell: row.first_cell,
    endCell: row.end_cell,
    minutes: row.minutes ?? (row.end_cell - row.first_cell) * CELL_MINUTES,
    services: row.services,
    freed: row.kind === 'freed',
    fixed: false,
  }))
}

/** Lets freed times go whose cells are gone or needed by a booking. */
export async function dropFreed(tx: Tx, claims: readonly Id<'claim'>[]): Promise<void> {
  if (claims.length === 0) return
  await tx.run(db.deleteFrom('claim').where(sql<boolean>`id = ANY (${claims}::uuid[])`))
}

/**
 * Days from one on with a claim that lies outside of its place, on a place that is closed or that cannot serve it, or
 * nowhere. One pass over the claims to come.
 */
export function readMisfitDays(tx: Tx, fromDay: LocalDate): Promise<SiteDayKey[]> {
  return tx.rows(
    raw<SiteDayKey>(sql`
      SELECT DISTINCT coalesce(place.site_id, offer.site_id, replacement.site_id, visit.site_id) AS "siteId", claim.day
      FROM claim LEFT JOIN visit ON visit.id = claim.visit_id LEFT JOIN offer ON offer.claim_id = claim.id
      LEFT JOIN replacement ON replacement.claim_id = claim.id
      LEFT JOIN place ON place.id = claim.place_id AND place.day = claim.day
      WHERE claim.day >= ${fromDay} AND (visit.state IS NULL OR visit.state IN ('held', 'booked')) AND (place.id IS NULL OR place.withdrawn
        OR claim.first_cell < place.first_cell OR claim.end_cell > place.end_cell
        OR (claim.first_cell < place.break_end_cell AND claim.end_cell > place.break_first_cell)
        OR EXISTS (SELECT FROM visit_matter m WHERE m.visit_id = visit.id AND NOT EXISTS (
          SELECT FROM counter_skill k WHERE k.counter_id = place.counter_id AND k.service_id = m.service_id)))`),
  )
}

/** Days whose places or claims changed in the last minute, the nearest first; plan_change keeps an hour. */
export function readRecentDays(tx: Tx, limit: number): Promise<SiteDayKey[]> {
  return tx.rows(
    raw<SiteDayKey>(sql`SELECT DISTINCT day, site_id AS "siteId" FROM plan_change
      WHERE changed_at > clock_timestamp() - interval '70 seconds' ORDER BY day, site_id LIMIT ${limit}`),
  )
}

/** Gives up the cells of these claims; placeClaims() follows in the same transaction. */
export async function liftClaims(tx: Tx, moves: readonly ClaimMove[]): Promise<void> {
  if (moves.length === 0) return
  const ids = moves.map(({ claimId }) => claimId)
  await tx.run(db.deleteFrom('claim_cell').where(sql<boolean>`claim_id = ANY (${ids}::uuid[])`))
}

/**
 * Puts claims where they belong and takes their cells, in the order of the key (constraint claim_cell_taken). The only
 * time that the transaction writes them: of a row that it has written before, PostgreSQL would look at the visit anew
 * (claim_visit_id_fkey), and wait for somebody who moves it and waits for these places.
 */
export async function placeClaims(tx: Tx, moves: readonly ClaimMove[]): Promise<void> {
  if (moves.length === 0) return
  const of = <T>(value: (move: ClaimMove) => T) => moves.map(value)
  await tx.run(
    raw(sql`UPDATE claim SET place_id = moved.place_id, first_cell = moved.first_cell, end_cell = moved.end_cell
      FROM unnest(${of((move) => move.claimId)}::uuid[], ${of((move) => move.placeId)}::uuid[],
        ${of((move) => move.firstCell)}::smallint[], ${of((move) => move.endCell)}::smallint[])
        AS moved (id, place_id, first_cell, end_cell)
      WHERE claim.id = moved.id`),
  )
  const insert = tx.run(
    raw(sql`INSERT INTO claim_cell (place_id, day, cell, claim_id)
      SELECT place_id, day, cell, id FROM claim, generate_series(first_cell, end_cell - 1) AS cell
      WHERE id = ANY (${of((move) => move.claimId)}::uuid[]) AND place_id IS NOT NULL
      ORDER BY place_id, day, cell`),
  )
  await insert.catch((error: unknown) => {
    // Somebody booked there since the day was read; the next try reads it anew.
    throw violatedConstraint(error) === 'claim_cell_taken' ? new TryAgain() : error
  })
}

/** Removes places on which no claim lies. */
export async function deletePlaces(tx: Tx, ids: readonly Id<'place'>[]): Promise<void> {
  if (ids.length === 0) return
  await tx.run(db.deleteFrom('place').where(sql<boolean>`id = ANY (${ids}::uuid[])`))
}

/** Closes places to new bookings. */
export async function withdrawPlaces(tx: Tx, ids: readonly Id<'place'>[]): Promise<void> {
  if (ids.length === 0) return
  await tx.run(
    db.updateTable('place').set({ withdrawn: true }).where(sql<boolean>`id = ANY (${ids}::uuid[])`),
  )
}

/** Gives places the bounds of wanted ones. */
export async function reshapePlaces(
  tx: Tx,
  places: readonly { readonly id: Id<'place'>; readonly as: NewPlace }[],
): Promise<void> {
  if (places.length === 0) return
  const of = <T>(value: (as: NewPlace) => T) => places.map(({ as }) => value(as))
  await tx.run(
    raw(sql`UPDATE place SET first_cell = wanted.first_cell, end_cell = wanted.end_cell,
        break_first_cell = wanted.break_first_cell, break_end_cell = wanted.break_end_cell,
        duration_percent = wanted.duration_percent, mode = wanted.mode, withdrawn = false
      FROM unnest(${places.map(({ id }) => id)}::uuid[], ${of((as) => as.firstCell)}::smallint[],
        ${of((as) => as.endCell)}::smallint[], ${of((as) => as.breakFirstCell)}::smallint[],
        ${of((as) => as.breakEndCell)}::smallint[], ${of((as) => as.durationPercent)}::smallint[],
        ${of((as) => as.mode)}::text[])
        AS wanted (id, first_cell, end_cell, break_first_cell, break_end_cell, duration_percent, mode)
      WHERE place.id = wanted.id`),
  )
}

/** Parameters of one statement are limited to 65,535; a place needs ten. */
const PLACES_PER_INSERT = 2_000

/** Makes places; one that stands already is left alone (constraint place_once). The number made. */
export async function insertPlaces(
  tx: Tx,
  places: readonly (NewPlace & { readonly id?: Id<'place'> })[],
): Promise<number> {
  let made = 0
  for (let from = 0; from < places.length; from += PLACES_PER_INSERT) {
    const rows = places.slice(from, from + PLACES_PER_INSERT).map((place) => ({
      id: place.id ?? newId<'place'>(tx.now),
      site_id: place.siteId,
      counter_id: place.counterId,
      day: place.day,
      first_cell: place.firstCell,
      end_cell: place.endCell,
      break_first_cell: place.breakFirstCell,
      break_end_cell: place.breakEndCell,
      duration_percent: place.durationPercent,
      mode: place.mode,
    }))
    made += await tx.run(
      db
        .insertInto('place')
        .values(rows)
        .onConflict((conflict) => conflict.constraint('place_once').doNothing()),
    )
  }
  return made
}

/** A booking without a place, with the people concerned. */
export type UnplacedVisit = {
  readonly visitId: Id<'visit'>
  readonly siteId: Id<'site'>
}

/** Booked visits to come whose time has no place, earliest first; some dozen rows, index claim_unplaced. */
export function readUnplaced(tx: Tx, fromDay: LocalDate, siteId?: Id<'site'>): Promise<UnplacedVisit[]> {
  const claims = db
    .selectFrom('claim')
    .innerJoin('visit', 'visit.id', 'claim.visit_id')
    .select(['visit.id as visitId', 'visit.site_id as siteId'])
    .where('claim.place_id', 'is', null)
    .where('claim.kind', '=', 'booked')
    .where('claim.day', '>=', fromDay)
    .where('visit.state', '=', 'booked')
    .orderBy('visit.appointment_at')
    .orderBy('visit.id')
  return tx.rows(siteId ? claims.where('visit.site_id', '=', siteId) : claims)
}
