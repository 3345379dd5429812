import { sql } from 'kysely'
import { type Id, newId } from '#kernel/id.ts'
import { type Instant, plus } from '#kernel/instant.ts'
import type { Language } from '#kernel/language.ts'
import { at, db, raw } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { type PushEvent, type PushKind, TRY_LASTS } from './model.ts'

/** A phone that is told of a visit; keys as base64url. */
export type Subscription = {
  readonly endpoint: string
  readonly phoneKey: string
  readonly phoneSecret: string
  readonly keyMonth: string
  readonly language: Language
}

/** Keeps a phone for a visit; the same phone once more has new keys. */
export async function insertSubscription(tx: Tx, visitId: Id<'visit'>, phone: Subscription): Promise<void> {
  const keys = {
    phone_key: Buffer.from(phone.phoneKey, 'base64url'),
    phone_secret: Buffer.from(phone.phoneSecret, 'base64url'),
    key_month: phone.keyMonth,
    language: phone.language,
  }
  const row = { id: newId<'pushSubscription'>(tx.now), visit_id: visitId, endpoint: phone.endpoint, ...keys }
  await tx.run(
    db
      .insertInto('push_subscription')
      .values({ ...row, created_at: at(tx.now) })
      .onConflict((conflict) => conflict.constraint('push_subscription_once').doUpdateSet(keys)),
  )
}

/** The endpoints that are told of a visit. */
export async function endpointsOf(tx: Tx, visitId: Id<'visit'>): Promise<string[]> {
  const rows = await tx.rows(
    db.selectFrom('push_subscription').select('endpoint').where('visit_id', '=', visitId),
  )
  return rows.map(({ endpoint }) => endpoint)
}

export async function deleteSubscription(tx: Tx, visitId: Id<'visit'>, endpoint: string): Promise<void> {
  await tx.run(
    db.deleteFrom('push_subscription').where('visit_id', '=', visitId).where('endpoint', '=', endpoint),
  )
}

/** The phones that are told of a visit. */
export async function phonesOf(
  tx: Tx,
  visitId: Id<'visit'>,
): Promise<(Subscription & { readonly id: Id<'pushSubscription'> })[]> {
  const rows = await tx.rows(
    db
      .selectFrom('push_subscription')
      .select(['id', 'endpoint', 'phone_key', 'phone_secret', 'key_month', 'language'])
      .where('visit_id', '=', visitId)
      .orderBy('id'),
  )
  return rows.map(({ id, endpoint, phone_key, phone_secret, key_month, language }) => ({
    id,
    endpoint,
    phoneKey: phone_key.toString('base64url'),
    phoneSecret: phone_secret.toString('base64url'),
    keyMonth: key_month,
    language,
  }))
}

/** A phone and the visit of which it is told. */
export type Follower = {
  readonly id: Id<'pushSubscription'>
  readonly visitId: Id<'visit'>
  readonly siteId: Id<'site'>
}

/**
 * All phones that are told of something in a hall: some hundred rows on a busy day, as many as people who asked for it.
 * Those of visits to come are reminded by the outbox.
 */
export async function allFollowers(tx: Tx): Promise<Follower[]> {
  return tx.rows(
    db
      .selectFrom('push_subscription')
      .innerJoin('visit', 'visit.id', 'push_subscription.visit_id')
      .select(['push_subscription.id', 'visit.id as visitId', 'visit.site_id as siteId'])
      .where('visit.state', '<>', 'booked')
      .orderBy('push_subscription.id'),
  )
}

/** Forgets phones; what they were told goes along. */
export async function deleteFollowers(tx: Tx, ids: readonly Id<'pushSubscription'>[]): Promise<void> {
  if (ids.length > 0) await tx.run(db.deleteFrom('push_subscription').where('id', 'in', ids))
}

/** From now on these phones are told of the second of two linked visits. */
export async function followSecond(tx: Tx, first: Id<'visit'>, second: Id<'visit'>): Promise<void> {
  await tx.run(
    raw(sql`
      UPDATE push_subscription SET visit_id = ${second}
      WHERE visit_id = ${first} AND endpoint NOT IN (
        SELECT endpoint FROM push_subscription WHERE visit_id = ${second})`),
  )
}

/** Notes what phones are to be told; what they have been told already stays as it is (push_once). */
export async function insertPushes(
  tx: Tx,
  wanted: readonly (PushEvent & { readonly subscriptionId: Id<'pushSubscription'> })[],
): Promise<void> {
  if (wanted.length === 0) return
  await tx.run(
    db
      .insertInto('push')
      .values(
        wanted.map(({ subscriptionId, kind, occasion }) => ({
          id: newId<'push'>(tx.now),
          subscription_id: subscriptionId,
          kind,
          occasion,
          state: 'due' as const,
          due_at: at(tx.now),
        })),
      )
      .onConflict((conflict) => conflict.constraint('push_once').doNothing()),
  )
}

/** A message that this node has taken to send. */
export type Claimed = Subscription & {
  readonly id: Id<'push'>
  readonly subscriptionId: Id<'pushSubscription'>
  readonly visitId: Id<'visit'>
  readonly kind: PushKind
  readonly occasion: string
  readonly attempts: number
}

/** Takes what is due, and what a sender took that has died; other senders skip it (index push_due). */
export async function claimDue(tx: Tx, limit: number): Promise<Claimed[]> {
  const rows = await tx.rows(
    raw(sql<{
      id: Id<'push'>
      subscription_id: Id<'pushSubscription'>
      visit_id: Id<'visit'>
      kind: PushKind
      occasion: string
      attempts: number
      endpoint: string
      phone_key: Buffer
      phone_secret: Buffer
      key_month: string
      language: Language
    }>`
      UPDATE push SET state = 'sending', attempted_at = ${at(tx.now)}, attempts = attempts + 1
      FROM push_subscription s
      WHERE s.id = push.subscription_id AND push.id IN (
        SELECT id FROM push
        WHERE (state = 'due' AND due_at <= ${at(tx.now)})
          OR (state = 'sending' AND attempted_at <= ${at(plus(tx.now, -TRY_LASTS))})
        ORDER BY due_at, id LIMIT ${limit} FOR UPDATE SKIP LOCKED)
      RETURNING push.id, push.subscription_id, s.visit_id, push.kind, push.occasion, push.attempts, s.endpoint,
        s.phone_key, s.phone_secret, s.key_month, s.language`),
  )
  return rows.map((row) => ({
    id: row.id,
    subscriptionId: row.subscription_id,
    visitId: row.visit_id,
    kind: row.kind,
    occasion: row.occasion,
    attempts: row.attempts,
    endpoint: row.endpoint,
    phoneKey: row.phone_key.toString('base64url'),
    phoneSecret: row.phone_secret.toString('base64url'),
    keyMonth: row.key_month,
    language: row.language,
  }))
}

/** Writes how a try ended; `dueAt` for another one. */
export async function endTry(
  tx: Tx,
  id: Id<'push'>,
  end: { readonly state: 'sent' | 'dropped' } | { readonly state: 'due'; readonly dueAt: Instant },
): Promise<void> {
  await tx.run(
    db
      .updateTable('push')
      .set({ state: end.state, ...(end.state === 'due' ? { due_at: at(end.dueAt) } : {}) })
      .where('id', '=', id)
      .where('state', '=', 'sending'),
  )
}
