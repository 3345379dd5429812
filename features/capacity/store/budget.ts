import { sql } from 'kysely'
import type { Id } from '#kernel/id.ts'
import type { LocalDate } from '#kernel/instant.ts'
import { TryAgain, violatedConstraint } from '#platform/db/failure.ts'
import { db, prepared, raw } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'
import type { Asker, HourLimits, PlaceMinutes } from '../model/budget.ts'
import type { SiteDayKey } from './plan.ts'

/** An hour of a site's day, counted from the day's first instant. */
export type HourKey = SiteDayKey & { readonly hour: number }

/** An hour's place-minutes as they stand, and its limits as they were written last; null before that. */
export type StandingHour = HourKey &
  PlaceMinutes & {
    readonly limit: number | null
    readonly open: number | null
    readonly online: number | null
  }

/** Which days, and which sites when not all. Without a last day all from the first one on. */
export type HourRange = {
  readonly fromDay: LocalDate
  readonly toDay?: LocalDate | undefined
  readonly siteId?: Id<'site'> | undefined
}

/** All hours in which places stand or a budget is written; some ten for each site and day. */
export function readHours(tx: Tx, { fromDay, toDay, siteId }: HourRange): Promise<StandingHour[]> {
  const among = sql`day >= ${fromDay}::date AND (${toDay ?? null}::date IS NULL OR day <= ${toDay ?? null}::date)
    AND (${siteId ?? null}::uuid IS NULL OR site_id = ${siteId ?? null}::uuid)`
  const within = (first: 'first_cell' | 'break_first_cell', end: 'end_cell' | 'break_end_cell') =>
    sql`greatest(0, least(${sql.ref(end)}, hour * 12 + 12) - greatest(${sql.ref(first)}, hour * 12))`
  return tx.rows(
    raw<StandingHour>(sql`
      WITH counted AS (
        SELECT site_id, day, hour::smallint, mode, sum(5 * (${within('first_cell', 'end_cell')}
          - CASE WHEN break_end_cell IS NULL THEN 0 ELSE ${within('break_first_cell', 'break_end_cell')} END))::int AS minutes
        FROM place, generate_series(first_cell / 12, (end_cell - 1) / 12) AS hour
        WHERE NOT withdrawn AND ${among}
        GROUP BY site_id, day, hour, mode
      ), minutes AS (
        SELECT site_id, day, hour, coalesce(sum(minutes) FILTER (WHERE mode = 'both'), 0)::int AS shared,
          coalesce(sum(minutes) FILTER (WHERE mode = 'appointment'), 0)::int AS own
        FROM counted GROUP BY site_id, day, hour
      ), written AS (SELECT * FROM hour_budget WHERE ${among})
      SELECT site_id AS "siteId", day, hour, coalesce(shared, 0) AS shared, coalesce(own, 0) AS "appointmentOnly",
        limit_minutes AS "limit", open_minutes AS "open", online_minutes AS "online"
      FROM minutes FULL JOIN written USING (site_id, day, hour)`),
  )
}

/** The shares of people without appointment at sites that have one of their own. Percent. */
export async function readWalkInShares(tx: Tx): Promise<ReadonlyMap<Id<'site'>, number>> {
  const rows = await tx.rows(
    db.selectFrom('site').select(['id', 'walk_in_percent']).where('walk_in_percent', 'is not', null),
  )
  return new Map(rows.map(({ id, walk_in_percent }) => [id, walk_in_percent ?? 0]))
}

/**
 * Writes limits of hours, in the order of the key. What is booked beyond a new limit stays: from then on the bound is
 * what was booked, so that no more comes on top (constraint hour_budget_kept).
 */
export async function writeLimits(tx: Tx, hours: readonly (HourKey & HourLimits)[]): Promise<void> {
  if (hours.length === 0) return
  const of = <T>(value: (hour: HourKey & HourLimits) => T) => hours.map(value)
  await tx.run(
    raw(sql`
      INSERT INTO hour_budget (site_id, day, hour, limit_minutes, open_minutes, online_minutes, booked_minutes, bound_minutes)
      SELECT site_id, day, hour, lim, op, onl, 0, lim
      FROM unnest(${of(({ siteId }) => siteId)}::uuid[], ${of(({ day }) => day)}::date[],
        ${of(({ hour }) => hour)}::smallint[], ${of(({ limit }) => limit)}::int[], ${of(({ open }) => open)}::int[],
        ${of(({ online }) => online)}::int[]) AS wanted (site_id, day, hour, lim, op, onl)
      ORDER BY site_id, day, hour
      ON CONFLICT (site_id, day, hour) DO UPDATE SET limit_minutes = excluded.limit_minutes,
        open_minutes = excluded.open_minutes, online_minutes = excluded.online_minutes,
        bound_minutes = greatest(excluded.limit_minutes, hour_budget.booked_minutes)`),
  )
}

/**
 * Counts anew what is booked in the hours of these days. Only for who keeps bookings and cancellations away from them
 * (lockDays and the claims FOR UPDATE). What a change of places has put beyond a bound stays.
 */
export async function recountBooked(tx: Tx, days: readonly SiteDayKey[]): Promise<void> {
  if (days.length === 0) return
  await tx.run(
    raw(sql`
      WITH wanted AS (
        SELECT DISTINCT site_id, day
        FROM unnest(${days.map(({ siteId }) => siteId)}::uuid[], ${days.map(({ day }) => day)}::date[]) AS w (site_id, day)
      ), counted AS (
        SELECT place.site_id, place.day, cell / 12 AS hour, count(*)::int * 5 AS minutes
        FROM wanted
        JOIN place USING (site_id, day) JOIN claim_cell ON claim_cell.place_id = place.id AND claim_cell.day = place.day
        GROUP BY place.site_id, place.day, cell / 12
      ), booked AS (
        SELECT b.site_id, b.day, b.hour, coalesce(counted.minutes, 0) AS minutes
        FROM wanted
        JOIN hour_budget b USING (site_id, day) LEFT JOIN counted USING (site_id, day, hour)
        WHERE b.booked_minutes <> coalesce(counted.minutes, 0)
        ORDER BY b.site_id, b.day, b.hour FOR UPDATE OF b
      )
      UPDATE hour_budget SET booked_minutes = booked.minutes,
        bound_minutes = greatest(hour_budget.bound_minutes, booked.minutes)
      FROM booked WHERE (hour_budget.site_id, hour_budget.day, hour_budget.hour) = (booked.site_id, booked.day, booked.hour)`),
  )
}

/** What a transaction takes from an hour, or gives back; for whom, when it takes. */
export type HourChange = HourKey & { readonly minutes: number; readonly asker: Asker }

/**
 * Books minutes of an hour, or gives some back, together with the commit. A booking that goes beyond what is open to
 * whoever asks is refused by hour_budget_kept, and the transaction is tried again.
 */
export function changeBooked(tx: Tx, { siteId, day, hour, minutes, asker }: HourChange): void {
  const bound =
    minutes <= 0 ? sql`bound_minutes` : asker === 'online' ? sql`online_minutes` : sql`open_minutes`
  const update = sql`UPDATE hour_budget SET booked_minutes = booked_minutes + ${minutes}::int, bound_minutes = ${bound}
    WHERE site_id = ${siteId} AND day = ${day} AND hour = ${hour}`
  tx.sendAlong(prepared(raw(update)), (failure) =>
    violatedConstraint(failure) === 'hour_budget_kept' ? new TryAgain() : failure,
  )
}

/** An hour's budget as search and booking read it. */
export type ReadBudget = HourKey & {
  readonly open: number
  readonly online: number
  readonly booked: number
}

const budgets = db
  .selectFrom('hour_budget')
  .select([
    'site_id as siteId',
    'day',
    'hour',
    'open_minutes as open',
    'online_minutes as online',
    'booked_minutes as booked',
  ])

/** The budgets of a site from a day on. */
export function readSiteBudgets(tx: Tx, siteId: Id<'site'>, fromDay: LocalDate): Promise<ReadBudget[]> {
  return tx.rows(budgets.where('site_id', '=', siteId).where('day', '>=', fromDay))
}

/** The budgets of some site-days. */
export function readDayBudgets(tx: Tx, wanted: readonly SiteDayKey[]): Promise<ReadBudget[]> {
  const sites = wanted.map(({ siteId }) => siteId)
  const days = wanted.map(({ day }) => day)
  const among = sql<boolean>`(site_id, day) IN (SELECT * FROM unnest(${sites}::uuid[], ${days}::date[]))`
  return tx.rows(budgets.where(among))
}
