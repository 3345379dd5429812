import { sql } from 'kysely'
import type { Id } from '#kernel/id.ts'
import { type Instant, plus } from '#kernel/instant.ts'
import type { StaffLanguage } from '#kernel/language.ts'
import { fail, ok, type Result } from '#kernel/result.ts'
import { violatedConstraint } from '#platform/db/failure.ts'
import { at, db, prepared, raw } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { SEEN_EVERY, SESSION_IDLE, type SessionTimes, type StaffMember } from '../model.ts'
import { member } from './people.ts'

/** A session with the person whose it is. */
export type Session = SessionTimes & { readonly staff: StaffMember }

/** The session of a token's hash, if the person is still here. One index look-up for each request. */
export async function findSession(tx: Tx, hash: Buffer): Promise<Session | undefined> {
  const row = await tx.first(
    prepared(
      db
        .selectFrom('staff_session as s')
        .innerJoin('staff_member as m', 'm.id', 's.staff_id')
        .select(['s.counter_id', 's.seen_at', 's.expires_at'])
        .select(['m.id', 'm.login', 'm.name', 'm.roles', 'm.site_id', 'm.language', 'm.active'])
        .where('s.id_hash', '=', hash)
        .where('m.active', '=', true),
    ),
  )
  return (
    row && { counterId: row.counter_id, seenAt: row.seen_at, expiresAt: row.expires_at, staff: member(row) }
  )
}

/** Makes a session. */
export async function insertSession(
  tx: Tx,
  session: { readonly hash: Buffer; readonly staffId: Id<'staffMember'>; readonly expiresAt: Instant },
): Promise<void> {
  await tx.run(
    db.insertInto('staff_session').values({
      id_hash: session.hash,
      staff_id: session.staffId,
      counter_id: null,
      created_at: at(tx.now),
      seen_at: at(tx.now),
      expires_at: at(session.expiresAt),
    }),
  )
}

/** Notes that a session was used. Never waits: when another request holds the row, that one notes it. */
export async function noteSeen(tx: Tx, hash: Buffer): Promise<void> {
  const free = db
    .selectFrom('staff_session')
    .select('id_hash')
    .where('id_hash', '=', hash)
    .where('seen_at', '<=', at(plus(tx.now, -SEEN_EVERY)))
    .forNoKeyUpdate()
    .skipLocked()
  await tx.run(
    db
      .updateTable('staff_session')
      .set({ seen_at: at(tx.now) })
      .where('id_hash', '=', free),
  )
}

/** Where sessions sat that have just ended. */
export type EndedSession = {
  readonly staffId: Id<'staffMember'>
  readonly counterId: Id<'counter'> | null
}

/** Ends one session, or all of some people. */
export async function deleteSessions(
  tx: Tx,
  which: { readonly hash: Buffer } | { readonly staffIds: readonly Id<'staffMember'>[] },
): Promise<EndedSession[]> {
  const all = db.deleteFrom('staff_session').returning(['staff_id', 'counter_id'])
  return ended(
    tx,
    'hash' in which ? all.where('id_hash', '=', which.hash) : all.where('staff_id', 'in', which.staffIds),
  )
}

/** Ends the sessions that live no longer; the same rule as `sessionLives`. */
export function deleteDeadSessions(tx: Tx): Promise<EndedSession[]> {
  return ended(
    tx,
    db
      .deleteFrom('staff_session')
      .where((row) =>
        row.or([
          row('expires_at', '<=', at(tx.now)),
          row.and([row('counter_id', 'is', null), row('seen_at', '<=', at(plus(tx.now, -SESSION_IDLE)))]),
        ]),
      )
      .returning(['staff_id', 'counter_id']),
  )
}

type EndedRow = { readonly staff_id: Id<'staffMember'>; readonly counter_id: Id<'counter'> | null }

async function ended(tx: Tx, query: Parameters<typeof tx.rows<EndedRow>>[0]): Promise<EndedSession[]> {
  const rows = await tx.rows(query)
  return rows.map((row) => ({ staffId: row.staff_id, counterId: row.counter_id }))
}

/** The counter of a session, locked; undefined when the session has ended meanwhile. */
export async function lockSeat(
  tx: Tx,
  hash: Buffer,
): Promise<{ readonly counterId: Id<'counter'> | null } | undefined> {
  const row = await tx.first(
    db.selectFrom('staff_session').select('counter_id').where('id_hash', '=', hash).forNoKeyUpdate(),
  )
  return row && { counterId: row.counter_id }
}

/** Other sessions at a counter: at most one. */
export async function otherSessionAt(
  tx: Tx,
  counterId: Id<'counter'>,
  hash: Buffer,
): Promise<(SessionTimes & { readonly hash: Buffer; readonly staffId: Id<'staffMember'> }) | undefined> {
  const row = await tx.first(
    db
      .selectFrom('staff_session')
      .select(['id_hash', 'staff_id', 'counter_id', 'seen_at', 'expires_at'])
      .where('counter_id', '=', counterId)
      .where('id_hash', '<>', hash)
      .forNoKeyUpdate(),
  )
  return (
    row && {
      hash: row.id_hash,
      staffId: row.staff_id,
      counterId: row.counter_id,
      seenAt: row.seen_at,
      expiresAt: row.expires_at,
    }
  )
}

/** Takes a session away from its counter. */
export async function leaveCounter(tx: Tx, hash: Buffer): Promise<void> {
  await tx.run(db.updateTable('staff_session').set({ counter_id: null }).where('id_hash', '=', hash))
}

/**
 * Puts a session at a counter. Two at once: the unique key `staff_session_counter_id_key` lets one in. The savepoint
 * keeps the transaction usable for the other, who is told so.
 */
export async function takeCounter(
  tx: Tx,
  hash: Buffer,
  counterId: Id<'counter'>,
): Promise<Result<undefined, 'counter_occupied'>> {
  await tx.run(raw(sql`SAVEPOINT take_counter`))
  try {
    await tx.run(db.updateTable('staff_session').set({ counter_id: counterId }).where('id_hash', '=', hash))
  } catch (error) {
    if (violatedConstraint(error) !== 'staff_session_counter_id_key') throw error
    await tx.run(raw(sql`ROLLBACK TO SAVEPOINT take_counter`))
    return fail('counter_occupied')
  }
  await tx.run(raw(sql`RELEASE SAVEPOINT take_counter`))
  return ok(undefined)
}

/** The site of a counter that is in use. */
export async function siteOfCounter(tx: Tx, counterId: Id<'counter'>): Promise<Id<'site'> | undefined> {
  const row = await tx.first(
    db.selectFrom('counter').select('site_id').where('id', '=', counterId).where('active', '=', true),
  )
  return row?.site_id
}

type StaffTexts = { readonly [Each in StaffLanguage]: string }

/** Where somebody is, in words for the screen. */
export type Whereabouts = {
  readonly site: { readonly id: Id<'site'>; readonly key: string; readonly name: StaffTexts } | null
  readonly counter: { readonly id: Id<'counter'>; readonly key: string; readonly name: StaffTexts } | null
}

/** Names the site (the counter's, while sitting at one) and the counter of somebody. */
export async function whereabouts(
  tx: Tx,
  staff: {
    readonly siteId: Id<'site'> | null
    readonly counterId: Id<'counter'> | null
  },
): Promise<Whereabouts> {
  const counter = staff.counterId
    ? await tx.first(
        db.selectFrom('counter').select(['id', 'key', 'site_id', 'texts']).where('id', '=', staff.counterId),
      )
    : undefined
  const siteId = counter?.site_id ?? staff.siteId
  const site = siteId
    ? await tx.first(db.selectFrom('site').select(['id', 'key', 'texts']).where('id', '=', siteId))
    : undefined
  return {
    site: site ? { id: site.id, key: site.key, name: site.texts.name } : null,
    counter: counter ? { id: counter.id, key: counter.key, name: counter.texts.label } : null,
  }
}

/** Counters at which a session sits; at most one row for each. */
export async function readSeatedCounters(tx: Tx): Promise<ReadonlySet<Id<'counter'>>> {
  const rows = await tx.rows(
    db.selectFrom('staff_session').select('counter_id').where('counter_id', 'is not', null),
  )
  return new Set(rows.flatMap((row) => row.counter_id ?? []))
}

/** Counters at which a session sits from which nothing has been heard since before an instant. */
export async function readSilentCounters(tx: Tx, before: Instant): Promise<readonly Id<'counter'>[]> {
  const rows = await tx.rows(
    db
      .selectFrom('staff_session')
      .select('counter_id')
      .where('counter_id', 'is not', null)
      .where('seen_at', '<', at(before)),
  )
  return rows.flatMap((row) => row.counter_id ?? [])
}
