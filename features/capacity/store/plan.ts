import { sql } from 'kysely'
import { asId, type Id } from '#kernel/id.ts'
import { type LocalDate, localDate } from '#kernel/instant.ts'
import { db, raw } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'
import type { ReadPlace } from '../model/siteDay.ts'
import { PLAN_TOPIC } from '../model.ts'

/** One day of a site. */
export type SiteDayKey = { readonly siteId: Id<'site'>; readonly day: LocalDate }

/** A place of the plan with its site and day. */
export type PlannedPlace = ReadPlace & SiteDayKey

/**
 * Says that places of these site-days are others than before; in the transaction that changes them. Every function
 * that writes places or claims says so, or search shows what was; and whether times may have come there, for which
 * somebody waits whom a closing left without one.
 */
export async function notePlanChanges(
  tx: Tx,
  changed: readonly SiteDayKey[],
  gainsOf: (changed: SiteDayKey) => boolean = () => false,
): Promise<void> {
  if (changed.length === 0) return
  const unique = [...new Map(changed.map((each) => [`${each.siteId} ${each.day}`, each])).values()]
  const sites = unique.map(({ siteId }) => siteId)
  const days = unique.map(({ day }) => day)
  const gains = unique.map(gainsOf)
  await tx.run(
    raw(sql`INSERT INTO plan_change (site_id, day, gain)
      SELECT * FROM unnest(${sites}::uuid[], ${days}::date[], ${gains}::boolean[])`),
  )
  tx.touch(PLAN_TOPIC)
}

/** What has happened to the plan since a look. */
export type PlanNews = {
  /** What this look sees, to be asked with the next time. */
  readonly snapshot: string
  /** The database's own clock, milliseconds. */
  readonly clock: number
  /** Whether this transaction has written something itself, which it sees and nobody else. */
  readonly writes: boolean
  readonly changed: readonly SiteDayKey[]
}

/**
 * The site-days that transactions changed which the look with this snapshot did not see; none without a snapshot.
 * Reads the newest rows by index plan_change_by_transaction: those since the oldest transaction that was then open.
 */
export async function readPlanNews(tx: Tx, since: string | null): Promise<PlanNews> {
  const row = await tx.one(
    raw(sql<{ snapshot: string; clock: number; writes: boolean; changed: string[] }>`
      SELECT pg_current_snapshot()::text AS snapshot,
        (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS clock,
        pg_current_xact_id_if_assigned() IS NOT NULL AS writes,
        ARRAY(SELECT DISTINCT site_id || ' ' || day FROM plan_change
          WHERE transaction >= pg_snapshot_xmin(${since}::pg_snapshot)
            AND NOT pg_visible_in_snapshot(transaction, ${since}::pg_snapshot)) AS changed`),
  )
  const changed = row.changed.map((text) => {
    const [siteId = '', day = ''] = text.split(' ')
    return { siteId: asId<'site'>(siteId), day: localDate(day) }
  })
  return { ...row, changed }
}

/**
 * Taken cells of a place in words of 32, as "word:bits word:bits". One probe of claim_cell's key for each place.
 * Bit 31 makes a word negative here, which bit operations do not mind.
 */
const takenWords = sql<string | null>`(
  SELECT string_agg(w.word || ':' || w.bits, ' ') FROM (
    SELECT c.cell >> 5 AS word, bit_or(1 << (c.cell & 31)) AS bits
    FROM claim_cell c WHERE c.place_id = place.id AND c.day = place.day GROUP BY 1) w)`

const plannedPlaces = db
  .selectFrom('place')
  .select([
    'site_id as siteId',
    'day',
    'counter_id as counterId',
    'first_cell as firstCell',
    'end_cell as endCell',
    'break_first_cell as breakFirstCell',
    'break_end_cell as breakEndCell',
    'duration_percent as durationPercent',
    takenWords.as('taken'),
  ])
  .where('withdrawn', '=', false)
  .orderBy('place.id')

/** All places of a site from a day on: some thousand for half a year. */
export async function readSitePlan(tx: Tx, siteId: Id<'site'>, fromDay: LocalDate): Promise<PlannedPlace[]> {
  return unpacked(await tx.rows(plannedPlaces.where('site_id', '=', siteId).where('day', '>=', fromDay)))
}

/** All places of some site-days, by index place_by_day. */
export async function readSiteDays(tx: Tx, wanted: readonly SiteDayKey[]): Promise<PlannedPlace[]> {
  const sites = wanted.map(({ siteId }) => siteId)
  const days = wanted.map(({ day }) => day)
  const among = sql<boolean>`(day, site_id) IN (SELECT * FROM unnest(${days}::date[], ${sites}::uuid[]))`
  return unpacked(await tx.rows(plannedPlaces.where(among)))
}

function unpacked(rows: readonly (Omit<PlannedPlace, 'taken'> & { taken: string | null })[]): PlannedPlace[] {
  return rows.map((row) => {
    const taken: number[] = []
    for (const part of row.taken?.split(' ') ?? []) {
      const [word, bits] = part.split(':')
      taken[Number(word)] = Number(bits)
    }
    return { ...row, taken }
  })
}

/** Lets changes go that every living plan has seen or has missed for too long to go on without loading anew. */
export async function deleteOldPlanChanges(tx: Tx, minutes: number): Promise<number> {
  const age = `${minutes} minutes`
  return tx.run(raw(sql`DELETE FROM plan_change WHERE changed_at < clock_timestamp() - ${age}::interval`))
}
