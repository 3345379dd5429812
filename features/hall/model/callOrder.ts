import type { Credit } from '#features/visit/model.ts'
import type { Id } from '#kernel/id.ts'
import { type Instant, MINUTE, plus } from '#kernel/instant.ts'

/** The rules of arrival and call order, of the authority or of one site. Minutes. */
export type ArrivalSettings = {
  readonly earlyMinutes: number
  readonly lateMinutes: number
  readonly appointmentCreditMinutes: number
  readonly creditCeilingMinutes: number
}

/** What arrival fixes for a visit's place in the order; it changes by a journalled event only, never by time alone. */
export type Order = {
  readonly referenceAt: Instant
  readonly dueAt: Instant
  readonly callableFrom: Instant
  readonly credits: readonly Credit[]
}

/** The due key: the reference time less all credits, which count up to the ceiling together. */
export function dueKey(referenceAt: Instant, credits: readonly Credit[], ceilingMinutes: number): Instant {
  const minutes = credits.reduce((sum, credit) => sum + credit.minutes, 0)
  return plus(referenceAt, -Math.min(minutes, ceilingMinutes) * MINUTE)
}

/**
 * The due key of somebody who arrives: reference time − credits (docs/decisions/call-order.md). Without appointment the
 * reference is the arrival. With one it is the later of appointment and arrival, the credit holds up to the
 * allowed lateness, and the call comes at the earliest some minutes before the appointment. `others` are credits that
 * do not come from the appointment.
 */
export function arrival(
  arrivedAt: Instant,
  appointmentAt: Instant | null,
  settings: ArrivalSettings,
  others: readonly Credit[] = [],
): Order {
  const late = appointmentAt === null || arrivedAt > plus(appointmentAt, settings.lateMinutes * MINUTE)
  const credits = without(others, 'appointment')
  if (!late && settings.appointmentCreditMinutes > 0)
    credits.unshift({ kind: 'appointment', minutes: settings.appointmentCreditMinutes })
  const referenceAt = late ? arrivedAt : (Math.max(appointmentAt, arrivedAt) as Instant)
  const earliest = late ? arrivedAt : plus(appointmentAt, -settings.earlyMinutes * MINUTE)
  return {
    referenceAt,
    dueAt: dueKey(referenceAt, credits, settings.creditCeilingMinutes),
    callableFrom: Math.max(arrivedAt, earliest) as Instant,
    credits,
  }
}

/** Gives somebody a credit, in place of one of the same kind; nothing may push anybody back. */
export function withCredit(
  { referenceAt, credits, dueAt }: Pick<Order, 'referenceAt' | 'credits' | 'dueAt'>,
  credit: Credit,
  ceilingMinutes: number,
): Pick<Order, 'credits' | 'dueAt'> {
  const all = [...without(credits, credit.kind), credit]
  return { credits: all, dueAt: Math.min(dueAt, dueKey(referenceAt, all, ceilingMinutes)) as Instant }
}

function without(credits: readonly Credit[], kind: Credit['kind']): Credit[] {
  return credits.filter((credit) => credit.kind !== kind)
}

/** Somebody who waits, as the call order sees them. */
export type Waiting = {
  readonly id: Id<'visit'>
  readonly ticketNumber: string
  readonly dueAt: Instant
  readonly callableFrom: Instant
  /** What is still to be done for them, by one counter. */
  readonly services: readonly Id<'service'>[]
  /** They said that they come back then. */
  readonly awayUntil: Instant | null
  /** A colleague sent them to this counter. */
  readonly forCounterId: Id<'counter'> | null
}

/** A counter, as the call order sees it. */
export type Calling = { readonly counterId: Id<'counter'>; readonly skills: ReadonlySet<Id<'service'>> }

/** The order in which people are called: the smallest due key first, ties by ticket, then by id. */
export function inCallOrder<W extends Pick<Waiting, 'dueAt' | 'ticketNumber' | 'id'>>(
  waiting: readonly W[],
): W[] {
  return waiting.toSorted(
    (a, b) => a.dueAt - b.dueAt || compare(a.ticketNumber, b.ticketNumber) || compare(a.id, b.id),
  )
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** Can this counter do all that is left for somebody, and were they not sent to another one? */
export function canServe(
  { counterId, skills }: Calling,
  { services, forCounterId }: Pick<Waiting, 'services' | 'forCounterId'>,
): boolean {
  if (forCounterId !== null && forCounterId !== counterId) return false
  return services.every((service) => skills.has(service))
}

/** Is somebody out of the hall by their own word? */
export function isAway({ awayUntil }: Pick<Waiting, 'awayUntil'>, now: Instant): boolean {
  return awayUntil !== null && awayUntil > now
}

/**
 * The first person in call order who can be called to a counter now. Somebody found among those who come first in the
 * order is the same whoever waits behind them, so nobody needs to look at all.
 */
export function callableNow<W extends Waiting>(
  waiting: readonly W[],
  counter: Calling,
  now: Instant,
): W | undefined {
  return servable(waiting, counter, now).find((visit) => visit.callableFrom <= now)
}

/** Who can be served here completely and is not away, in call order. */
function servable<W extends Waiting>(waiting: readonly W[], counter: Calling, now: Instant): W[] {
  return inCallOrder(waiting).filter((visit) => canServe(counter, visit) && !isAway(visit, now))
}

/**
 * Who is next at a counter: the first callable person in call order who can be served here completely. If nobody is
 * callable yet, the one who will be first is called early rather than let the counter idle; nobody who is away is.
 */
export function nextToCall<W extends Waiting>(
  waiting: readonly W[],
  counter: Calling,
  now: Instant,
): W | undefined {
  return (
    callableNow(waiting, counter, now) ??
    servable(waiting, counter, now).toSorted((a, b) => a.callableFrom - b.callableFrom)[0]
  )
}
