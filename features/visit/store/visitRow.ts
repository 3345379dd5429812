import type { VisitTable } from '#db/schema.gen.ts'
import type { Id } from '#kernel/id.ts'
import type { Instant } from '#kernel/instant.ts'
import { at, atOrNull, db, json } from '#platform/db/query.ts'
import type { Visit, VisitChanges, VisitState } from '../model.ts'

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
  'visit.on_the_way',
  'visit.parked_for',
  'visit.for_counter_id',
  'visit.service_ids',
  'visit.linked_visit_id',
  'visit.linked_second',
] as const

type Plain<T> = { [K in keyof T]: T[K] extends { __select__: infer S } ? S : T[K] }
type VisitRow = Plain<Omit<VisitTable, 'follows_visit_id' | 'link_hash' | 'own_moves'>>

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
    onTheWay: row.on_the_way,
    parkedFor: row.parked_for,
    forCounterId: row.for_counter_id,
    forServices: row.service_ids,
    linked: row.linked_visit_id && { visitId: row.linked_visit_id, second: row.linked_second },
  }
}

/** The query that all others of visits begin with. */
export const visits = db.selectFrom('visit').select(VISIT_COLUMNS)

/** How a visit stands in the hall before anything happened there. */
export const NOTHING_YET = {
  credits: [],
  needs: [],
  awayUntil: null,
  onTheWay: false,
  parkedFor: null,
  forCounterId: null,
  forServices: null,
} as const satisfies Partial<Visit>

/** A visit that does not exist yet. */
export type NewVisit = Omit<Visit, 'version' | 'state' | keyof typeof NOTHING_YET> &
  Partial<Pick<Visit, 'credits' | 'needs'>> & {
    readonly linkHash: Buffer
    /** The earlier visit that this one goes on with. */
    readonly followsVisitId?: Id<'visit'>
  }

/** A new visit as a row. */
export function newRow(visit: NewVisit, state: VisitState, version: number) {
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

/** Changes of a visit as columns; what is not named stays. */
export function columnsOf(changes: VisitChanges) {
  const set = <T>(value: T | undefined, name: string) => (value === undefined ? {} : { [name]: value })
  const time = (value: Instant | null | undefined, name: string) =>
    value === undefined ? {} : { [name]: atOrNull(value) }
  return {
    ...set(changes.siteId, 'site_id'),
    ...set(changes.day, 'day'),
    ...set(changes.minutes, 'minutes'),
    ...set(changes.kind, 'kind'),
    ...time(changes.appointmentAt, 'appointment_at'),
    ...set(changes.bookingNumber, 'booking_number'),
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
    ...set(changes.ticketPrefix, 'ticket_prefix'),
    ...set(changes.credits && json(changes.credits), 'credits'),
    ...set(changes.needs, 'needs'),
    ...time(changes.awayUntil, 'away_until'),
    ...set(changes.onTheWay, 'on_the_way'),
    ...set(changes.parkedFor, 'parked_for'),
    ...set(changes.forCounterId, 'for_counter_id'),
    ...set(changes.forServices, 'service_ids'),
  }
}
