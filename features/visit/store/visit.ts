import { sql } from 'kysely'
import { type Id, newId } from '#kernel/id.ts'
import { TryAgain, violatedConstraint } from '#platform/db/failure.ts'
import { db, prepared } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'
import type { Contact, KnownMatter, Matter, Visit, VisitChanges, VisitState } from '../model.ts'
import { visitContactRow } from './contact.ts'
import { matterRows } from './matter.ts'
import { columnsOf, type NewVisit, newRow, toVisit, visits } from './visitRow.ts'

/** A visit by id, locked until the transaction ends. */
export async function lockVisit(tx: Tx, id: Id<'visit'>): Promise<Visit | undefined> {
  const row = await tx.first(prepared(visits.where('id', '=', id).forUpdate()))
  return row && toVisit(row)
}

/** The visit that a counter has now, locked until the transaction ends (unique index visit_counter_busy). */
export async function lockVisitAt(tx: Tx, counterId: Id<'counter'>): Promise<Visit | undefined> {
  const row = await tx.first(
    prepared(
      visits
        .where('counter_id', '=', counterId)
        .where('state', 'in', [sql.lit('called' as const), sql.lit('serving' as const)])
        .forUpdate(),
    ),
  )
  return row && toVisit(row)
}

/**
 * A visit and the one that is linked with it, the first of them first, locked in this order until the transaction ends
 * (unique key visit_linked_once); one alone for a visit of its own, none for an unknown id.
 */
export async function lockLinked(tx: Tx, id: Id<'visit'>): Promise<Visit[]> {
  const rows = await tx.rows(
    visits
      .where((where) => where.or([where('id', '=', id), where('linked_visit_id', '=', id)]))
      .orderBy('linked_second')
      .forUpdate(),
  )
  return rows.map(toVisit)
}

/**
 * The same for who works through many visits in one transaction: none if anybody else has one of them, so that nobody
 * waits with locks on others. Two who waited like that for each other would be a deadlock.
 */
export async function tryLockLinked(tx: Tx, id: Id<'visit'>): Promise<Visit[]> {
  const rows = await tx.rows(
    visits
      .where((where) => where.or([where('id', '=', id), where('linked_visit_id', '=', id)]))
      .orderBy('linked_second')
      .forUpdate()
      .skipLocked(),
  )
  const both = rows.map(toVisit)
  return both.length === (both[0]?.linked ? 2 : 1) ? both : []
}

export async function loadVisit(tx: Tx, id: Id<'visit'>): Promise<Visit | undefined> {
  const row = await tx.first(prepared(visits.where('id', '=', id)))
  return row && toVisit(row)
}

/** By the digest of its link's token (unique index visit_link). */
export async function visitByLink(tx: Tx, linkHash: Buffer): Promise<Visit | undefined> {
  const row = await tx.first(prepared(visits.where('link_hash', '=', linkHash)))
  return row && toVisit(row)
}

/** A visit that began at another site, with a ticket, where this one ended, unless that was taken back (index visit_following). */
export async function sentElsewhere(
  tx: Tx,
  { id, siteId, day }: Pick<Visit, 'id' | 'siteId' | 'day'>,
): Promise<Visit | undefined> {
  const row = await tx.first(
    visits
      .where('follows_visit_id', '=', id)
      .where('origin', '=', 'ticket')
      .where('state', '!=', 'cancelled')
      .where('site_id', '!=', siteId)
      .where('day', '=', day)
      .orderBy('created_at', 'desc')
      .limit(1),
  )
  return row && toVisit(row)
}

export async function visitByBookingNumber(tx: Tx, bookingNumber: string): Promise<Visit | undefined> {
  const row = await tx.first(visits.where('booking_number', '=', bookingNumber))
  return row && toVisit(row)
}

/** The live hold of a browser whose form is being filled in (unique index visit_hold_browser). */
export async function holdOfBrowser(tx: Tx, browser: string): Promise<Visit | undefined> {
  const row = await tx.first(
    visits
      .where('hold_browser', '=', browser)
      .where('state', '=', 'held')
      // The first of two linked visits stands for both.
      .where('linked_second', '=', false)
      .forUpdate(),
  )
  return row && toVisit(row)
}

/** Everybody of a site and day in one of these states; some hundred rows, index visit_open. */
export async function visitsOfSite(
  tx: Tx,
  siteId: Id<'site'>,
  day: Visit['day'],
  states: readonly VisitState[],
): Promise<Visit[]> {
  const rows = await tx.rows(
    visits.where('site_id', '=', siteId).where('day', '=', day).where('state', 'in', states),
  )
  return rows.map(toVisit)
}

/** Somebody who waits, with the services that they came for. */
export type Waits = { readonly visit: Visit; readonly services: readonly Id<'service'>[] }

/** Written out, since a plan that holds for any state cannot use an index of those who wait. */
const WAITING = sql.lit('waiting' as const)

/** Those who wait at a site and come first in the call order, so many. Index visit_in_order. */
export async function firstWaiting(
  tx: Tx,
  siteId: Id<'site'>,
  day: Visit['day'],
  limit: number,
): Promise<Waits[]> {
  const rows = await tx.rows(
    prepared(
      visits
        .select((visit) =>
          visit
            .selectFrom('visit_matter')
            .select(sql<Id<'service'>[]>`array_agg(service_id)`.as('services'))
            .whereRef('visit_matter.visit_id', '=', 'visit.id')
            .as('services'),
        )
        .where('site_id', '=', siteId)
        .where('day', '=', day)
        .where('state', '=', WAITING)
        .orderBy('due_at')
        .orderBy(sql`ticket_number COLLATE "C"`)
        .orderBy('id')
        .limit(limit),
    ),
  )
  return rows.map((row) => ({ visit: toVisit(row), services: row.services ?? [] }))
}

/** How many wait at a site for the same, and for the same counter if a colleague sent them to one. */
export type WaitingAlike = {
  readonly services: readonly Id<'service'>[]
  readonly forCounterId: Id<'counter'> | null
  readonly count: number
}

/** All who wait at a site on a day, counted by what they wait for: a few rows even of a full hall. Index visit_open. */
export async function waitingAlike(tx: Tx, siteId: Id<'site'>, day: Visit['day']): Promise<WaitingAlike[]> {
  const alike = db
    .selectFrom('visit')
    .select((visit) => [
      'for_counter_id as forCounterId',
      visit.fn
        .coalesce(
          'service_ids',
          visit
            .selectFrom('visit_matter')
            .select(sql<Id<'service'>[]>`array_agg(service_id ORDER BY service_id)`.as('services'))
            .whereRef('visit_matter.visit_id', '=', 'visit.id'),
        )
        .as('services'),
    ])
    .where('site_id', '=', siteId)
    .where('day', '=', day)
    .where('state', '=', WAITING)
    .as('alike')
  const rows = await tx.rows(
    prepared(
      db
        .selectFrom(alike)
        .select(['forCounterId', 'services', (eb) => eb.fn.countAll<string>().as('count')])
        .groupBy(['forCounterId', 'services']),
    ),
  )
  return rows.map(({ services, count, ...row }) => ({
    ...row,
    services: services ?? [],
    count: Number(count),
  }))
}

/** How many wait at each site on a day; sites where nobody waits are missing. Index visit_open. */
export async function waitingBySite(tx: Tx, day: Visit['day']): Promise<ReadonlyMap<Id<'site'>, number>> {
  const rows = await tx.rows(
    db
      .selectFrom('visit')
      .select(['site_id as siteId', (eb) => eb.fn.countAll<string>().as('waiting')])
      .where('day', '=', day)
      .where('state', '=', 'waiting')
      .groupBy('site_id'),
  )
  return new Map(rows.map(({ siteId, waiting }) => [siteId, Number(waiting)]))
}

/** From now on a person is written to in the language in which they acted last; no event of the visit. */
export async function followLanguage(tx: Tx, id: Id<'visit'>, language: Visit['language']): Promise<void> {
  await tx.run(
    db.updateTable('visit').set({ language }).where('id', '=', id).where('language', '!=', language),
  )
}

/** How a visit takes place, chosen while its form is filled in; no event of the visit. */
export async function chooseKind(tx: Tx, id: Id<'visit'>, kind: Visit['kind']): Promise<void> {
  await tx.run(db.updateTable('visit').set({ kind }).where('id', '=', id))
}

/**
 * Writes a visit with its matters, its step and, if known, its contact in one statement. Of matters that are known
 * already only that this visit comes for them.
 */
export function insertVisit(
  tx: Tx,
  visit: NewVisit,
  { state, version }: Pick<Visit, 'state' | 'version'>,
  matters: readonly (Matter | KnownMatter)[],
  contact: Contact | null,
): void {
  const { begun, links } = matterRows(tx, visit.id, matters)
  const stepRow = {
    id: newId<'step'>(tx.now),
    visit_id: visit.id,
    position: 1,
    kind: 'counter',
    state: 'open',
  } as const
  let parts = db.with('new_visit', (cte) => cte.insertInto('visit').values(newRow(visit, state, version)))
  if (begun.length > 0) parts = parts.with('new_matter', (cte) => cte.insertInto('matter').values(begun))
  parts = parts.with('new_link', (cte) => cte.insertInto('visit_matter').values(links))
  if (contact)
    parts = parts.with('new_contact', (cte) =>
      cte.insertInto('visit_contact').values({ visit_id: visit.id, ...visitContactRow(contact) }),
    )
  tx.sendAlong(prepared(parts.insertInto('step').values(stepRow)), decidedAnew)
}

/** Codes are drawn: the next try draws others. And the next try sees that somebody else goes on with a matter. */
const DECIDED_ANEW = ['visit_booking_number', 'matter_reference', 'visit_matter_going_on']

function decidedAnew(failure: unknown): unknown {
  return DECIDED_ANEW.includes(violatedConstraint(failure) ?? '') ? new TryAgain() : failure
}

/** Writes a new state if nobody else wrote since `visit` was read; false otherwise. */
export async function updateVisit(
  tx: Tx,
  visit: Visit,
  state: VisitState,
  changes: VisitChanges,
): Promise<boolean> {
  const written = tx.run(
    prepared(
      db
        .updateTable('visit')
        .set({ ...columnsOf(changes), state, version: visit.version + 1 })
        .where('id', '=', visit.id)
        .where('version', '=', visit.version),
    ),
  )
  const count = await written.catch((failure) => {
    throw decidedAnew(failure)
  })
  return count === 1
}
