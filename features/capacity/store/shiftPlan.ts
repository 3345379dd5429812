import { sql } from 'kysely'
import { type Id, newId } from '#kernel/id.ts'
import type { Instant, LocalDate } from '#kernel/instant.ts'
import { at, db, json } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'
import type { PlanSource, ShiftPlan } from '../model/shiftPlan.ts'

const SHIFT_COLUMNS = [
  'starts',
  'ends',
  'break_starts as breakStarts',
  'break_ends as breakEnds',
  'mode',
  'duration_percent as durationPercent',
] as const

/** One site, and of its dates and absences those of one day. */
type SiteOnDay = { readonly siteId: Id<'site'>; readonly day: LocalDate }

/**
 * The shift plans of all sites with active counters, or what of the plan of one concerns a day, in three queries; of
 * whole plans dates that are over are left out later.
 */
export async function readShiftPlans(tx: Tx, only?: SiteOnDay): Promise<ReadonlyMap<Id<'site'>, ShiftPlan>> {
  const weekly = await tx.rows(
    db
      .selectFrom('shift_rule')
      .innerJoin('counter', 'counter.id', 'shift_rule.counter_id')
      .select(['counter.site_id as siteId', 'counter_id as counterId', 'weekday', ...SHIFT_COLUMNS])
      .where('counter.active', '=', true)
      .$if(only !== undefined, (rules) => rules.where('counter.site_id', '=', only?.siteId ?? null))
      .orderBy('counter_id')
      .orderBy('weekday')
      .orderBy('starts'),
  )
  const dated = await tx.rows(
    db
      .selectFrom('day_shift')
      .innerJoin('counter', 'counter.id', 'day_shift.counter_id')
      .select(['counter.site_id as siteId', 'counter_id as counterId', 'day', ...SHIFT_COLUMNS])
      .where('counter.active', '=', true)
      .$if(only !== undefined, (shifts) =>
        shifts.where('counter.site_id', '=', only?.siteId ?? null).where('day', '=', only?.day ?? null),
      )
      .orderBy('day')
      .orderBy('counter_id')
      .orderBy('starts'),
  )
  const away = await tx.rows(
    db
      .selectFrom('counter_away')
      .innerJoin('counter', 'counter.id', 'counter_away.counter_id')
      .select([
        'counter.site_id as siteId',
        'counter_id as counterId',
        'first_day as firstDay',
        'last_day as lastDay',
        'starts',
        'ends',
      ])
      .where('counter.active', '=', true)
      .$if(only !== undefined, (absences) =>
        absences
          .where('counter.site_id', '=', only?.siteId ?? null)
          .where('first_day', '<=', only?.day ?? null)
          .where('last_day', '>=', only?.day ?? null),
      )
      .orderBy('first_day')
      .orderBy('counter_id'),
  )
  const sites = new Set([...weekly, ...dated, ...away].map(({ siteId }) => siteId))
  const of = <Row extends { readonly siteId: Id<'site'> }>(rows: readonly Row[]) =>
    Map.groupBy(rows, (row) => row.siteId)
  const [weeklyOf, datedOf, awayOf] = [of(weekly), of(dated), of(away)]
  const bare = <Row extends { readonly siteId: Id<'site'> }>(rows: readonly Row[] = []) =>
    rows.map(({ siteId: _, ...row }) => row)
  return new Map(
    [...sites].map((site) => [
      site,
      { weekly: bare(weeklyOf.get(site)), dated: bare(datedOf.get(site)), away: bare(awayOf.get(site)) },
    ]),
  )
}

/** Makes the shift plan of a site what is given; the places follow with the next release. */
export async function writeShiftPlan(tx: Tx, siteId: Id<'site'>, plan: ShiftPlan): Promise<void> {
  const counters = db.selectFrom('counter').select('id').where('site_id', '=', siteId)
  for (const table of ['shift_rule', 'day_shift', 'counter_away'] as const) {
    await tx.run(db.deleteFrom(table).where('counter_id', 'in', counters))
  }
  const times = (shift: ShiftPlan['weekly'][number] | ShiftPlan['dated'][number]) => ({
    counter_id: shift.counterId,
    starts: shift.starts,
    ends: shift.ends,
    break_starts: shift.breakStarts,
    break_ends: shift.breakEnds,
    mode: shift.mode,
    duration_percent: shift.durationPercent,
  })
  const weekly = plan.weekly.map((rule) => ({ ...times(rule), weekday: rule.weekday }))
  const dated = plan.dated.map((shift) => ({ ...times(shift), day: shift.day }))
  const away = plan.away.map(({ counterId, firstDay, lastDay, starts, ends }) => ({
    id: newId<'counterAway'>(tx.now),
    counter_id: counterId,
    first_day: firstDay,
    last_day: lastDay,
    starts,
    ends,
  }))
  if (weekly.length > 0) await tx.run(db.insertInto('shift_rule').values(weekly))
  if (dated.length > 0) await tx.run(db.insertInto('day_shift').values(dated))
  if (away.length > 0) await tx.run(db.insertInto('counter_away').values(away))
}

/** A published version of a site's shift plan. */
export type PlanVersion = {
  readonly id: Id<'shiftPlan'>
  readonly version: number
  readonly publishedAt: Instant
  readonly source: PlanSource
  /** The version that this one published anew. */
  readonly undoes: number | null
  readonly plan: ShiftPlan
}

const versions = db
  .selectFrom('shift_plan')
  .select(['id', 'version', 'published_at as publishedAt', 'source', 'undoes', 'plan'])

/** The newest versions of a site's plan, newest first. */
export function readVersions(tx: Tx, siteId: Id<'site'>, limit: number): Promise<PlanVersion[]> {
  return tx.rows(versions.where('site_id', '=', siteId).orderBy('version', 'desc').limit(limit))
}

export function readVersion(tx: Tx, siteId: Id<'site'>, version: number): Promise<PlanVersion | undefined> {
  return tx.first(versions.where('site_id', '=', siteId).where('version', '=', version))
}

/** The number of the newest version; 0 for a site that has none yet. */
export async function newestVersion(tx: Tx, siteId: Id<'site'>): Promise<number> {
  const { version } = await tx.one(
    db
      .selectFrom('shift_plan')
      .select(sql<number>`coalesce(max(version), 0)::int`.as('version'))
      .where('site_id', '=', siteId),
  )
  return version
}

/** Writes a version; undefined if somebody else wrote this one first (constraint shift_plan_version). */
export async function insertVersion(
  tx: Tx,
  siteId: Id<'site'>,
  entry: Pick<PlanVersion, 'version' | 'source' | 'undoes' | 'plan'>,
): Promise<Id<'shiftPlan'> | undefined> {
  const id = newId<'shiftPlan'>(tx.now)
  const count = await tx.run(
    db
      .insertInto('shift_plan')
      .values({
        id,
        site_id: siteId,
        version: entry.version,
        source: entry.source,
        undoes: entry.undoes,
        plan: json(entry.plan),
        published_at: at(tx.now),
      })
      .onConflict((conflict) => conflict.constraint('shift_plan_version').doNothing()),
  )
  return count === 1 ? id : undefined
}
