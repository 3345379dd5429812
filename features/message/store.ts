import { sql } from 'kysely'
import { type Id, newId } from '#kernel/id.ts'
import type { Instant, LocalDate } from '#kernel/instant.ts'
import { at, db, prepared, raw } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'
import type { About, Message } from './model.ts'

/** Writes a message to the outbox; it leaves after the commit. */
export async function insertMessage(
  tx: Tx,
  message: About & Pick<Message, 'language' | 'channel' | 'recipient'>,
  dueAt: Instant = tx.now,
): Promise<Id<'message'>> {
  const id = newId<'message'>(tx.now)
  await tx.run(
    db.insertInto('message').values({
      id,
      visit_id: message.visitId,
      wish_id: message.wishId,
      check_id: message.checkId,
      kind: message.kind,
      language: message.language,
      channel: message.channel,
      recipient: message.recipient,
      state: 'due',
      due_at: at(dueAt),
      attempts: 0,
      created_at: at(tx.now),
    }),
  )
  return id
}

/** Takes back those of these messages that nobody has tried to send yet; how many. */
export async function dropWaiting(tx: Tx, ids: readonly Id<'message'>[]): Promise<number> {
  return tx.run(
    db
      .deleteFrom('message')
      .where('id', 'in', [...ids])
      .where('state', '=', 'due')
      .where('attempts', '=', 0),
  )
}

/** The reference of the matter whose document a message says is ready. */
export async function readyReference(tx: Tx, id: Id<'message'>): Promise<string | undefined> {
  const row = await tx.first(
    db
      .selectFrom('ready_document')
      .innerJoin('matter', 'matter.id', 'ready_document.matter_id')
      .select('matter.reference')
      .where('ready_document.message_id', '=', id),
  )
  return row?.reference
}

/** Writes the same message about many visits at once. */
export async function insertRelocated(
  tx: Tx,
  people: readonly ({ readonly visitId: Id<'visit'> } & Pick<
    Message,
    'language' | 'channel' | 'recipient'
  >)[],
): Promise<void> {
  if (people.length === 0) return
  await tx.run(
    db.insertInto('message').values(
      people.map(({ visitId, language, channel, recipient }) => ({
        id: newId<'message'>(tx.now),
        visit_id: visitId,
        kind: 'relocated' as const,
        language,
        channel,
        recipient,
        state: 'due' as const,
        due_at: at(tx.now),
        attempts: 0,
        created_at: at(tx.now),
      })),
    ),
  )
}

/**
 * The visits of these about which a message of a kind waits. It stays where it is until the commit: a sender skips it, and
 * reads afterwards what this transaction has written.
 */
export async function holdDue(
  tx: Tx,
  kind: 'relocated' | 'papers_refused',
  visitIds: readonly Id<'visit'>[],
): Promise<Id<'visit'>[]> {
  const rows = await tx.rows(
    raw<{ visit_id: Id<'visit'> }>(sql`
      SELECT visit_id FROM message
      WHERE kind = ${kind} AND state = 'due' AND visit_id = ANY (${visitIds}::uuid[]) FOR UPDATE`),
  )
  return rows.map(({ visit_id }) => visit_id)
}

/**
 * Until when the time of a visit is held, how often its site announced another address for its day, how often something
 * was said of its papers, and how often its person was written to because of a closing. By index message_by_visit.
 */
export async function holdAndChanges(
  tx: Tx,
  visitId: Id<'visit'>,
): Promise<{
  readonly heldUntil: Instant | null
  readonly addressChanges: number
  readonly prechecks: number
  readonly closings: number
}> {
  const row = await tx.first(
    prepared(
      db
        .selectFrom('visit')
        .leftJoin('claim', (join) =>
          join.onRef('claim.visit_id', '=', 'visit.id').on('claim.kind', '=', 'held'),
        )
        .leftJoin('relocation_notice as notice', 'notice.visit_id', 'visit.id')
        .leftJoin('precheck', 'precheck.visit_id', 'visit.id')
        .select(['claim.until as heldUntil', 'notice.changes', 'precheck.version as prechecks'])
        .select(
          sql<number>`(SELECT count(*) FROM message m
            WHERE m.visit_id = visit.id AND m.kind IN ('closed', 'reopened'))::int`.as('closings'),
        )
        .where('visit.id', '=', visitId)
        .limit(1),
    ),
  )
  return {
    heldUntil: row?.heldUntil ?? null,
    addressChanges: row?.changes ?? 0,
    prechecks: row?.prechecks ?? 0,
    closings: row?.closings ?? 0,
  }
}

/** Was the person of a visit told of a move before this message, or may have been? By index message_by_visit. */
export async function toldOfMove(tx: Tx, visitId: Id<'visit'>, before: Id<'message'>): Promise<boolean> {
  const row = await tx.first(
    db
      .selectFrom('message')
      .select('id')
      .where('visit_id', '=', visitId)
      .where('kind', '=', 'relocated')
      .where('state', 'in', ['sending', 'sent', 'unknown'])
      .where('id', '!=', before)
      .limit(1),
  )
  return row !== undefined
}

/** The time that is held beside the one of a visit, and where; the second one, too, of two linked visits. */
export async function openReplacement(tx: Tx, visitId: Id<'visit'>) {
  const row = await tx.first(
    db
      .selectFrom('replacement')
      .innerJoin('visit', 'visit.id', 'replacement.visit_id')
      .leftJoin('replacement as then', (join) =>
        join.onRef('then.visit_id', '=', 'visit.linked_visit_id').on('then.state', '=', 'open'),
      )
      .select(['replacement.site_id as siteId', 'replacement.starts_at as startsAt', 'replacement.until'])
      .select('then.starts_at as secondAt')
      .where('replacement.visit_id', '=', visitId)
      .where('replacement.state', '=', 'open'),
  )
  if (!row?.siteId || !row.startsAt || !row.until) return undefined
  return { ...row, siteId: row.siteId, startsAt: row.startsAt, until: row.until }
}

/** Forgets the addresses of messages about visits of earlier days, of whatever state, some at a time; how many. */
export async function forgetRecipientsBefore(tx: Tx, day: LocalDate, limit: number): Promise<number> {
  const old = db
    .selectFrom('message')
    .innerJoin('visit', 'visit.id', 'message.visit_id')
    .select('message.id')
    .where('message.recipient', '!=', '')
    .where('visit.day', '<', day)
    // What is written long after the visit is remembered as long.
    .where(sql<boolean>`message.created_at < ${day}::date`)
    .limit(limit)
  return tx.run(db.updateTable('message').set({ recipient: '' }).where('id', 'in', old))
}
