import { sql } from 'kysely'
import { type Id, newId } from '#kernel/id.ts'
import type { Instant, LocalDate } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { at, db, raw } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { type About, type Message, OUT_OF_DATE, VISIT_MESSAGE_KINDS, WISH_MESSAGE_KINDS } from './model.ts'

/** Writes a message to the outbox; it leaves after the commit. */
export async function insertMessage(
  tx: Tx,
  message: About & Pick<Message, 'language' | 'recipient'>,
): Promise<void> {
  await tx.run(
    db.insertInto('message').values({
      id: newId<'message'>(tx.now),
      visit_id: message.visitId,
      wish_id: message.wishId,
      check_id: message.checkId,
      kind: message.kind,
      language: message.language,
      recipient: message.recipient,
      state: 'due',
      due_at: at(tx.now),
      attempts: 0,
      created_at: at(tx.now),
    }),
  )
}

/** Writes the same message about many visits at once. */
export async function insertRelocated(
  tx: Tx,
  people: readonly ({ readonly visitId: Id<'visit'> } & Pick<Message, 'language' | 'recipient'>)[],
): Promise<void> {
  if (people.length === 0) return
  await tx.run(
    db.insertInto('message').values(
      people.map(({ visitId, language, recipient }) => ({
        id: newId<'message'>(tx.now),
        visit_id: visitId,
        kind: 'relocated' as const,
        language,
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
 * The visits of these about whose move a message waits. It stays where it is until the commit: a sender skips it, and
 * reads afterwards what this transaction has written.
 */
export async function holdDueRelocated(tx: Tx, visitIds: readonly Id<'visit'>[]): Promise<Id<'visit'>[]> {
  const rows = await tx.rows(
    raw<{ visit_id: Id<'visit'> }>(sql`
      SELECT visit_id FROM message
      WHERE kind = 'relocated' AND state = 'due' AND visit_id = ANY (${visitIds}::uuid[]) FOR UPDATE`),
  )
  return rows.map(({ visit_id }) => visit_id)
}

/**
 * Takes the message that is due longest for sending; other senders skip it (index message_due). One at a time: what
 * a sender holds when it dies is the only message whose fate is unknown.
 */
export async function claimDue(tx: Tx, attemptId: Id<'attempt'>): Promise<Message | undefined> {
  const row = await tx.first(
    raw(sql<{
      id: Id<'message'>
      visit_id: Id<'visit'> | null
      wish_id: Id<'wish'> | null
      check_id: Id<'contactCheck'> | null
      kind: Message['kind']
      language: Message['language']
      recipient: string
      attempts: number
      created_at: Instant
      about_at: Instant | null
    }>`
      UPDATE message SET state = 'sending', attempt_id = ${attemptId}, attempted_at = ${at(tx.now)}, attempts = attempts + 1
      WHERE id = (
        SELECT id FROM message WHERE state = 'due' AND due_at <= ${at(tx.now)} ORDER BY due_at, id LIMIT 1
        FOR UPDATE SKIP LOCKED)
      RETURNING id, visit_id, wish_id, check_id, kind, language, recipient, attempts, created_at, about_at`),
  )
  return (
    row && {
      id: row.id,
      ...aboutOf(row),
      language: row.language,
      recipient: row.recipient,
      attempts: row.attempts,
      createdAt: row.created_at,
      aboutAt: row.about_at,
    }
  )
}

/** The CHECK message_about holds the kind to what it is about. */
function aboutOf(row: {
  visit_id: Id<'visit'> | null
  wish_id: Id<'wish'> | null
  check_id: Id<'contactCheck'> | null
  kind: string
}): About {
  const visitKind = VISIT_MESSAGE_KINDS.find((kind) => kind === row.kind)
  const wishKind = WISH_MESSAGE_KINDS.find((kind) => kind === row.kind)
  if (row.visit_id && visitKind)
    return { visitId: row.visit_id, wishId: null, checkId: null, kind: visitKind }
  if (row.wish_id && wishKind) return { visitId: null, wishId: row.wish_id, checkId: null, kind: wishKind }
  if (row.check_id) return { visitId: null, wishId: null, checkId: row.check_id, kind: 'contact_code' }
  return impossible('a message is about something')
}

/** How an attempt ended. */
export type AttemptEnd =
  | { readonly state: 'sent' }
  | { readonly state: 'due'; readonly dueAt: Instant; readonly failure: string }
  | { readonly state: 'failed' | 'unknown'; readonly failure: string }

/**
 * Writes how an attempt ended; false if it is not this attempt's message any more. An attempt that was given up as
 * lost (`unknown`) may still report: it knows better. The address is forgotten once nothing more can follow.
 */
export async function endAttempt(
  tx: Tx,
  id: Id<'message'>,
  attemptId: Id<'attempt'>,
  end: AttemptEnd,
): Promise<boolean> {
  const count = await tx.run(
    db
      .updateTable('message')
      .set({
        state: end.state,
        ...(end.state === 'sent' ? { sent_at: at(tx.now), failure: null } : { failure: end.failure }),
        ...(isSettled(end) ? { recipient: '' } : {}),
        ...(end.state === 'due' ? { due_at: at(end.dueAt) } : {}),
      })
      .where('id', '=', id)
      .where('attempt_id', '=', attemptId)
      .where('state', 'in', ['sending', 'unknown']),
  )
  return count === 1
}

function isSettled(end: AttemptEnd): boolean {
  return end.state === 'sent' || (end.state === 'failed' && end.failure === OUT_OF_DATE)
}

/** Attempts whose sender died: nobody knows whether the mail went out, so it is flagged and not repeated. */
export async function flagLostAttempts(tx: Tx, attemptedBefore: Instant): Promise<number> {
  return tx.run(
    db
      .updateTable('message')
      .set({ state: 'unknown', failure: 'sender_lost' })
      .where('state', '=', 'sending')
      .where('attempted_at', '<', at(attemptedBefore)),
  )
}

/** Until when the time of a visit is held, and how often its site announced another address for its day. */
export async function holdAndChanges(
  tx: Tx,
  visitId: Id<'visit'>,
): Promise<{ readonly heldUntil: Instant | null; readonly addressChanges: number }> {
  const row = await tx.first(
    db
      .selectFrom('visit')
      .leftJoin('claim', (join) =>
        join.onRef('claim.visit_id', '=', 'visit.id').on('claim.kind', '=', 'held'),
      )
      .leftJoin('relocation_notice as notice', 'notice.visit_id', 'visit.id')
      .select(['claim.until as heldUntil', 'notice.changes'])
      .where('visit.id', '=', visitId)
      .limit(1),
  )
  return { heldUntil: row?.heldUntil ?? null, addressChanges: row?.changes ?? 0 }
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
    .limit(limit)
  return tx.run(db.updateTable('message').set({ recipient: '' }).where('id', 'in', old))
}

/** Is a message due? By index message_due. */
export async function anyDue(tx: Tx): Promise<boolean> {
  const row = await tx.first(
    db
      .selectFrom('message')
      .select('id')
      .where('state', '=', 'due')
      .where('due_at', '<=', at(tx.now))
      .limit(1),
  )
  return row !== undefined
}

/**
 * Gives up in one statement what is due and can be seen to be out of date: messages about visits whose time has passed, and
 * links to confirm what is no longer held. The rest is judged one by one (isWorthSending). How many.
 */
export async function dropOutdated(tx: Tx): Promise<number> {
  return tx.run(
    raw(sql`
      UPDATE message SET state = 'failed', failure = ${OUT_OF_DATE}, recipient = ''
      FROM visit
      WHERE visit.id = message.visit_id AND message.state = 'due' AND message.due_at <= ${at(tx.now)}
        AND (visit.appointment_at <= ${at(tx.now)} OR (message.kind = 'confirm' AND visit.state <> 'held'))`),
  )
}
