import { sql } from 'kysely'
import type { MessageChannel } from '#features/visit/model/channel.ts'
import type { Contact } from '#features/visit/model.ts'
import { type Id, newId } from '#kernel/id.ts'
import { DAY, type Instant, plus } from '#kernel/instant.ts'
import type { Language } from '#kernel/language.ts'
import { at, atOrNull, db, raw } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'
import type { CallState } from '../model/call.ts'
import type { UndeliveredState } from '../model/undelivered.ts'
import type { VisitMessageKind, WishMessageKind } from '../model.ts'
import { OUT_OF_DATE } from '../model.ts'

/** A message that did not reach its person, or perhaps not; `due`: only a call reaches them. */
export type Undelivered = {
  readonly id: Id<'message'>
  readonly visitId: Id<'visit'>
  readonly siteId: Id<'site'>
  readonly kind: VisitMessageKind
  readonly channel: MessageChannel
  readonly state: UndeliveredState
  readonly failure: string
  readonly attemptedAt: Instant | null
} & CallState

/** Does a message stand on the list: it failed or perhaps did, and still says something, or only a call reaches its person? */
const isOnList = (now: Instant) => sql<boolean>`(
  (message.state IN ('failed', 'unknown') AND message.failure <> ${OUT_OF_DATE})
  OR (message.state = 'due' AND message.channel = 'telephone' AND message.due_at <= ${at(now)}))`

/** Messages that say all that holds of a visit: a later one makes an earlier one old. */
const SAYS_ALL = ['booked', 'moved', 'closed', 'reopened', 'relocated'] as const
/** Messages that later ones make old. */
const GROWS_OLD = ['confirm', ...SAYS_ALL, 'reminder'] as const

/** So many days somebody who was not told that their document is ready stands on the list. */
const READY_DAYS = 30
/** So many stand on the list. */
const MOST = 200

/**
 * Messages about visits that are still to come, or about what is ready after them, which did not arrive for certain or for
 * which somebody has to call, of one site or of all, the next visit first. What a later message has said again is none of
 * them. By indexes message_undelivered and message_due: few rows.
 */
export async function readUndelivered(tx: Tx, siteId: Id<'site'> | null): Promise<Undelivered[]> {
  const rows = undelivered(tx).orderBy('visit.appointment_at').orderBy('message.id').limit(MOST)
  return tx.rows(siteId === null ? rows : rows.where('visit.site_id', '=', siteId))
}

/** One of them, locked until the transaction ends. */
export async function lockUndelivered(tx: Tx, id: Id<'message'>): Promise<Undelivered | undefined> {
  return tx.first(undelivered(tx).where('message.id', '=', id).forUpdate('message'))
}

const CALL_STATE = [
  'message.told_at as toldAt',
  'message.call_tries as tries',
  'message.call_again_at as againAt',
] as const

function undelivered(tx: Tx) {
  return db
    .selectFrom('message')
    .innerJoin('visit', 'visit.id', 'message.visit_id')
    .select([
      'message.id',
      'visit.id as visitId',
      'visit.site_id as siteId',
      sql<VisitMessageKind>`message.kind`.as('kind'),
      'message.channel',
      sql<UndeliveredState>`message.state`.as('state'),
      sql<string>`coalesce(message.failure, '')`.as('failure'),
      'message.attempted_at as attemptedAt',
      ...CALL_STATE,
    ])
    .where(isOnList(tx.now))
    .where('message.visit_id', 'is not', null)
    .where((where) =>
      where.or([
        where.and([
          where('visit.state', 'in', ['held', 'booked']),
          where('visit.appointment_at', '>', at(tx.now)),
          where.or([
            where('message.kind', 'not in', [...GROWS_OLD]),
            where.not(
              where.exists(
                where
                  .selectFrom('message as later')
                  .select('later.id')
                  .whereRef('later.visit_id', '=', 'message.visit_id')
                  .whereRef('later.id', '>', 'message.id')
                  .where('later.kind', 'in', [...SAYS_ALL]),
              ),
            ),
          ]),
        ]),
        // Nobody shall come in vain.
        where.and([
          where('message.kind', '=', 'settled'),
          where('visit.state', '=', 'settled'),
          where('visit.appointment_at', '>', at(tx.now)),
        ]),
        // What is ready waits for its person; a month later it is no news.
        where.and([
          where('message.kind', '=', 'ready'),
          where('message.created_at', '>', at(plus(tx.now, -READY_DAYS * DAY))),
        ]),
      ]),
    )
}

/**
 * Puts a message into the outbox once more, to an address, under its own id. An SMS that certainly did not arrive gets
 * another key: under the one that it had, its gateway would answer that it has taken it, and send nothing.
 */
export async function makeDueAgain(tx: Tx, id: Id<'message'>, recipient: string): Promise<void> {
  await tx.run(
    raw(sql`
      UPDATE message SET state = 'due', due_at = ${at(tx.now)}, attempts = 0, failure = NULL, handed_at = NULL,
        told_at = NULL, call_tries = 0, call_again_at = NULL, recipient = ${recipient},
        gateway_key = CASE WHEN channel = 'sms' AND state = 'failed' THEN ${newId<'gatewayKey'>(tx.now)} ELSE gateway_key END
      WHERE id = ${id} AND state IN ('failed', 'unknown')`),
  )
}

/** The same about a wish that is still open: an offer that nobody read goes to the next person. */
export type UndeliveredWish = Pick<
  Undelivered,
  'id' | 'channel' | 'state' | 'failure' | 'attemptedAt' | keyof CallState
> & {
  readonly wishId: Id<'wish'>
  readonly kind: WishMessageKind
  readonly language: Language
  readonly contact: Pick<Contact, 'name' | 'email' | 'phone' | 'mobile'> | null
  /** What it offers, while that still stands. */
  readonly offer: {
    readonly siteId: Id<'site'>
    readonly startsAt: Instant
    readonly until: Instant
  } | null
}

/**
 * Messages about open wishes that did not arrive for certain, and offers of which somebody is only told by a call, while
 * they stand; the newest first. By indexes message_undelivered_wish and message_due.
 */
export async function readUndeliveredWishes(tx: Tx): Promise<UndeliveredWish[]> {
  return present(await tx.rows(undeliveredWishes(tx).orderBy('message.id', 'desc').limit(MOST)))
}

/** One of them, locked until the transaction ends. */
export async function lockUndeliveredWish(tx: Tx, id: Id<'message'>): Promise<UndeliveredWish | undefined> {
  const one = undeliveredWishes(tx).where('message.id', '=', id).forUpdate('message')
  const [wish] = present(await tx.rows(one))
  return wish
}

/** Whoever has a booking and wants an earlier time left their contact with it. */
function undeliveredWishes(tx: Tx) {
  return db
    .selectFrom('message')
    .innerJoin('wish', 'wish.id', 'message.wish_id')
    .leftJoin('offer', (join) =>
      join
        .onRef('offer.wish_id', '=', 'wish.id')
        .onRef('offer.created_at', '=', 'message.created_at')
        .on('offer.state', '=', 'open')
        .on('offer.until', '>', at(tx.now))
        .on('message.kind', '=', 'wish_offer'),
    )
    .leftJoin('wish_contact as own', 'own.wish_id', 'wish.id')
    .leftJoin('visit_contact as booked', 'booked.visit_id', 'wish.visit_id')
    .select((eb) => [
      'message.id',
      'wish.id as wishId',
      'message.language',
      sql<WishMessageKind>`message.kind`.as('kind'),
      'message.channel',
      sql<UndeliveredState>`message.state`.as('state'),
      sql<string>`coalesce(message.failure, '')`.as('failure'),
      'message.attempted_at as attemptedAt',
      ...CALL_STATE,
      'offer.site_id as siteId',
      'offer.starts_at as startsAt',
      'offer.until',
      'booked.mobile',
      eb.fn.coalesce('own.name', 'booked.name').as('name'),
      eb.fn.coalesce('own.email', 'booked.email').as('email'),
      eb.fn.coalesce('own.phone', 'booked.phone').as('phone'),
    ])
    .where(isOnList(tx.now))
    .where(sql<boolean>`(message.state <> 'due' OR offer.id IS NOT NULL)`)
    .where('message.wish_id', 'is not', null)
    .where('wish.state', 'in', ['asked', 'waiting'])
}

function present(
  rows: readonly (Omit<UndeliveredWish, 'contact' | 'offer'> & {
    name: string | null
    email: string | null
    phone: string | null
    mobile: string | null
    siteId: Id<'site'> | null
    startsAt: Instant | null
    until: Instant | null
  })[],
): UndeliveredWish[] {
  return rows.map(({ name, email, phone, mobile, siteId, startsAt, until, ...row }) => ({
    ...row,
    contact: name === null ? null : { name, email, phone, mobile },
    offer: siteId && startsAt && until ? { siteId, startsAt, until } : null,
  }))
}

/** Notes what came of a call. */
export async function writeCall(
  tx: Tx,
  id: Id<'message'>,
  { toldAt, tries, againAt }: CallState,
): Promise<void> {
  await tx.run(
    db
      .updateTable('message')
      .set({ told_at: atOrNull(toldAt), call_tries: tries, call_again_at: atOrNull(againAt) })
      .where('id', '=', id),
  )
}
