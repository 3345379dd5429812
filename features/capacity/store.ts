import { sql } from 'kysely'
import { type Id, newId } from '#kernel/id.ts'
import type { LocalDate } from '#kernel/instant.ts'
import { db, raw } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'
import type { StandingPlace } from './model/release.ts'
import type { Counter, NewPlace, Place, ShiftRule } from './model.ts'
import { notePlanChanges } from './store/plan.ts'

/** Which days, and which sites when not all, are meant. Both days are included. */
export type PlaceRange = {
  readonly fromDay: LocalDate
  readonly toDay: LocalDate
  readonly siteIds?: readonly Id<'site'>[]
}

/**
 * As many bits as a day of 25 hours has cells; the last one is cell 0, so that the text reads as a number.
 * One probe of claim_cell's key for each place.
 */
const taken = sql<string | null>`(
  SELECT bit_or(set_bit(repeat('0', 300)::bit(300), 299 - c.cell, 1))::text
  FROM claim_cell c WHERE c.place_id = place.id AND c.day = place.day)`

/** Reads places by index place_by_day with what is taken of them. Some 8 weeks of 100 counters are 6,000 places. */
export async function readPlaces(
  tx: Tx,
  { fromDay, toDay, siteIds }: PlaceRange,
  skills: Skills,
): Promise<Place[]> {
  if (siteIds?.length === 0) return []
  let query = db
    .selectFrom('place')
    .select([
      'id',
      'site_id as siteId',
      'counter_id as counterId',
      'day',
      'first_cell as firstCell',
      'end_cell as endCell',
      'break_first_cell as breakFirstCell',
      'break_end_cell as breakEndCell',
      'duration_percent as durationPercent',
      taken.as('taken'),
    ])
    .where('day', '>=', fromDay)
    .where('day', '<=', toDay)
    .where('withdrawn', '=', false)
    .orderBy('day')
    .orderBy('id')
  if (siteIds) query = query.where(sql<boolean>`site_id = ANY (${siteIds}::uuid[])`)
  const places = await tx.rows(query)
  return places.map((place) => ({
    ...place,
    skills: skills.get(place.counterId) ?? new Set(),
    taken: place.taken === null ? 0n : BigInt(`0b${place.taken}`),
  }))
}

/** What each counter can serve. */
export type Skills = ReadonlyMap<Id<'counter'>, ReadonlySet<Id<'service'>>>

/** What each counter can serve; some thousand rows. */
export async function readSkills(tx: Tx): Promise<Skills> {
  const rows = await tx.rows(db.selectFrom('counter_skill').selectAll())
  const skills = new Map<Id<'counter'>, Set<Id<'service'>>>()
  for (const row of rows) {
    const known = skills.get(row.counter_id)
    if (known) known.add(row.service_id)
    else skills.set(row.counter_id, new Set([row.service_id]))
  }
  return skills
}

export async function readCounters(tx: Tx, siteId: Id<'site'>, skills: Skills): Promise<Counter[]> {
  const counters = await tx.rows(
    db
      .selectFrom('counter')
      .select(['id', 'site_id as siteId', 'key', 'texts'])
      .where('site_id', '=', siteId)
      .where('active', '=', true)
      .orderBy('position'),
  )
  return counters.map((counter) => ({ ...counter, skills: skills.get(counter.id) ?? new Set() }))
}

/** The weekly shifts of all counters of a site. */
export function readShiftRules(tx: Tx, siteId: Id<'site'>): Promise<ShiftRule[]> {
  return tx.rows(
    db
      .selectFrom('shift_rule')
      .innerJoin('counter', 'counter.id', 'shift_rule.counter_id')
      .select([
        'shift_rule.counter_id as counterId',
        'shift_rule.weekday',
        'shift_rule.starts',
        'shift_rule.ends',
        'shift_rule.break_starts as breakStarts',
        'shift_rule.break_ends as breakEnds',
        'shift_rule.bookable',
        'shift_rule.duration_percent as durationPercent',
      ])
      .where('counter.site_id', '=', siteId)
      .where('counter.active', '=', true),
  )
}

/**
 * One release or import at a time in an authority, so that none makes places by rules that another is changing.
 * Held until the end of the transaction. The constraint place_once guards the places themselves.
 */
export async function lockRelease(tx: Tx): Promise<void> {
  const name = `release ${tx.authority.schema}`
  await tx.run(raw(sql`SELECT pg_advisory_xact_lock(hashtextextended(${name}, 0))`))
}

/** The places of all sites from a day on, and whether anybody claims them. */
export function readStandingPlaces(tx: Tx, fromDay: LocalDate): Promise<StandingPlace[]> {
  return tx.rows(
    db
      .selectFrom('place')
      .select(({ exists, selectFrom }) => [
        'id',
        'site_id as siteId',
        'counter_id as counterId',
        'day',
        'first_cell as firstCell',
        'end_cell as endCell',
        'break_first_cell as breakFirstCell',
        'break_end_cell as breakEndCell',
        'duration_percent as durationPercent',
        'withdrawn',
        exists(selectFrom('claim').select('claim.id').whereRef('claim.place_id', '=', 'place.id'))
          .$castTo<boolean>()
          .as('claimed'),
      ])
      .where('day', '>=', fromDay),
  )
}

/** One parameter however many ids there are: a statement takes 65,535. */
const among = (ids: readonly Id<'place'>[]) => sql<boolean>`id = ANY (${ids}::uuid[])`

/**
 * Removes places that nobody claims; the ids of those that went. A booking under way holds a key-share lock on its
 * place, so locking first and asking for claims afterwards never pulls a place from under it; locked ones stay.
 */
export async function deletePlaces(tx: Tx, ids: readonly Id<'place'>[]): Promise<ReadonlySet<Id<'place'>>> {
  if (ids.length === 0) return new Set()
  const locked = await tx.rows(
    db.selectFrom('place').select('id').where(among(ids)).orderBy('id').forUpdate().skipLocked(),
  )
  if (locked.length === 0) return new Set()
  const gone = await tx.rows(
    db
      .deleteFrom('place')
      .where(among(locked.map((row) => row.id)))
      .where(({ not, exists, selectFrom }) =>
        not(exists(selectFrom('claim').select('claim.id').whereRef('claim.place_id', '=', 'place.id'))),
      )
      .returning(['id', 'site_id as siteId', 'day']),
  )
  await notePlanChanges(tx, gone)
  return new Set(gone.map((row) => row.id))
}

/** Parameters of one statement are limited to 65,535; a place needs nine. */
const PLACES_PER_INSERT = 2_000

/** Makes places; one that stands already is left alone (constraint place_once). The number made. */
export async function insertPlaces(tx: Tx, places: readonly NewPlace[]): Promise<number> {
  let made = 0
  for (let from = 0; from < places.length; from += PLACES_PER_INSERT) {
    const rows = places.slice(from, from + PLACES_PER_INSERT).map((place) => ({
      id: newId<'place'>(tx.now),
      site_id: place.siteId,
      counter_id: place.counterId,
      day: place.day,
      first_cell: place.firstCell,
      end_cell: place.endCell,
      break_first_cell: place.breakFirstCell,
      break_end_cell: place.breakEndCell,
      duration_percent: place.durationPercent,
    }))
    made += await tx.run(
      db
        .insertInto('place')
        .values(rows)
        .onConflict((conflict) => conflict.constraint('place_once').doNothing()),
    )
  }
  await notePlanChanges(tx, places)
  return made
}

/** Gives a place that is claimed the bounds of a wanted one. */
export async function reshapePlace(tx: Tx, id: Id<'place'>, as: NewPlace): Promise<void> {
  await tx.run(
    db
      .updateTable('place')
      .set({
        first_cell: as.firstCell,
        end_cell: as.endCell,
        break_first_cell: as.breakFirstCell,
        break_end_cell: as.breakEndCell,
        duration_percent: as.durationPercent,
        withdrawn: false,
      })
      .where('id', '=', id),
  )
  await notePlanChanges(tx, [as])
}

/** Keeps what is booked on these places and closes them to new bookings. */
export async function withdrawPlaces(tx: Tx, ids: readonly Id<'place'>[]): Promise<void> {
  if (ids.length === 0) return
  const closed = await tx.rows(
    db
      .updateTable('place')
      .set({ withdrawn: true })
      .where(among(ids))
      .returning(['site_id as siteId', 'day']),
  )
  await notePlanChanges(tx, closed)
}
