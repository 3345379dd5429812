import { type RawBuilder, sql } from 'kysely'
import type { DaySpan } from '#features/authority/model/relocation.ts'
import type { CallState } from '#features/message/model/call.ts'
import { type MessageChannel, wayTo } from '#features/visit/model/channel.ts'
import type { Postal } from '#features/visit/model/postal.ts'
import type { Id } from '#kernel/id.ts'
import type { LocalDate } from '#kernel/instant.ts'
import type { Language } from '#kernel/language.ts'
import { at, db, raw } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { callRow } from './replacement.ts'

/**
 * Waits for all who are writing visits, and keeps others from it until the commit. Afterwards every booking is either
 * seen by this transaction, or begins its own when this one is over and reads what this one has written.
 */
export async function lockVisits(tx: Tx): Promise<void> {
  await tx.run(raw(sql`LOCK TABLE visit IN EXCLUSIVE MODE`))
}

/** Somebody who has booked and has to go elsewhere than they know. */
export type Concerned = {
  readonly visitId: Id<'visit'>
  readonly language: Language
  readonly email: string | null
  readonly phone: string | null
  readonly toldBy: MessageChannel | null
  readonly name: string | null
  readonly postal: Postal | null
}

/**
 * Those who are still to come to a site on these days, by index visit_open. Who is called or seen by video goes
 * nowhere; of two linked visits the first stands for both.
 */
export function readConcerned(
  tx: Tx,
  siteId: Id<'site'>,
  spans: readonly DaySpan[],
  fromDay: LocalDate,
): Promise<Concerned[]> {
  return tx.rows(
    raw<Concerned>(sql`
      SELECT visit.id AS "visitId", visit.language, contact.email, contact.phone, contact.told_by AS "toldBy",
        contact.name, contact.postal
      FROM visit LEFT JOIN visit_contact contact ON contact.visit_id = visit.id
      WHERE visit.site_id = ${siteId} AND visit.state = 'booked' AND visit.kind = 'on_site' AND NOT visit.linked_second
        AND visit.day >= ${fromDay} AND visit.appointment_at > ${at(tx.now)} AND ${onDays(spans)}
      ORDER BY visit.appointment_at, visit.id`),
  )
}

function onDays(spans: readonly DaySpan[]): RawBuilder<unknown> {
  const each = spans.map(
    ({ from, until }) =>
      sql`(${from}::date IS NULL OR visit.day >= ${from}::date) AND (${until}::date IS NULL OR visit.day < ${until}::date)`,
  )
  return each.length === 0 ? sql`false` : sql`(${sql.join(each, sql` OR `)})`
}

/** Nobody has called yet. */
const NOT_CALLED: CallState = { toldAt: null, tries: 0, againAt: null }

/** Notes for each of them that their address has changed; somebody told before has to be told again. */
export async function noteChanges(tx: Tx, concerned: readonly Concerned[]): Promise<void> {
  if (concerned.length === 0) return
  const row = ({ visitId, ...contact }: Concerned) => ({
    visit_id: visitId,
    changes: 1,
    mailed: wayTo(contact) !== undefined,
    changed_at: at(tx.now),
    ...callRow(NOT_CALLED),
  })
  await tx.run(
    db
      .insertInto('relocation_notice')
      .values(concerned.map(row))
      .onConflict((conflict) =>
        conflict.column('visit_id').doUpdateSet({
          changes: sql<number>`relocation_notice.changes + 1`,
          mailed: sql<boolean>`excluded.mailed`,
          changed_at: at(tx.now),
          ...callRow(NOT_CALLED),
        }),
      ),
  )
}

/** So often a site announced another address for the day of a visit. */
export async function addressChangesOf(tx: Tx, visitId: Id<'visit'>): Promise<number> {
  const row = await tx.first(
    db.selectFrom('relocation_notice').select('changes').where('visit_id', '=', visitId),
  )
  return row?.changes ?? 0
}

/**
 * A notice has had its reason when its booking moved to another time since: whoever moved it has seen, or was told, where
 * to come. By index journal_visit_version_once.
 */
const MOVED_SINCE = sql<boolean>`EXISTS (
  SELECT FROM journal WHERE journal.visit_id = notice.visit_id AND journal.event = 'moved'
    AND journal.happened_at > notice.changed_at)`

/** Somebody whom no message reaches, whose site has another address on their day. */
export type Untold = { readonly visitId: Id<'visit'> } & CallState

/** Those who are still to come, the earliest first; who was told stands last. By index relocation_notice_untold. */
export function readUntold(tx: Tx, fromDay: LocalDate): Promise<Untold[]> {
  return tx.rows(
    db
      .selectFrom('relocation_notice as notice')
      .innerJoin('visit', 'visit.id', 'notice.visit_id')
      .select(['notice.visit_id as visitId', 'notice.told_at as toldAt'])
      .select(['notice.call_tries as tries', 'notice.call_again_at as againAt'])
      .where('notice.mailed', '=', false)
      .where(({ not }) => not(MOVED_SINCE))
      .where('visit.state', '=', 'booked')
      .where('visit.day', '>=', fromDay)
      .where('visit.appointment_at', '>', at(tx.now))
      .orderBy(sql`notice.told_at IS NOT NULL`)
      .orderBy('visit.appointment_at')
      .orderBy('visit.id'),
  )
}

/** What is known of calls because of a move, locked; undefined if there is nothing to tell. */
export function lockCallOfMove(tx: Tx, visitId: Id<'visit'>): Promise<CallState | undefined> {
  return tx.first(
    db
      .selectFrom('relocation_notice')
      .select(['told_at as toldAt', 'call_tries as tries', 'call_again_at as againAt'])
      .where('visit_id', '=', visitId)
      .where('mailed', '=', false)
      .forUpdate(),
  )
}

/** Notes what came of such a call. */
export async function writeCallOfMove(tx: Tx, visitId: Id<'visit'>, call: CallState): Promise<void> {
  await tx.run(db.updateTable('relocation_notice').set(callRow(call)).where('visit_id', '=', visitId))
}

/** How many of a site's visitors have not been told yet, of those whom no mail reaches; and how many have. */
export async function countTold(
  tx: Tx,
  siteId: Id<'site'>,
  spans: readonly DaySpan[],
): Promise<{
  readonly follow: number
  readonly mailed: number
  readonly told: number
  readonly untold: number
}> {
  return tx.one(
    raw<{ follow: number; mailed: number; told: number; untold: number }>(sql`
      SELECT count(*)::int AS follow, count(*) FILTER (WHERE notice.mailed)::int AS mailed,
        count(*) FILTER (WHERE notice.told_at IS NOT NULL)::int AS told,
        count(*) FILTER (WHERE NOT notice.mailed AND notice.told_at IS NULL AND NOT ${MOVED_SINCE})::int AS untold
      FROM visit LEFT JOIN relocation_notice notice ON notice.visit_id = visit.id
      WHERE visit.site_id = ${siteId} AND visit.state = 'booked' AND visit.kind = 'on_site' AND NOT visit.linked_second
        AND visit.appointment_at > ${at(tx.now)} AND ${onDays(spans)}`),
  )
}
