import { sql } from 'kysely'
import type { Id } from '#kernel/id.ts'
import type { Instant, LocalDate } from '#kernel/instant.ts'
import { lockNamed } from '#platform/db/namedLock.ts'
import { at, db, raw } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { type Message, OUT_OF_DATE, VISIT_MESSAGE_KINDS, type VisitMessageKind } from '../model.ts'

/** A letter that waits, and of what. */
export type WaitingLetter = {
  readonly id: Id<'message'>
  readonly visitId: Id<'visit'>
  readonly siteId: Id<'site'>
  readonly kind: VisitMessageKind
  readonly language: Message['language']
  readonly recipient: string
  readonly createdAt: Instant
  /** Since when it waits: one that is sent again begins anew. */
  readonly dueAt: Instant
  /** The day of the visit, on its site. */
  readonly day: LocalDate
}

/** One print run at a time: the second of two who press finds nothing more. */
export async function lockLetters(tx: Tx): Promise<void> {
  await lockNamed(tx, 'letters')
}

/** The kinds of the letters of a visit that wait; locked, so that no print run takes them meanwhile. */
export async function waitingKinds(tx: Tx, visitId: Id<'visit'>): Promise<VisitMessageKind[]> {
  const rows = await tx.rows(
    db
      .selectFrom('message')
      .select('kind')
      .where('visit_id', '=', visitId)
      .where('channel', '=', 'letter')
      .where('state', '=', 'due')
      .forUpdate(),
  )
  return rows.flatMap(({ kind }) => VISIT_MESSAGE_KINDS.filter((each) => each === kind))
}

/** Takes back letters of these kinds that wait. By index message_by_visit. */
export async function dropLetters(
  tx: Tx,
  visitId: Id<'visit'>,
  kinds: readonly VisitMessageKind[],
): Promise<void> {
  await tx.run(
    db
      .deleteFrom('message')
      .where('visit_id', '=', visitId)
      .where('channel', '=', 'letter')
      .where('state', '=', 'due')
      .where('kind', 'in', [...kinds]),
  )
}

/** The letters that wait, the oldest first, of one site or of all. By index message_due: few rows. */
export async function readWaiting(
  tx: Tx,
  siteId: Id<'site'> | null,
  limit: number,
): Promise<WaitingLetter[]> {
  const rows = await tx.rows(
    waiting(tx)
      .$if(siteId !== null, (query) => query.where('visit.site_id', '=', siteId))
      .limit(limit),
  )
  return known(rows)
}

/** The same, taken by this transaction until it ends; what another one has is left out. */
export async function takeWaiting(
  tx: Tx,
  siteId: Id<'site'> | null,
  limit: number,
): Promise<WaitingLetter[]> {
  const rows = await tx.rows(
    waiting(tx)
      .$if(siteId !== null, (query) => query.where('visit.site_id', '=', siteId))
      .limit(limit)
      .forUpdate('message')
      .skipLocked(),
  )
  return known(rows)
}

const LETTER = [
  'message.id',
  'visit.id as visitId',
  'visit.site_id as siteId',
  'message.kind',
  'message.language',
  'message.recipient',
  'message.created_at as createdAt',
  'message.due_at as dueAt',
  'visit.day',
] as const

function waiting(tx: Tx) {
  return db
    .selectFrom('message')
    .innerJoin('visit', 'visit.id', 'message.visit_id')
    .select([...LETTER])
    .where('message.channel', '=', 'letter')
    .where('message.state', '=', 'due')
    .where('message.due_at', '<=', at(tx.now))
    .orderBy('message.due_at')
    .orderBy('message.id')
}

function known<Row extends { readonly kind: Message['kind'] }>(rows: readonly Row[]) {
  return rows.flatMap((row) => {
    const kind = VISIT_MESSAGE_KINDS.find((each) => each === row.kind)
    return kind ? [{ ...row, kind }] : []
  })
}

/** A letter that is not worth its stamp any more. */
export async function giveUpLetter(tx: Tx, id: Id<'message'>): Promise<void> {
  await tx.run(
    db
      .updateTable('message')
      .set({ state: 'failed', failure: OUT_OF_DATE, recipient: '' })
      .where('id', '=', id)
      .where('state', '=', 'due'),
  )
}

/** What would come too late by post is said by telephone. */
export async function callInstead(tx: Tx, ids: readonly Id<'message'>[]): Promise<void> {
  if (ids.length === 0) return
  await tx.run(
    db
      .updateTable('message')
      .set({ channel: 'telephone', recipient: '' })
      .where('id', 'in', [...ids])
      .where('channel', '=', 'letter')
      .where('state', '=', 'due'),
  )
}

/** Writes a print run; its number is the next one (constraint letter_run_number). */
export async function insertRun(tx: Tx, id: Id<'letterRun'>, siteId: Id<'site'> | null): Promise<number> {
  const row = await tx.one(
    db
      .insertInto('letter_run')
      .values({
        id,
        number: sql<number>`(SELECT coalesce(max(number), 0) + 1 FROM letter_run)`,
        site_id: siteId,
        made_at: at(tx.now),
        posted_at: null,
      })
      .returning('number'),
  )
  return row.number
}

/** Puts letters into a run in this order; a letter that is in one already is refused (constraint letter_once). */
export async function insertLetters(
  tx: Tx,
  runId: Id<'letterRun'>,
  messages: readonly Id<'message'>[],
): Promise<void> {
  await tx.run(
    db
      .insertInto('letter')
      .values(messages.map((id, index) => ({ message_id: id, run_id: runId, position: index + 1 }))),
  )
  await tx.run(
    db
      .updateTable('message')
      .set(({ eb }) => ({ state: 'sending', attempted_at: at(tx.now), attempts: eb('attempts', '+', 1) }))
      .where('id', 'in', [...messages])
      .where('state', '=', 'due'),
  )
}

/** All letters that were printed together. */
export type LetterRun = {
  readonly id: Id<'letterRun'>
  readonly number: number
  readonly siteId: Id<'site'> | null
  readonly madeAt: Instant
  readonly postedAt: Instant | null
}

const RUN = [
  'letter_run.id',
  'letter_run.number',
  'letter_run.site_id as siteId',
  'letter_run.made_at as madeAt',
  'letter_run.posted_at as postedAt',
] as const

/** A print run; `locked` until the transaction ends. */
export function findRun(tx: Tx, id: Id<'letterRun'>, locked = false): Promise<LetterRun | undefined> {
  const run = db.selectFrom('letter_run').select(RUN).where('id', '=', id)
  return tx.first(locked ? run.forUpdate() : run)
}

/** The runs that are not posted yet, and those that were since an instant, newest first, with how many letters. */
export function readRuns(
  tx: Tx,
  siteId: Id<'site'> | null,
  since: Instant,
): Promise<(LetterRun & { readonly letters: number })[]> {
  return tx.rows(
    db
      .selectFrom('letter_run')
      .innerJoin('letter', 'letter.run_id', 'letter_run.id')
      .select(RUN)
      .select(sql<number>`count(*)::int`.as('letters'))
      .where((where) =>
        where.or([where('letter_run.posted_at', 'is', null), where('letter_run.made_at', '>=', at(since))]),
      )
      .$if(siteId !== null, (query) => query.where('letter_run.site_id', '=', siteId))
      .groupBy('letter_run.id')
      .orderBy('letter_run.number', 'desc')
      .limit(50),
  )
}

/** The letters of a run in their order, as far as they are still on their way. */
export async function lettersOf(
  tx: Tx,
  runId: Id<'letterRun'>,
): Promise<(WaitingLetter & { readonly position: number })[]> {
  const rows = await tx.rows(
    db
      .selectFrom('letter')
      .innerJoin('message', 'message.id', 'letter.message_id')
      .innerJoin('visit', 'visit.id', 'message.visit_id')
      .select([...LETTER, 'letter.position'])
      .where('letter.run_id', '=', runId)
      .where('message.state', '=', 'sending')
      .orderBy('letter.position'),
  )
  return known(rows)
}

/** The letters of a run are with the post: their addresses are forgotten. */
export async function writePosted(tx: Tx, runId: Id<'letterRun'>): Promise<void> {
  await tx.run(
    db
      .updateTable('letter_run')
      .set({ posted_at: at(tx.now) })
      .where('id', '=', runId),
  )
  await tx.run(
    raw(sql`
      UPDATE message SET state = 'sent', sent_at = ${at(tx.now)}, recipient = ''
      FROM letter WHERE letter.run_id = ${runId} AND message.id = letter.message_id AND message.state = 'sending'`),
  )
}

/**
 * The letters of a run were not printed: they wait again, but for those about which there is newer news by letter
 * meanwhile. The run is gone.
 */
export async function dissolveRun(tx: Tx, runId: Id<'letterRun'>): Promise<void> {
  await tx.run(
    raw(sql`
      UPDATE message SET state = CASE WHEN newer.overtaken THEN 'failed' ELSE 'due' END,
        failure = CASE WHEN newer.overtaken THEN ${OUT_OF_DATE} END,
        recipient = CASE WHEN newer.overtaken THEN '' ELSE message.recipient END
      FROM letter
      JOIN message AS old ON old.id = letter.message_id
      CROSS JOIN LATERAL (SELECT EXISTS (
        SELECT FROM message AS later WHERE later.visit_id = old.visit_id AND later.channel = 'letter'
          AND later.state = 'due' AND later.created_at > old.created_at AND later.kind <> 'ready') AS overtaken) AS newer
      WHERE letter.run_id = ${runId} AND message.id = letter.message_id AND message.state = 'sending'`),
  )
  await tx.run(db.deleteFrom('letter').where('run_id', '=', runId))
  await tx.run(db.deleteFrom('letter_run').where('id', '=', runId))
}

/** A letter by the number that stands on it, locked; undefined for any other. */
export function lockPrinted(tx: Tx, run: number, position: number) {
  return tx.first(
    db
      .selectFrom('letter')
      .innerJoin('letter_run', 'letter_run.id', 'letter.run_id')
      .innerJoin('message', 'message.id', 'letter.message_id')
      .innerJoin('visit', 'visit.id', 'message.visit_id')
      .select(['message.id', 'message.state', 'visit.site_id as siteId'])
      .where('letter_run.number', '=', run)
      .where('letter.position', '=', position)
      .forUpdate('message'),
  )
}

/** The post has brought a letter back. */
export async function writeReturned(tx: Tx, id: Id<'message'>, failure: string): Promise<void> {
  await tx.run(
    db
      .updateTable('message')
      .set({ state: 'failed', failure, sent_at: null })
      .where('id', '=', id)
      .where('state', '=', 'sent'),
  )
}

/** A letter that is sent again on purpose is in no run any more. */
export async function takeOutOfRun(tx: Tx, id: Id<'message'>): Promise<void> {
  await tx.run(db.deleteFrom('letter').where('message_id', '=', id))
}

/** Since when letters wait, or were printed and not posted, that do so since before an instant. */
export async function lettersSinceBefore(tx: Tx, before: Instant): Promise<Instant[]> {
  const rows = await tx.rows(
    db
      .selectFrom('message')
      .select('due_at as dueAt')
      .where('channel', '=', 'letter')
      .where('state', 'in', ['due', 'sending'])
      .where('due_at', '<', at(before))
      .orderBy('due_at')
      .limit(1_000),
  )
  return rows.map(({ dueAt }) => dueAt)
}
