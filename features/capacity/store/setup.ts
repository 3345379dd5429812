import { sql } from 'kysely'
import type { Id } from '#kernel/id.ts'
import type { LocalDate } from '#kernel/instant.ts'
import { db, json, raw } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'
import type { CounterSetup } from '../model/setup.ts'

/** All counters of a site in their order, also those given up, with their skills in a fixed order. */
export function readCounterSetups(tx: Tx, siteId: Id<'site'>): Promise<CounterSetup[]> {
  const skills = sql<Id<'service'>[]>`ARRAY(SELECT service_id FROM counter_skill
    WHERE counter_id = counter.id ORDER BY service_id::text)`
  return tx.rows(
    db
      .selectFrom('counter')
      .select(['id', 'key', 'texts', 'active', skills.as('skills')])
      .where('site_id', '=', siteId)
      .orderBy('position')
      .orderBy('key'),
  )
}

/** Writes counters of a site, new ones behind the others, with what each can do. */
export async function writeCounterSetups(
  tx: Tx,
  siteId: Id<'site'>,
  counters: readonly CounterSetup[],
): Promise<void> {
  for (const { id, key, texts, active } of counters) {
    const position = sql<number>`(SELECT coalesce(max(position), 0) + 1 FROM counter WHERE site_id = ${siteId})`
    const row = { key, texts: json(texts), active }
    await tx.run(
      db
        .insertInto('counter')
        .values({ id, site_id: siteId, position, ...row })
        .onConflict((conflict) => conflict.column('id').doUpdateSet(row)),
    )
  }
  const ids = counters.map(({ id }) => id)
  await tx.run(db.deleteFrom('counter_skill').where(sql<boolean>`counter_id = ANY (${ids}::uuid[])`))
  const rows = counters.flatMap(({ id, skills }) =>
    skills.map((service) => ({ counter_id: id, service_id: service })),
  )
  if (rows.length > 0) await tx.run(db.insertInto('counter_skill').values(rows))
}

/** The counters of a site at which somebody sits. */
export async function readOpenCounters(tx: Tx, siteId: Id<'site'>): Promise<ReadonlySet<Id<'counter'>>> {
  const rows = await tx.rows(db.selectFrom('open_counter').select('counter_id').where('site_id', '=', siteId))
  return new Set(rows.map((row) => row.counter_id))
}

/** How many visits that are booked at a site, or anywhere, from a day on are for each of these services. */
export async function countBookedFor(
  tx: Tx,
  siteId: Id<'site'> | null,
  { services, fromDay }: { readonly services: readonly Id<'service'>[]; readonly fromDay: LocalDate },
): Promise<ReadonlyMap<Id<'service'>, number>> {
  if (services.length === 0) return new Map()
  const rows = await tx.rows(
    raw<{ service: Id<'service'>; bookings: number }>(sql`
      SELECT m.service_id AS service, count(*)::int AS bookings
      FROM visit JOIN visit_matter m ON m.visit_id = visit.id
      WHERE (${siteId}::uuid IS NULL OR visit.site_id = ${siteId}) AND visit.day >= ${fromDay} AND visit.state = 'booked'
        AND m.service_id = ANY (${services}::uuid[])
      GROUP BY 1`),
  )
  return new Map(rows.map(({ service, bookings }) => [service, bookings]))
}
