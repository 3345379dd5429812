import { sql } from 'kysely'
import type { CallState } from '#features/message/model/call.ts'
import { REACH_KM } from '#features/visit/model.ts'
import { type Id, newId } from '#kernel/id.ts'
import type { Instant, LocalDate } from '#kernel/instant.ts'
import { at, atOrNull, db, raw } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'
import type { ReplacementState } from '../model/replacement.ts'

/** What was done for one visit that a closing concerns. */
export type Replacement = {
  readonly id: Id<'replacement'>
  readonly closingId: Id<'closing'>
  readonly visitId: Id<'visit'>
  readonly state: ReplacementState
  readonly claimId: Id<'claim'> | null
  readonly siteId: Id<'site'> | null
  readonly startsAt: Instant | null
  /** When the second of two linked visits would begin. */
  readonly secondAt: Instant | null
  readonly minutes: number | null
  readonly until: Instant | null
  /** How far the person would go, in kilometres. */
  readonly reachKm: number
  /** Does the new time lie on a place? */
  readonly placed: boolean
} & CallState

const replacements = db
  .selectFrom('replacement')
  .innerJoin('visit', 'visit.id', 'replacement.visit_id')
  .leftJoin('claim', 'claim.id', 'replacement.claim_id')
  .leftJoin('replacement as then', (join) =>
    join.onRef('then.visit_id', '=', 'visit.linked_visit_id').on('then.state', '=', 'open'),
  )
  .select([
    'replacement.id',
    'replacement.closing_id as closingId',
    'replacement.visit_id as visitId',
    'replacement.state',
    'replacement.claim_id as claimId',
    'replacement.site_id as siteId',
    'replacement.starts_at as startsAt',
    'then.starts_at as secondAt',
    'replacement.minutes',
    'replacement.until',
    'replacement.told_at as toldAt',
    'replacement.call_tries as tries',
    'replacement.call_again_at as againAt',
  ])
  .select(sql<boolean>`claim.place_id IS NOT NULL`.as('placed'))
  .select(
    sql<number>`coalesce((SELECT reach_km FROM visit_contact c WHERE c.visit_id = visit.id), ${REACH_KM})::int`.as(
      'reachKm',
    ),
  )

/** What is still to be settled for a visit: a new time that waits for its person, or that there is none. */
export function liveReplacement(tx: Tx, visitId: Id<'visit'>): Promise<Replacement | undefined> {
  return tx.first(
    replacements
      .where('replacement.visit_id', '=', visitId)
      .where('replacement.state', 'in', ['open', 'none', 'lapsed'])
      .orderBy('replacement.created_at', 'desc')
      .orderBy('replacement.id', 'desc')
      .limit(1),
  )
}

export function readReplacement(tx: Tx, id: Id<'replacement'>): Promise<Replacement | undefined> {
  return tx.first(replacements.where('replacement.id', '=', id))
}

/** A visit that lost its place to a closing and for which nothing has been done. */
export type Affected = { readonly visitId: Id<'visit'>; readonly closingId: Id<'closing'> }

/** Of two linked visits the first stands for both. */
const HEAD = sql`head.id = CASE WHEN visit.linked_second THEN visit.linked_visit_id ELSE visit.id END`

/**
 * Booked visits to come without a place, in the days of a closing of their site, that have no replacement of it yet. Of
 * two linked visits one without a place is enough; as long as both are still to come.
 */
const WAITING = sql`
  FROM claim JOIN visit ON visit.id = claim.visit_id JOIN visit head ON ${HEAD}
  JOIN closing ON closing.site_id = visit.site_id AND visit.day BETWEEN closing.first_day AND closing.last_day
  WHERE claim.place_id IS NULL AND claim.kind = 'booked' AND visit.state = 'booked' AND head.state = 'booked'
    AND closing.reopened_at IS NULL
    AND NOT EXISTS (SELECT FROM replacement r WHERE r.visit_id = head.id
      AND (r.closing_id = closing.id OR r.state = 'open'))`

/** Those for whom nothing has been done, the earliest first; of two linked visits the first. */
export function readAffected(tx: Tx, limit: number, fromDay: LocalDate): Promise<Affected[]> {
  return tx.rows(
    raw<Affected>(sql`
      SELECT DISTINCT ON (head.appointment_at, head.id) head.id AS "visitId", closing.id AS "closingId" ${WAITING}
        AND claim.day >= ${fromDay} AND head.appointment_at > ${at(tx.now)}
      ORDER BY head.appointment_at, head.id, closing.created_at DESC LIMIT ${limit}`),
  )
}

/** Has a visit, or the one that is linked with it, no place although it is booked? By index claim_by_visit. */
export async function isUnplaced(tx: Tx, visitId: Id<'visit'>): Promise<boolean> {
  const row = await tx.first(
    raw<{ id: Id<'claim'> }>(sql`
      SELECT claim.id FROM visit JOIN claim ON claim.visit_id = visit.id
      WHERE (visit.id = ${visitId} OR visit.linked_visit_id = ${visitId})
        AND claim.kind = 'booked' AND claim.place_id IS NULL LIMIT 1`),
  )
  return row !== undefined
}

/** Writes what was found; false if somebody else has (constraint replacement_once). */
export async function insertReplacement(
  tx: Tx,
  found: Pick<
    Replacement,
    'closingId' | 'visitId' | 'claimId' | 'siteId' | 'startsAt' | 'minutes' | 'until'
  > & {
    readonly looked: string
  },
): Promise<boolean> {
  const count = await tx.run(
    db
      .insertInto('replacement')
      .values({
        id: newId<'replacement'>(tx.now),
        closing_id: found.closingId,
        visit_id: found.visitId,
        state: found.claimId === null ? 'none' : 'open',
        claim_id: found.claimId,
        site_id: found.siteId,
        starts_at: atOrNull(found.startsAt),
        minutes: found.minutes,
        until: atOrNull(found.until),
        created_at: at(tx.now),
        looked: found.looked,
      })
      .onConflict((conflict) => conflict.doNothing()),
  )
  return count === 1
}

/** Makes a claim on cells the new time of a visit beside its old one. */
export async function offerClaim(tx: Tx, claimId: Id<'claim'>): Promise<void> {
  await tx.run(db.updateTable('claim').set({ kind: 'offered' }).where('id', '=', claimId))
}

/** Ends what is open or unsettled; false if it was ended before. The cells are somebody else's business from now on. */
export async function settle(
  tx: Tx,
  id: Id<'replacement'>,
  state: Exclude<ReplacementState, 'open' | 'none'>,
): Promise<boolean> {
  const count = await tx.run(
    db
      .updateTable('replacement')
      .set({ state, claim_id: null })
      .where('id', '=', id)
      .where('state', 'in', state === 'lapsed' ? ['open'] : ['open', 'none', 'lapsed']),
  )
  return count === 1
}

/**
 * Open ones whose time to answer is over, and unsettled ones whose visit has its place again or is not booked. Of two
 * linked visits the first, which stands for both.
 */
export function readDue(tx: Tx, limit: number): Promise<{ visitId: Id<'visit'> }[]> {
  return tx.rows(
    raw<{ visitId: Id<'visit'> }>(sql`
      SELECT visit.id AS "visitId" FROM replacement r JOIN visit ON visit.id = r.visit_id
      LEFT JOIN visit second ON second.id = visit.linked_visit_id
      WHERE r.state IN ('open', 'none', 'lapsed') AND NOT visit.linked_second
        AND ((r.state = 'open' AND r.until <= ${at(tx.now)}) OR visit.state <> 'booked' OR second.state <> 'booked'
          OR NOT EXISTS (SELECT FROM claim c WHERE c.visit_id IN (visit.id, second.id) AND c.kind = 'booked' AND c.place_id IS NULL))
      GROUP BY visit.id ORDER BY min(r.created_at), visit.id LIMIT ${limit}`),
  )
}

/** How far the person of a visit would go. */
export async function reachOf(tx: Tx, visitId: Id<'visit'>): Promise<number> {
  const row = await tx.first(
    db.selectFrom('visit_contact').select('reach_km').where('visit_id', '=', visitId),
  )
  return row?.reach_km ?? REACH_KM
}

/** Keeps how far somebody would go, with their contact. */
export async function saveReach(tx: Tx, visitId: Id<'visit'>, reachKm: number): Promise<void> {
  await tx.run(db.updateTable('visit_contact').set({ reach_km: reachKm }).where('visit_id', '=', visitId))
}

/** Whose claims these are: how many booked visits, how many of them without mail, and the first of them. */
export type Holders = {
  readonly first: readonly Id<'visit'>[]
  readonly count: number
  readonly withoutMail: number
}

/**
 * The booked visits of claims, once each; of two linked visits the first. One statement however many there are: a probe
 * of claim's key for each id, of visit's key for each claim (twice where two are linked) and of the contact's for each
 * visit, then one sort. `first` are the earliest, so many at most.
 */
export async function holdersOf(tx: Tx, claimIds: readonly Id<'claim'>[], most: number): Promise<Holders> {
  if (claimIds.length === 0) return { first: [], count: 0, withoutMail: 0 }
  return tx.one(
    raw<Holders>(sql`
      WITH holder AS (
        SELECT DISTINCT head.appointment_at, head.id
        FROM claim JOIN visit ON visit.id = claim.visit_id JOIN visit head ON ${HEAD}
        WHERE claim.id = ANY (${claimIds}::uuid[]) AND claim.kind = 'booked' AND head.state = 'booked'
      )
      SELECT count(*)::int AS count, count(*) FILTER (WHERE c.email IS NULL)::int AS "withoutMail",
        ARRAY(SELECT id FROM holder ORDER BY appointment_at, id LIMIT ${most}) AS first
      FROM holder LEFT JOIN visit_contact c ON c.visit_id = holder.id`),
  )
}

/** How far a closing has come. */
export type ClosingProgress = {
  readonly closingId: Id<'closing'>
  readonly open: number
  readonly none: number
  readonly accepted: number
  readonly lapsed: number
  readonly withdrawn: number
  /** Whom nobody has looked after yet. */
  readonly waiting: number
  /** Who has no mail and was not told yet. */
  readonly calls: number
}

export function readProgress(tx: Tx, closingIds: readonly Id<'closing'>[]): Promise<ClosingProgress[]> {
  const counted = (state: ReplacementState) => sql`count(*) FILTER (WHERE r.state = ${state})::int`
  return tx.rows(
    raw<ClosingProgress>(sql`
      SELECT done.id AS "closingId", ${counted('open')} AS open, ${counted('none')} AS none,
        ${counted('accepted')} AS accepted, ${counted('lapsed')} AS lapsed, ${counted('withdrawn')} AS withdrawn,
        count(*) FILTER (WHERE r.state IN ('open', 'none', 'lapsed') AND r.told_at IS NULL AND NOT EXISTS (
          SELECT FROM visit_contact c WHERE c.visit_id = r.visit_id AND c.email IS NOT NULL))::int AS calls,
        (SELECT count(DISTINCT head.id) ${WAITING} AND closing.id = done.id
          AND head.appointment_at > ${at(tx.now)})::int AS waiting
      FROM closing done LEFT JOIN (replacement r JOIN visit ON visit.id = r.visit_id AND NOT visit.linked_second)
        ON r.closing_id = done.id
      WHERE done.id = ANY (${closingIds}::uuid[]) GROUP BY done.id`),
  )
}

/** Unsettled ones of people without mail, whom somebody has to call; those already told stand last. */
export function readCalls(tx: Tx, fromDay: LocalDate): Promise<Replacement[]> {
  return tx.rows(
    replacements
      .leftJoin('visit_contact', 'visit_contact.visit_id', 'visit.id')
      .where('replacement.state', 'in', ['open', 'none', 'lapsed'])
      .where('visit.state', '=', 'booked')
      .where('visit.linked_second', '=', false)
      .where('visit.day', '>=', fromDay)
      // Whoever has mail and let the new time pass may not have read it.
      .where((where) =>
        where.or([where('visit_contact.email', 'is', null), where('replacement.state', '=', 'lapsed')]),
      )
      .orderBy(sql`replacement.told_at IS NOT NULL`)
      .orderBy('visit.appointment_at')
      .orderBy('visit.id'),
  )
}

/** What is known of calls because of a new time, locked; undefined if there is nothing to tell any more. */
export function lockCall(tx: Tx, id: Id<'replacement'>): Promise<CallState | undefined> {
  return tx.first(
    db
      .selectFrom('replacement')
      .select(['told_at as toldAt', 'call_tries as tries', 'call_again_at as againAt'])
      .where('id', '=', id)
      .where('state', 'in', ['open', 'none', 'lapsed'])
      .forUpdate(),
  )
}

/** Notes what came of such a call. */
export async function writeCall(tx: Tx, id: Id<'replacement'>, call: CallState): Promise<void> {
  await tx.run(db.updateTable('replacement').set(callRow(call)).where('id', '=', id))
}

/** What is known of calls, as a row holds it. */
export function callRow({ toldAt, tries, againAt }: CallState) {
  return { told_at: atOrNull(toldAt), call_tries: tries, call_again_at: atOrNull(againAt) }
}
