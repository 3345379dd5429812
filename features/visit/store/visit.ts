import type { VisitTable } from '#db/schema.gen.ts'
import { type Id, newId } from '#kernel/id.ts'
import { HOUR, type Instant, plus } from '#kernel/instant.ts'
import { TryAgain, violatedConstraint } from '#platform/db/failure.ts'
import { at, atOrNull, db, json, prepared } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'
import type { Contact, KnownMatter, Matter, Visit, VisitChanges, VisitState } from '../model.ts'
import { visitContactRow } from './contact.ts'
import { matterRows } from './matter.ts'

/** The columns that make a Visit, for queries of other tables that join it. */
export const VISIT_COLUMNS = [
  'visit.id',
  'visit.site_id',
  'visit.origin',
  'visit.channel',
  'visit.kind',
  'visit.state',
  'visit.version',
  'visit.day',
  'visit.people',
  'visit.minutes',
  'visit.language',
  'visit.appointment_at',
  'visit.booking_number',
  'visit.ticket_prefix',
  'visit.ticket_number',
  'visit.arrived_at',
  'visit.reference_at',
  'visit.due_at',
  'visit.callable_from',
  'visit.missed_count',
  'visit.counter_id',
  'visit.called_at',
  'visit.call_count',
  'visit.hold_browser',
  'visit.hold_started_at',
  'visit.link_generation',
  'visit.moved_count',
  'visit.created_at',
  'visit.credits',
  'visit.needs',
  'visit.away_until',
  'visit.parked_for',
  'visit.for_counter_id',
  'visit.service_ids',
  'visit.linked_visit_id',
  'visit.linked_second',
] as const

type Plain<T> = { [K in keyof T]: T[K] extends { __select__: infer S } ? S : T[K] }
type VisitRow = Plain<Omit<VisitTable, 'follows_visit_id' | 'link_hash'>>

/** A row of these columns as a Visit. */
export function toVisit(row: VisitRow): Visit {
  return {
    id: row.id,
    siteId: row.site_id,
    origin: row.origin,
    channel: row.channel,
    kind: row.kind,
    state: row.state,
    version: row.version,
    day: row.day,
    people: row.people,
    minutes: row.minutes,
    language: row.language,
    appointmentAt: row.appointment_at,
    bookingNumber: row.booking_number,
    ticketPrefix: row.ticket_prefix,
    ticketNumber: row.ticket_number,
    arrivedAt: row.arrived_at,
    referenceAt: row.reference_at,
    dueAt: row.due_at,
    callableFrom: row.callable_from,
    missedCount: row.missed_count,
    counterId: row.counter_id,
    calledAt: row.called_at,
    callCount: row.call_count,
    holdBrowser: row.hold_browser,
    holdStartedAt: row.hold_started_at,
    linkGeneration: row.link_generation,
    movedCount: row.moved_count,
    createdAt: row.created_at,
    credits: row.credits,
    needs: row.needs,
    awayUntil: row.away_until,
    parkedFor: row.parked_for,
    forCounterId: row.for_counter_id,
    forServices: row.service_ids,
    linked: row.linked_visit_id && { visitId: row.linked_visit_id, second: row.linked_second },
  }
}

const visits = db.selectFrom('visit').select(VISIT_COLUMNS)

/** A visit by id, locked until the transaction ends. */
export async function lockVisit(tx: Tx, id: Id<'visit'>): Promise<Visit | undefined> {
  const row = await tx.first(visits.where('id', '=', id).forUpdate())
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
  const row = await tx.first(visits.where('id', '=', id))
  return row && toVisit(row)
}

/** By the digest of its link's token (unique index visit_link). */
export async function visitByLink(tx: Tx, linkHash: Buffer): Promise<Visit | undefined> {
  const row = await tx.first(visits.where('link_hash', '=', linkHash))
  return row && toVisit(row)
}

/** A visit that began at another site, with a ticket, where this one ended (index visit_following). */
export async function sentElsewhere(
  tx: Tx,
  { id, siteId, day }: Pick<Visit, 'id' | 'siteId' | 'day'>,
): Promise<Visit | undefined> {
  const row = await tx.first(
    visits
      .where('follows_visit_id', '=', id)
      .where('origin', '=', 'ticket')
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

/** Visits of days before the given one that were left open (index visit_open). */
export async function openVisitsBefore(
  tx: Tx,
  siteId: Id<'site'>,
  day: Visit['day'],
  limit: number,
): Promise<Visit[]> {
  const rows = await tx.rows(
    visits
      .where('site_id', '=', siteId)
      .where('day', '<', day)
      .where('state', 'in', ['booked', 'waiting', 'called', 'serving', 'parked', 'missed'])
      .limit(limit)
      .forUpdate()
      .skipLocked(),
  )
  return rows.map(toVisit)
}

/** Holds whose claim was past its end when the statement began, the longest past first; index claim_until. */
export async function visitsWithExpiredClaim(tx: Tx, limit: number): Promise<Visit[]> {
  const rows = await tx.rows(
    visits
      .where('state', '=', 'held')
      .where(
        'visit.id',
        'in',
        db
          .selectFrom('claim')
          .select('visit_id')
          .where('kind', '=', 'held')
          .where('until', '<=', at(tx.now))
          .orderBy('until')
          .limit(limit),
      )
      .forUpdate()
      .skipLocked(),
  )
  return rows.map(toVisit)
}

/** Has the person of this visit been sent on to another site, where a ticket stands for them (index visit_following)? */
export async function goesOnElsewhere(tx: Tx, { id, siteId }: Visit): Promise<boolean> {
  const row = await tx.first(
    db
      .selectFrom('visit')
      .select('id')
      .where('follows_visit_id', '=', id)
      .where('origin', '=', 'ticket')
      .where('site_id', '!=', siteId)
      .limit(1),
  )
  return row !== undefined
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

/** Booked visits by telephone and video whose time has come, some at a time (index visit_remote). */
export async function dueElsewhere(tx: Tx, limit: number): Promise<Visit[]> {
  const rows = await tx.rows(
    visits
      .where('state', '=', 'booked')
      .where('kind', '!=', 'on_site')
      .where('appointment_at', '<=', at(tx.now))
      // Those of days that are over are left to the end of the day.
      .where('appointment_at', '>', at(plus(tx.now, -12 * HOUR)))
      .orderBy('appointment_at')
      .limit(limit)
      .forUpdate()
      .skipLocked(),
  )
  return rows.map(toVisit)
}

/** How a visit stands in the hall before anything happened there. */
export const NOTHING_YET = {
  credits: [],
  needs: [],
  awayUntil: null,
  parkedFor: null,
  forCounterId: null,
  forServices: null,
} as const satisfies Partial<Visit>

/** Who missed a call and has waited long enough since, some at a time (index visit_missed). */
export async function missedUntilNow(tx: Tx, limit: number): Promise<Visit[]> {
  const rows = await tx.rows(
    visits
      .where('state', '=', 'missed')
      .where('callable_from', '<=', at(tx.now))
      .orderBy('callable_from')
      .limit(limit)
      .forUpdate()
      .skipLocked(),
  )
  return rows.map(toVisit)
}

/** A visit that does not exist yet. */
export type NewVisit = Omit<Visit, 'version' | 'state' | keyof typeof NOTHING_YET> &
  Partial<Pick<Visit, 'credits' | 'needs'>> & {
    readonly linkHash: Buffer
    /** The earlier visit that this one goes on with. */
    readonly followsVisitId?: Id<'visit'>
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
  tx.sendAlong(prepared(parts.insertInto('step').values(stepRow)), (failure) =>
    // Codes are drawn: the next try draws others.
    DRAWN.includes(violatedConstraint(failure) ?? '') ? new TryAgain() : failure,
  )
}

const DRAWN = ['visit_booking_number', 'matter_reference']

function newRow(visit: NewVisit, state: VisitState, version: number) {
  return {
    ...columnsOf(visit),
    id: visit.id,
    site_id: visit.siteId,
    origin: visit.origin,
    channel: visit.channel,
    kind: visit.kind,
    state,
    version,
    day: visit.day,
    people: visit.people,
    minutes: visit.minutes,
    language: visit.language,
    booking_number: visit.bookingNumber,
    ticket_prefix: visit.ticketPrefix,
    hold_started_at: atOrNull(visit.holdStartedAt),
    link_generation: visit.linkGeneration,
    link_hash: visit.linkHash,
    follows_visit_id: visit.followsVisitId ?? null,
    created_at: at(visit.createdAt),
    linked_visit_id: visit.linked?.visitId ?? null,
    linked_second: visit.linked?.second ?? false,
  }
}

function columnsOf(changes: VisitChanges) {
  const set = <T>(value: T | undefined, name: string) => (value === undefined ? {} : { [name]: value })
  const time = (value: Instant | null | undefined, name: string) =>
    value === undefined ? {} : { [name]: atOrNull(value) }
  return {
    ...set(changes.siteId, 'site_id'),
    ...set(changes.day, 'day'),
    ...set(changes.minutes, 'minutes'),
    ...set(changes.kind, 'kind'),
    ...time(changes.appointmentAt, 'appointment_at'),
    ...set(changes.ticketNumber, 'ticket_number'),
    ...time(changes.arrivedAt, 'arrived_at'),
    ...time(changes.referenceAt, 'reference_at'),
    ...time(changes.dueAt, 'due_at'),
    ...time(changes.callableFrom, 'callable_from'),
    ...set(changes.missedCount, 'missed_count'),
    ...set(changes.counterId, 'counter_id'),
    ...time(changes.calledAt, 'called_at'),
    ...set(changes.callCount, 'call_count'),
    ...set(changes.holdBrowser, 'hold_browser'),
    ...set(changes.movedCount, 'moved_count'),
    ...set(changes.people, 'people'),
    ...set(changes.credits && json(changes.credits), 'credits'),
    ...set(changes.needs, 'needs'),
    ...time(changes.awayUntil, 'away_until'),
    ...set(changes.parkedFor, 'parked_for'),
    ...set(changes.forCounterId, 'for_counter_id'),
    ...set(changes.forServices, 'service_ids'),
  }
}

/** Writes a new state if nobody else wrote since `visit` was read; false otherwise. */
export async function updateVisit(
  tx: Tx,
  visit: Visit,
  state: VisitState,
  changes: VisitChanges,
): Promise<boolean> {
  const count = await tx.run(
    db
      .updateTable('visit')
      .set({ ...columnsOf(changes), state, version: visit.version + 1 })
      .where('id', '=', visit.id)
      .where('version', '=', visit.version),
  )
  return count === 1
}
