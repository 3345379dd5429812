import { sql } from 'kysely'
import type { Way } from '#features/visit/model/channel.ts'
import { type Id, newId } from '#kernel/id.ts'
import type { Instant } from '#kernel/instant.ts'
import { at, atOrNull, db, prepared, raw } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'
import type { Message } from '../model.ts'

/** The reminders of one visit, and of which time of it they tell. */
export type PlannedReminders = Pick<Message, 'language'> & {
  readonly visitId: Id<'visit'>
  readonly at: Instant
  readonly reminders: readonly (Way & { readonly hours: number; readonly dueAt: Instant })[]
}

/**
 * Writes reminders of one visit; one of the same time is there already, sent or not (index message_reminder_once).
 * Nobody waits for the answer.
 */
export function insertReminders(tx: Tx, planned: PlannedReminders): void {
  const { length } = planned.reminders
  if (length === 0) return
  // Its text grows with the reminders; nearly all visits have two.
  tx.sendAlong(length <= 2 ? prepared(insertOf(tx, [planned])) : insertOf(tx, [planned]))
}

/**
 * Lets visits have these reminders of the times that stand: what waits and is not among them goes, what is new comes. One
 * that is due already, or that was tried, stays as it is. By index message_by_visit.
 */
export async function replaceReminders(tx: Tx, planned: readonly PlannedReminders[]): Promise<void> {
  if (planned.length === 0) return
  const ids = planned.map(({ visitId }) => visitId)
  await tx.run(
    raw(sql`
      DELETE FROM message WHERE visit_id = ANY (${ids}::uuid[]) AND kind = 'reminder' AND state = 'due'
        AND attempts = 0 AND due_at > ${at(tx.now)}`),
  )
  const written = planned.filter(({ reminders }) => reminders.length > 0)
  if (written.length > 0) await tx.run(insertOf(tx, written))
}

function insertOf(tx: Tx, planned: readonly PlannedReminders[]) {
  return db
    .insertInto('message')
    .values(
      planned.flatMap(({ visitId, at: aboutAt, language, reminders }) =>
        reminders.map(({ hours, dueAt, channel, recipient }) => ({
          id: newId<'message'>(tx.now),
          visit_id: visitId,
          kind: 'reminder' as const,
          language,
          channel,
          recipient,
          state: 'due' as const,
          due_at: at(dueAt),
          attempts: 0,
          created_at: at(tx.now),
          about_at: at(aboutAt),
          lead_hours: hours,
        })),
      ),
    )
    .onConflict((conflict) =>
      conflict
        .columns(['visit_id', 'channel', 'lead_hours', 'about_at'])
        // No parameter: a plan for every value would not know that it means the index.
        .where('kind', '=', sql.lit('reminder'))
        .doNothing(),
    )
}

/**
 * Takes away the reminders of a visit that have not been sent, of any other time than the one that stands; without one
 * of all. A sender that has one in hand commits first: it is not `due` any more. By index message_by_visit.
 */
export function dropReminders(tx: Tx, visitId: Id<'visit'>, stands: Instant | null): void {
  tx.sendAlong(
    prepared(
      db
        .deleteFrom('message')
        .where('visit_id', '=', visitId)
        .where('kind', '=', 'reminder')
        .where('state', '=', 'due')
        .where('about_at', 'is distinct from', atOrNull(stands)),
    ),
  )
}

/** A reminder that was to have left already, or that was tried in vain. */
export type Overdue = Pick<Way, 'channel'> & { readonly hours: number }

/**
 * Takes away all reminders of a visit that have not been sent; those of a time that had come already. By index
 * message_by_visit.
 */
export async function takeReminders(
  tx: Tx,
  visitId: Id<'visit'>,
  stands: Instant | null,
): Promise<readonly Overdue[]> {
  return tx.rows(
    raw<Overdue>(sql`
      WITH taken AS (DELETE FROM message WHERE visit_id = ${visitId} AND kind = 'reminder' AND state = 'due'
        RETURNING channel, lead_hours, about_at, attempts, due_at)
      SELECT channel, lead_hours AS hours FROM taken
      WHERE about_at = ${atOrNull(stands)} AND (attempts > 0 OR due_at <= ${at(tx.now)})`),
  )
}

/**
 * Has a visit, or the one that is linked with it, lost its place to a closing: one that is in force on its day, or one
 * because of which its person was offered another time or none? A plan that leaves a booking without a place takes
 * nothing from its person. By the indexes claim_by_visit and replacement_by_visit.
 */
export async function hasNoPlace(tx: Tx, visitId: Id<'visit'>): Promise<boolean> {
  const row = await tx.first(
    prepared(
      db
        .selectFrom('visit')
        .innerJoin('claim', 'claim.visit_id', 'visit.id')
        .select('claim.id')
        .where((where) => where.or([where('visit.id', '=', visitId), where('linked_visit_id', '=', visitId)]))
        .where('claim.kind', '=', 'booked')
        .where('claim.place_id', 'is', null)
        .where(
          sql<boolean>`(
            EXISTS (SELECT FROM replacement r WHERE r.visit_id = visit.id AND r.state IN ('open', 'none', 'lapsed'))
            OR EXISTS (SELECT FROM closing c WHERE c.site_id = visit.site_id AND c.reopened_at IS NULL
              AND visit.day BETWEEN c.first_day AND c.last_day))`,
        )
        .limit(1),
    ),
  )
  return row !== undefined
}
