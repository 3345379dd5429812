import { sql } from 'kysely'
import { MESSAGE_CHANNELS } from '#features/visit/model/channel.ts'
import type { Id } from '#kernel/id.ts'
import type { Instant } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import { at, atOrNull, db, prepared, raw } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { CARRIED, type CarriedChannel } from '../model/carrier.ts'
import {
  type About,
  HALL_MESSAGE_KINDS,
  type Message,
  OUT_OF_DATE,
  VISIT_MESSAGE_KINDS,
  WISH_MESSAGE_KINDS,
} from '../model.ts'

/**
 * Takes the message of a channel that is due longest for sending; other senders skip it (index message_due). `urgentFirst`: one for
 * which somebody waits, however many reminders are due longer (index message_urgent).
 */
export async function claimDue(
  tx: Tx,
  attemptId: Id<'attempt'>,
  channel: CarriedChannel,
  urgentFirst = false,
): Promise<Message | undefined> {
  const urgent = urgentFirst ? await claim(tx, attemptId, channel, sql`AND kind <> 'reminder'`) : undefined
  return urgent ?? (await claim(tx, attemptId, channel, sql``))
}

type Claimed = {
  id: Id<'message'>
  gateway_key: Id<'gatewayKey'> | null
  visit_id: Id<'visit'> | null
  wish_id: Id<'wish'> | null
  check_id: Id<'contactCheck'> | null
  draft_id: Id<'templateDraft'> | null
  kind: Message['kind']
  language: Message['language']
  channel: Message['channel']
  recipient: string
  attempts: number
  created_at: Instant
  about_at: Instant | null
}

async function claim(
  tx: Tx,
  attemptId: Id<'attempt'>,
  channel: CarriedChannel,
  only: ReturnType<typeof sql>,
): Promise<Message | undefined> {
  const row = await tx.first(
    prepared(
      raw(sql<Claimed>`
        UPDATE message SET state = 'sending', attempt_id = ${attemptId}, attempted_at = ${at(tx.now)},
          handed_at = NULL, attempts = attempts + 1
        WHERE id = (
          SELECT id FROM message WHERE channel = ${channel} AND state = 'due' AND due_at <= ${at(tx.now)} ${only}
          ORDER BY due_at, id LIMIT 1
          FOR UPDATE SKIP LOCKED)
        RETURNING id, gateway_key, visit_id, wish_id, check_id, draft_id, kind, language, channel, recipient, attempts,
          created_at, about_at`),
    ),
  )
  return (
    row && {
      id: row.id,
      attemptId,
      ...(row.gateway_key === null ? {} : { gatewayKey: row.gateway_key }),
      ...aboutOf(row),
      language: row.language,
      channel: row.channel,
      recipient: row.recipient,
      attempts: row.attempts,
      createdAt: row.created_at,
      aboutAt: row.about_at,
    }
  )
}

/** The CHECK message_about holds the kind to what it is about. */
function aboutOf(row: Claimed): About {
  const visitKind = VISIT_MESSAGE_KINDS.find((kind) => kind === row.kind)
  const wishKind = WISH_MESSAGE_KINDS.find((kind) => kind === row.kind)
  if (row.visit_id && visitKind)
    return { visitId: row.visit_id, wishId: null, checkId: null, kind: visitKind }
  const hallKind = HALL_MESSAGE_KINDS.find((kind) => kind === row.kind)
  if (row.visit_id && hallKind) return { visitId: row.visit_id, wishId: null, checkId: null, kind: hallKind }
  if (row.wish_id && wishKind) return { visitId: null, wishId: row.wish_id, checkId: null, kind: wishKind }
  if (row.check_id) return { visitId: null, wishId: null, checkId: row.check_id, kind: 'contact_code' }
  if (row.draft_id)
    return { visitId: null, wishId: null, checkId: null, draftId: row.draft_id, kind: 'trial' }
  return impossible('a message is about something')
}

/**
 * Notes that the last byte of a message leaves now; false if the attempt was given up as lost meanwhile, so that another
 * one may be under way. Whoever is told so must not send it: of two attempts at most one gets here.
 */
export async function markHanded(tx: Tx, id: Id<'message'>, attemptId: Id<'attempt'>): Promise<boolean> {
  const count = await tx.run(
    prepared(
      db
        .updateTable('message')
        .set({ handed_at: at(tx.now) })
        .where('id', '=', id)
        .where('attempt_id', '=', attemptId)
        .where('state', '=', 'sending')
        .where('handed_at', 'is', null),
    ),
  )
  return count === 1
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
    prepared(
      db
        .updateTable('message')
        .set({
          state: end.state,
          failure: end.state === 'sent' ? null : end.failure,
          sent_at: atOrNull(end.state === 'sent' ? tx.now : null),
          ...(isSettled(end) ? { recipient: '' } : {}),
          ...(end.state === 'due' ? { due_at: at(end.dueAt) } : {}),
        })
        .where('id', '=', id)
        .where('attempt_id', '=', attemptId)
        .where('state', 'in', ['sending', 'unknown']),
    ),
  )
  return count === 1
}

function isSettled(end: AttemptEnd): boolean {
  return end.state === 'sent' || (end.state === 'failed' && end.failure === OUT_OF_DATE)
}

/**
 * Attempts whose sender died (index message_sending). Before the last byte: the mail server has nothing, so the message
 * is due again. Behind it: nobody knows, so it is flagged and not repeated. How many of each.
 */
export async function endLostAttempts(
  tx: Tx,
  { attemptedBefore, handedBefore }: { readonly attemptedBefore: Instant; readonly handedBefore: Instant },
): Promise<{ readonly again: number; readonly unknown: number }> {
  const again = await tx.run(
    db
      .updateTable('message')
      .set({ state: 'due' })
      .where('state', '=', 'sending')
      // A letter lies in the print room for days.
      .where('channel', 'in', [...CARRIED])
      .where('handed_at', 'is', null)
      .where('attempted_at', '<', at(attemptedBefore)),
  )
  const unknown = await tx.run(
    db
      .updateTable('message')
      .set({ state: 'unknown', failure: 'sender_lost' })
      .where('state', '=', 'sending')
      .where('handed_at', '<', at(handedBefore)),
  )
  return { again, unknown }
}

/** How many messages of a channel are due, counted to a limit. By index message_due. */
export async function countDue(tx: Tx, channel: CarriedChannel, limit: number): Promise<number> {
  const rows = await tx.rows(
    db
      .selectFrom('message')
      .select('id')
      .where('channel', '=', channel)
      .where('state', '=', 'due')
      .where('due_at', '<=', at(tx.now))
      .limit(limit),
  )
  return rows.length
}

/**
 * Gives up what is due and can be seen to be out of date: messages about visits whose time has passed, links to confirm
 * what is no longer held, and offers that stand no more and of which somebody was to be told by a call. The rest is judged
 * one by one (isWorthSending). How many.
 */
export async function dropOutdated(tx: Tx): Promise<number> {
  const calls = await tx.run(
    raw(sql`
      UPDATE message SET state = 'failed', failure = ${OUT_OF_DATE}
      WHERE state = 'due' AND channel = 'telephone' AND kind = 'wish_offer' AND NOT EXISTS (
        SELECT FROM offer WHERE offer.wish_id = message.wish_id AND offer.created_at = message.created_at
          AND offer.state = 'open' AND offer.until > ${at(tx.now)})`),
  )
  const visits = await tx.run(
    raw(sql`
      UPDATE message SET state = 'failed', failure = ${OUT_OF_DATE}, recipient = ''
      FROM visit
      WHERE visit.id = message.visit_id AND message.state = 'due'
        AND message.channel = ANY (${[...MESSAGE_CHANNELS]}) AND message.due_at <= ${at(tx.now)}
        AND message.kind NOT IN ('ticket', 'soon', 'come_back', 'ready')
        AND (visit.appointment_at <= ${at(tx.now)} OR (message.kind = 'confirm' AND visit.state <> 'held'))`),
  )
  return calls + visits
}
