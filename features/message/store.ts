import { sql } from 'kysely'
import type { SiteTexts } from '#db/json.ts'
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
    }>`
      UPDATE message SET state = 'sending', attempt_id = ${attemptId}, attempted_at = ${at(tx.now)}, attempts = attempts + 1
      WHERE id = (
        SELECT id FROM message WHERE state = 'due' AND due_at <= ${at(tx.now)} ORDER BY due_at, id LIMIT 1
        FOR UPDATE SKIP LOCKED)
      RETURNING id, visit_id, wish_id, check_id, kind, language, recipient, attempts, created_at`),
  )
  return (
    row && {
      id: row.id,
      ...aboutOf(row),
      language: row.language,
      recipient: row.recipient,
      attempts: row.attempts,
      createdAt: row.created_at,
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

/** Sites are read by id here, also those given up meanwhile, and with them until when the visit's time is held. */
export async function siteAndHold(
  tx: Tx,
  visitId: Id<'visit'>,
): Promise<
  | {
      readonly texts: SiteTexts
      readonly street: string
      readonly postcode: string
      readonly town: string
      readonly timeZone: string
      readonly heldUntil: Instant | null
    }
  | undefined
> {
  return tx.first(
    db
      .selectFrom('visit')
      .innerJoin('site', 'site.id', 'visit.site_id')
      .leftJoin('claim', (join) =>
        join.onRef('claim.visit_id', '=', 'visit.id').on('claim.kind', '=', 'held'),
      )
      .select([
        'site.texts',
        'site.street',
        'site.postcode',
        'site.town',
        'site.time_zone as timeZone',
        'claim.until as heldUntil',
      ])
      .where('visit.id', '=', visitId)
      .limit(1),
  )
}

/** The time that is held beside the one of a visit, and where; the second one, too, of two linked visits. */
export async function openReplacement(tx: Tx, visitId: Id<'visit'>) {
  const row = await tx.first(
    db
      .selectFrom('replacement')
      .innerJoin('site', 'site.id', 'replacement.site_id')
      .innerJoin('visit', 'visit.id', 'replacement.visit_id')
      .leftJoin('replacement as then', (join) =>
        join.onRef('then.visit_id', '=', 'visit.linked_visit_id').on('then.state', '=', 'open'),
      )
      .select(['site.texts', 'site.street', 'site.postcode', 'site.town', 'site.time_zone as timeZone'])
      .select(['replacement.starts_at as startsAt', 'replacement.until', 'then.starts_at as secondAt'])
      .where('replacement.visit_id', '=', visitId)
      .where('replacement.state', '=', 'open'),
  )
  if (!row?.startsAt || !row.until) return undefined
  return { ...row, startsAt: row.startsAt, until: row.until }
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
 * Gives up in one statement what can be seen to be out of date: messages about visits whose time has passed, and
 * links to confirm what is no longer held. The rest is judged one by one (isWorthSending). How many.
 */
export async function dropOutdated(tx: Tx): Promise<number> {
  return tx.run(
    raw(sql`
      UPDATE message SET state = 'failed', failure = ${OUT_OF_DATE}, recipient = ''
      FROM visit
      WHERE visit.id = message.visit_id AND message.state = 'due'
        AND (visit.appointment_at <= ${at(tx.now)} OR (message.kind = 'confirm' AND visit.state <> 'held'))`),
  )
}
