import { sql } from 'kysely'
import type { Id } from '#kernel/id.ts'
import type { LocalDate } from '#kernel/instant.ts'
import { lockNamed } from '#platform/db/namedLock.ts'
import { db } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'
import type { Counter, Place } from './model.ts'

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
      'mode',
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

/** The counters of all sites that are in use. */
export function readCounterSites(tx: Tx): Promise<{ id: Id<'counter'>; siteId: Id<'site'> }[]> {
  return tx.rows(db.selectFrom('counter').select(['id', 'site_id as siteId']).where('active', '=', true))
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

/**
 * One release or import at a time in an authority, so that none makes places by rules that another is changing.
 * Held until the end of the transaction. The constraint place_once guards the places themselves.
 */
export async function lockRelease(tx: Tx): Promise<void> {
  await lockNamed(tx, 'release')
}
