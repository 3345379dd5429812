import { sql } from 'kysely'
import { type Id, newId } from '#kernel/id.ts'
import type { Instant } from '#kernel/instant.ts'
import { at, db, raw } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'
import type { Message } from './model.ts'

/** Writes a message to the outbox; it leaves after the commit. */
export async function insertMessage(
  tx: Tx,
  message: Pick<Message, 'visitId' | 'kind' | 'language' | 'recipient'>,
): Promise<void> {
  await tx.run(
    db.insertInto('message').values({
      id: newId<'message'>(tx.now),
      visit_id: message.visitId,
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

/** Takes due messages for sending, oldest first; other senders skip them (index message_due). */
export async function claimDue(tx: Tx, attemptId: Id<'attempt'>, limit: number): Promise<Message[]> {
  const rows = await tx.rows(
    raw(sql<{
      id: Id<'message'>
      visit_id: Id<'visit'>
      kind: Message['kind']
      language: Message['language']
      recipient: string
      attempts: number
      created_at: Instant
    }>`
      UPDATE message SET state = 'sending', attempt_id = ${attemptId}, attempted_at = ${at(tx.now)}, attempts = attempts + 1
      WHERE id IN (
        SELECT id FROM message WHERE state = 'due' AND due_at <= ${at(tx.now)} ORDER BY due_at LIMIT ${limit}
        FOR UPDATE SKIP LOCKED)
      RETURNING id, visit_id, kind, language, recipient, attempts, created_at`),
  )
  return rows.map((row) => ({
    id: row.id,
    visitId: row.visit_id,
    kind: row.kind,
    language: row.language,
    recipient: row.recipient,
    attempts: row.attempts,
    createdAt: row.created_at,
  }))
}

/** Writes how an attempt ended; false if another attempt took the message meanwhile. */
export async function endAttempt(
  tx: Tx,
  id: Id<'message'>,
  attemptId: Id<'attempt'>,
  end:
    | { readonly state: 'sent' }
    | { readonly state: 'due'; readonly dueAt: Instant; readonly failure: string }
    | { readonly state: 'failed' | 'unknown'; readonly failure: string },
): Promise<boolean> {
  const count = await tx.run(
    db
      .updateTable('message')
      .set({
        state: end.state,
        ...(end.state === 'sent' ? { sent_at: at(tx.now) } : { failure: end.failure }),
        ...(end.state === 'due' ? { due_at: at(end.dueAt) } : {}),
      })
      .where('id', '=', id)
      .where('attempt_id', '=', attemptId)
      .where('state', '=', 'sending'),
  )
  return count === 1
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
