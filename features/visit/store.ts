import { sql } from 'kysely'
import type { VisitTable } from '#db/schema.gen.ts'
import { type Id, newId } from '#kernel/id.ts'
import type { Instant } from '#kernel/instant.ts'
import { at, atOrNull, db, raw } from '#platform/db/query.ts'
import type { Tx } from '#platform/db/transaction.ts'
import type { Contact, Matter, Visit, VisitChanges, VisitEvent, VisitState } from './model.ts'

/** The columns that make a Visit, for queries of other tables that join it. */
export const VISIT_COLUMNS = [
  'visit.id',
  'visit.site_id',
  'visit.origin',
  'visit.channel',
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
] as const

type Plain<T> = { [K in keyof T]: T[K] extends { __select__: infer S } ? S : T[K] }
type VisitRow = Plain<Omit<VisitTable, 'follows_visit_id' | 'link_hash'>>

function toVisit(row: VisitRow): Visit {
  return {
    id: row.id,
    siteId: row.site_id,
    origin: row.origin,
    channel: row.channel,
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
  }
}

const visits = db.selectFrom('visit').select(VISIT_COLUMNS)

/** A visit by id, locked until the transaction ends. */
export async function lockVisit(tx: Tx, id: Id<'visit'>): Promise<Visit | undefined> {
  const row = await tx.first(visits.where('id', '=', id).forUpdate())
  return row && toVisit(row)
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

export async function visitByBookingNumber(tx: Tx, bookingNumber: string): Promise<Visit | undefined> {
  const row = await tx.first(visits.where('booking_number', '=', bookingNumber))
  return row && toVisit(row)
}

/** The live hold of a browser whose form is being filled in (unique index visit_hold_browser). */
export async function holdOfBrowser(tx: Tx, browser: string): Promise<Visit | undefined> {
  const row = await tx.first(
    visits.where('hold_browser', '=', browser).where('state', '=', 'held').forUpdate(),
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
      .where('state', 'in', ['booked', 'waiting', 'called', 'serving', 'missed'])
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

/** A visit that does not exist yet. */
export type NewVisit = Omit<Visit, 'version' | 'state'> & { readonly linkHash: Buffer }

/** Writes a visit with its matters, its step and, if known, its contact in one statement. */
export async function insertVisit(
  tx: Tx,
  visit: NewVisit,
  { state, version }: Pick<Visit, 'state' | 'version'>,
  matters: readonly Matter[],
  contact: Contact | null,
): Promise<void> {
  const matterRows = matters.map((matter) => ({
    id: newId<'matter'>(tx.now),
    visit_id: visit.id,
    service_id: matter.serviceId,
    people: matter.people,
  }))
  const stepRow = {
    id: newId<'step'>(tx.now),
    visit_id: visit.id,
    position: 1,
    kind: 'counter',
    state: 'open',
  } as const
  const withMatters = db
    .with('new_visit', (cte) => cte.insertInto('visit').values(newRow(visit, state, version)))
    .with('new_matter', (cte) => cte.insertInto('matter').values(matterRows))
  const steps = withMatters.insertInto('step').values(stepRow)
  if (!contact) return void (await tx.run(steps))
  const withContact = withMatters.with('new_contact', (cte) =>
    cte.insertInto('visit_contact').values({ visit_id: visit.id, ...contact }),
  )
  await tx.run(withContact.insertInto('step').values(stepRow))
}

function newRow(visit: NewVisit, state: VisitState, version: number) {
  return {
    ...columnsOf(visit),
    id: visit.id,
    site_id: visit.siteId,
    origin: visit.origin,
    channel: visit.channel,
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
    created_at: at(visit.createdAt),
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

/** One line of the journal, before it has its number. */
export type JournalEntry = {
  readonly siteId: Id<'site'>
  readonly visitId: Id<'visit'>
  readonly visitVersion: number
  readonly event: VisitEvent
  readonly from: VisitState | null
  readonly to: VisitState
  readonly counterId: Id<'counter'> | null
  readonly happenedAt: Instant
}

/**
 * Numbers and writes the entries of one site. The counter row is locked from here to the commit, so this runs
 * last; numbers become visible in their order. `journal_visit_version_once` refuses a second writer of a version.
 */
export async function insertJournal(
  tx: Tx,
  siteId: Id<'site'>,
  entries: readonly JournalEntry[],
): Promise<void> {
  const rows = entries.map(
    (entry, index) =>
      sql`(${index}::int, ${entry.visitId}::uuid, ${entry.visitVersion}::int, ${entry.event}, ${entry.from}::text, ${entry.to}, ${entry.counterId}::uuid, ${at(entry.happenedAt)})`,
  )
  const count = await tx.run(
    raw(sql`
      WITH counted AS (
        UPDATE journal_counter SET last_number = last_number + ${entries.length} WHERE site_id = ${siteId}
        RETURNING last_number
      )
      INSERT INTO journal (site_id, number, visit_id, visit_version, event, from_state, to_state, counter_id, happened_at, recorded_at)
      SELECT ${siteId}, counted.last_number - ${entries.length} + 1 + e.index, e.visit_id, e.version, e.event, e.from_state,
        e.to_state, e.counter_id, e.happened_at, ${at(tx.now)}
      FROM counted, (VALUES ${sql.join(rows)}) AS e (index, visit_id, version, event, from_state, to_state, counter_id, happened_at)
      ORDER BY e.index`),
  )
  if (count !== entries.length) throw new Error('the journal of this site has no counter')
}

/** The newest number of a site's journal. */
export async function lastJournalNumber(tx: Tx, siteId: Id<'site'>): Promise<number> {
  const row = await tx.first(
    db.selectFrom('journal_counter').select('last_number').where('site_id', '=', siteId),
  )
  return row?.last_number ?? 0
}

export async function mattersOf(
  tx: Tx,
  visitIds: readonly Id<'visit'>[],
): Promise<Map<Id<'visit'>, Matter[]>> {
  const rows = visitIds.length
    ? await tx.rows(
        db
          .selectFrom('matter')
          .select(['visit_id', 'service_id', 'people'])
          .where(sql<boolean>`visit_id = ANY(${visitIds}::uuid[])`)
          .orderBy('id'),
      )
    : []
  const grouped = Map.groupBy(rows, (row) => row.visit_id)
  return new Map(
    [...grouped].map(([id, list]) => [
      id,
      list.map((row) => ({ serviceId: row.service_id, people: row.people })),
    ]),
  )
}

export async function setStep(
  tx: Tx,
  visitId: Id<'visit'>,
  state: 'open' | 'active' | 'done',
  counterId: Id<'counter'> | null,
): Promise<void> {
  await tx.run(db.updateTable('step').set({ state, counter_id: counterId }).where('visit_id', '=', visitId))
}

export async function setOutcome(
  tx: Tx,
  visitId: Id<'visit'>,
  outcome: 'done' | 'partly' | 'not_possible',
): Promise<void> {
  await tx.run(db.updateTable('matter').set({ outcome }).where('visit_id', '=', visitId))
}

export async function saveContact(tx: Tx, visitId: Id<'visit'>, contact: Contact): Promise<void> {
  await tx.run(
    db
      .insertInto('visit_contact')
      .values({ visit_id: visitId, ...contact })
      .onConflict((conflict) => conflict.column('visit_id').doUpdateSet({ ...contact })),
  )
}

export async function contactOf(tx: Tx, visitId: Id<'visit'>): Promise<Contact | undefined> {
  return tx.first(
    db.selectFrom('visit_contact').select(['name', 'email', 'phone']).where('visit_id', '=', visitId),
  )
}

/**
 * Bookings from a day on by number, name or e-mail, some at most, for staff who look for one. With a site only those
 * of this site, but for the one whose number was given: who knows the number, knows the booking.
 */
export async function findBookings(
  tx: Tx,
  fromDay: Visit['day'],
  search: string,
  siteId: Id<'site'> | null,
): Promise<Visit[]> {
  const number = search.toUpperCase().replaceAll(/[^A-Z0-9]/g, '')
  const rows = await tx.rows(
    db
      .selectFrom('visit')
      .innerJoin('visit_contact', 'visit_contact.visit_id', 'visit.id')
      .select(VISIT_COLUMNS)
      .where('visit.day', '>=', fromDay)
      .where('visit.state', 'in', ['held', 'booked', 'waiting', 'called', 'serving', 'missed'])
      .where((where) =>
        where.or([
          where('visit.booking_number', '=', number),
          where('visit_contact.name', 'ilike', `%${search.replaceAll(/[\\%_]/g, '\\$&')}%`),
          // Capitals are kept as typed.
          where(sql<string>`lower(visit_contact.email)`, '=', search.toLowerCase()),
        ]),
      )
      .where((where) =>
        siteId === null
          ? where.lit(true)
          : where.or([where('visit.site_id', '=', siteId), where('visit.booking_number', '=', number)]),
      )
      .orderBy('visit.appointment_at')
      .limit(20),
  )
  return rows.map(toVisit)
}

export async function deleteContact(tx: Tx, visitId: Id<'visit'>): Promise<void> {
  await tx.run(db.deleteFrom('visit_contact').where('visit_id', '=', visitId))
}

/**
 * Deletes contacts of visits of earlier days, some at a time; how many. At day's end every visit of that day was over.
 * Driven by the contacts that are left: visits are many and stay.
 */
export async function deleteContactsBefore(tx: Tx, day: Visit['day'], limit: number): Promise<number> {
  const old = db
    .selectFrom('visit_contact')
    .innerJoin('visit', 'visit.id', 'visit_contact.visit_id')
    .select('visit_contact.visit_id')
    .where('visit.day', '<', day)
    .limit(limit)
  return tx.run(db.deleteFrom('visit_contact').where('visit_id', 'in', old))
}
