import { type RawBuilder, sql } from 'kysely'
import type { StoredVisit } from '#db/json.ts'
import type { Id } from '#kernel/id.ts'
import { json, raw } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'
import type { Visit } from '../model.ts'

/** What of a visit changes in the hall or with its ticket, besides its state and version. */
const COLUMNS = [
  'day',
  'appointment_at',
  'booking_number',
  'ticket_number',
  'arrived_at',
  'reference_at',
  'people',
  'minutes',
  'credits',
  'needs',
  'due_at',
  'callable_from',
  'missed_count',
  'counter_id',
  'called_at',
  'call_count',
  'away_until',
  'on_the_way',
  'parked_for',
  'for_counter_id',
  'service_ids',
] as const

const columns = sql.join(COLUMNS.map((name) => sql.ref(name)))

/** A visit with its steps and matters as it was at a moment, to be put back exactly. */
export type VisitBefore = StoredVisit

/** A visit as it is when the statement runs, for a statement that keeps it. */
export function visitNow(id: Id<'visit'>): RawBuilder<VisitBefore> {
  return sql<VisitBefore>`jsonb_build_object(
    'visit', (SELECT to_jsonb(v) FROM (SELECT state, ${columns} FROM visit WHERE id = ${id}) v),
    'steps', (SELECT coalesce(jsonb_agg(to_jsonb(s)), '[]') FROM step s WHERE s.visit_id = ${id}),
    'matters', (SELECT coalesce(jsonb_agg(jsonb_build_object('service_id', l.service_id, 'matter_id', l.matter_id,
        'outcome', l.outcome, 'people', m.people, 'stands', m.outcome)), '[]')
      FROM visit_matter l JOIN matter m ON m.id = l.matter_id WHERE l.visit_id = ${id}),
    'papers', (SELECT coalesce(jsonb_agg(to_jsonb(p)), '[]') FROM paper_seen p WHERE p.visit_id = ${id}),
    'notes', (SELECT coalesce(jsonb_agg(n.id), '[]') FROM visit_note n WHERE n.visit_id = ${id}))`
}

/** Puts a visit back as it was, with a new version. False if somebody wrote since `visit` was read. */
export async function putBackVisit(tx: Tx, visit: Visit, before: VisitBefore): Promise<boolean> {
  const count = await tx.run(
    raw(sql`
      UPDATE visit SET (state, ${columns}) = (
        SELECT state, ${columns} FROM jsonb_populate_record(visit, ${json(before.visit)})
      ), version = version + 1
      WHERE id = ${visit.id} AND version = ${visit.version}`),
  )
  return count === 1
}

/** Puts the steps of a visit back as they were; later ones never were. */
export async function putBackSteps(tx: Tx, id: Id<'visit'>, { steps }: VisitBefore): Promise<void> {
  const kept = steps.map((step) => step.id)
  await tx.run(raw(sql`DELETE FROM step WHERE visit_id = ${id} AND NOT (id = ANY(${kept}::uuid[]))`))
  await tx.run(
    raw(sql`
      UPDATE step SET (state, counter_id) = (b.state, b.counter_id)
      FROM jsonb_populate_recordset(NULL::step, ${json(steps)}) b WHERE step.id = b.id`),
  )
}

/** Puts the matters of a visit back as they were, with the papers seen; one that was begun since never was. */
export async function putBackMatters(
  tx: Tx,
  id: Id<'visit'>,
  { matters, papers }: VisitBefore,
): Promise<void> {
  const kept = matters.map(({ matter_id }) => matter_id)
  const added = await tx.rows(
    raw<{ id: Id<'matter'> }>(sql`
      DELETE FROM visit_matter WHERE visit_id = ${id} AND NOT (matter_id = ANY(${kept}::uuid[]))
      RETURNING matter_id AS id`),
  )
  const ids = added.map((each) => each.id)
  if (ids.length > 0)
    await tx.run(
      raw(sql`
        DELETE FROM matter WHERE id = ANY(${ids}::uuid[])
          AND NOT EXISTS (SELECT FROM visit_matter l WHERE l.matter_id = matter.id)`),
    )
  await tx.run(
    raw(sql`
      WITH was AS (
        SELECT * FROM jsonb_to_recordset(${json(matters)})
          AS b (service_id uuid, matter_id uuid, outcome text, people smallint, stands text)
      ), linked AS (
        INSERT INTO visit_matter (visit_id, service_id, matter_id, outcome)
        SELECT ${id}, service_id, matter_id, outcome FROM was
        ON CONFLICT (visit_id, service_id) DO UPDATE SET outcome = excluded.outcome
      )
      UPDATE matter SET people = was.people, outcome = was.stands FROM was WHERE matter.id = was.matter_id`),
  )
  await tx.run(raw(sql`DELETE FROM paper_seen WHERE visit_id = ${id}`))
  await tx.run(
    raw(sql`
      INSERT INTO paper_seen SELECT * FROM jsonb_populate_recordset(NULL::paper_seen, ${json(papers)})`),
  )
}

/** Takes away what was written for the next one since. */
export async function putBackNotes(tx: Tx, id: Id<'visit'>, { notes }: VisitBefore): Promise<void> {
  await tx.run(raw(sql`DELETE FROM visit_note WHERE visit_id = ${id} AND NOT (id = ANY(${notes}::uuid[]))`))
}
