import { sql } from 'kysely'
import type { ThinPast } from '#features/promise/model/thinPast.ts'
import type { Credit } from '#features/visit/model.ts'
import type { Id } from '#kernel/id.ts'
import type { Instant, LocalDate } from '#kernel/instant.ts'
import { at, atOrNull, db, json, raw } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'
import type { Scenario } from './model/scenario.ts'
import type { Outcome } from './model/scenarioRun.ts'

/** The days of a site from one to another, without the last. */
export type SiteDays = { readonly siteId: Id<'site'>; readonly from: LocalDate; readonly before: LocalDate }

/** Somebody who came on a past day, or had a time and did not. */
export type PastVisit = {
  readonly id: Id<'visit'>
  readonly day: LocalDate
  readonly appointmentAt: Instant | null
  readonly arrivedAt: Instant | null
  readonly minutes: number
  readonly credits: readonly Credit[]
  readonly services: readonly Id<'service'>[]
}

/** Who came on some days or had a time and did not: some thousand rows (index visit_by_day). */
export function readPastVisits(tx: Tx, { siteId, from, before }: SiteDays): Promise<PastVisit[]> {
  return tx.rows(
    raw<PastVisit>(sql`
      SELECT v.id, v.day, v.appointment_at AS "appointmentAt", v.arrived_at AS "arrivedAt", v.minutes, v.credits,
        ARRAY(SELECT service_id FROM visit_matter WHERE visit_id = v.id ORDER BY service_id) AS services
      FROM visit v
      WHERE v.day >= ${from} AND v.day < ${before} AND v.site_id = ${siteId} AND v.kind = 'on_site'
        AND (v.arrived_at IS NOT NULL OR v.state = 'no_show')
      ORDER BY v.day, v.id`),
  )
}

/** When a counter first and last had to do with somebody on a day. */
export type CounterDay = {
  readonly day: LocalDate
  readonly counterId: Id<'counter'>
  readonly first: Instant
  readonly last: Instant
}

/** Which counters called on some days, by the journal of these days' visits (visit_by_day, journal_visit_version). */
export function readCounterDays(tx: Tx, { siteId, from, before }: SiteDays): Promise<CounterDay[]> {
  return tx.rows(
    raw<CounterDay>(sql`
      SELECT v.day, j.counter_id AS "counterId", min(j.happened_at) AS first, max(j.happened_at) AS last
      FROM visit v JOIN journal j ON j.visit_id = v.id
      WHERE v.day >= ${from} AND v.day < ${before} AND v.site_id = ${siteId} AND v.kind = 'on_site'
        AND j.counter_id IS NOT NULL AND j.site_id = v.site_id AND j.happened_at >= v.arrived_at
      GROUP BY v.day, j.counter_id ORDER BY v.day, j.counter_id`),
  )
}

const COLUMNS = [
  'id',
  'site_id as siteId',
  'name',
  'version',
  'changes',
  'saved_at as savedAt',
  'saved_by as savedBy',
  'outcome',
  'played_at as playedAt',
  'removed_at as removedAt',
] as const

/** All scenarios that are kept, the newest first: some dozen. */
export function readScenarios(tx: Tx): Promise<Scenario[]> {
  return tx.rows(db.selectFrom('scenario').select(COLUMNS).orderBy('saved_at', 'desc').orderBy('id'))
}

/** How many scenarios are kept and not removed. */
export async function countScenarios(tx: Tx): Promise<number> {
  const counted = await tx.first(
    db
      .selectFrom('scenario')
      .select((eb) => eb.fn.countAll<string>().as('count'))
      .where('removed_at', 'is', null),
  )
  return Number(counted?.count ?? 0)
}

/** One scenario, locked: two who change it at once follow each other. */
export function lockScenario(tx: Tx, id: Id<'scenario'>): Promise<Scenario | undefined> {
  return tx.first(db.selectFrom('scenario').select(COLUMNS).where('id', '=', id).forUpdate())
}

export async function insertScenario(tx: Tx, scenario: Scenario): Promise<void> {
  const { id, siteId, name, version, changes, savedAt, savedBy } = scenario
  await tx.run(
    db.insertInto('scenario').values({
      ...{ id, name, version, site_id: siteId, changes: json(changes) },
      ...{ saved_at: at(savedAt), saved_by: savedBy },
    }),
  )
}

/** Writes what a scenario is now; what came of other changes is none of it any more. */
export async function updateScenario(
  tx: Tx,
  id: Id<'scenario'>,
  scenario: Pick<Scenario, 'name' | 'version' | 'changes' | 'savedAt' | 'savedBy'> & {
    readonly keepsOutcome: boolean
  },
): Promise<void> {
  const { name, version, changes, savedAt, savedBy, keepsOutcome } = scenario
  await tx.run(
    db
      .updateTable('scenario')
      .set({ name, version, changes: json(changes), saved_at: at(savedAt), saved_by: savedBy })
      .$if(!keepsOutcome, (update) => update.set({ outcome: null, played_at: null }))
      .where('id', '=', id),
  )
}

export async function setRemoved(tx: Tx, id: Id<'scenario'>, removedAt: Instant | null): Promise<void> {
  await tx.run(
    db
      .updateTable('scenario')
      .set({ removed_at: atOrNull(removedAt) })
      .where('id', '=', id),
  )
}

/** Writes what came of a scenario, unless it has been changed since. */
export async function writeOutcome(
  tx: Tx,
  { id, version }: Pick<Scenario, 'id' | 'version'>,
  outcome: Outcome,
): Promise<void> {
  await tx.run(
    db
      .updateTable('scenario')
      .set({ outcome: json(outcome), played_at: at(tx.now) })
      .where('id', '=', id)
      .where('version', '=', version),
  )
}

/** Forgets scenarios that were removed before. How many. */
export function deleteRemovedScenarios(tx: Tx, before: Instant): Promise<number> {
  return tx.run(db.deleteFrom('scenario').where('removed_at', '<', at(before)))
}

export async function writeThinPast(tx: Tx, { before, oneOf }: ThinPast): Promise<void> {
  await tx.run(db.insertInto('thin_past').values({ before_day: before, one_of: oneOf }))
}
