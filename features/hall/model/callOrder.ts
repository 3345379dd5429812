import type { Id } from '#kernel/id.ts'
import { type Instant, MINUTE, plus } from '#kernel/instant.ts'

/** The authority's settings for arrival and call order. Minutes. */
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
}

/**
 * The due key of somebody who arrives: reference time − credits (docs/decisions/call-order.md). Without appointment the
 * reference is the arrival. With one it is the later of appointment and arrival, the credit holds up to the
 * allowed lateness, and the call comes at the earliest some minutes before the appointment.
 */
export function arrival(arrivedAt: Instant, appointmentAt: Instant | null, settings: ArrivalSettings): Order {
  if (appointmentAt === null) return { referenceAt: arrivedAt, dueAt: arrivedAt, callableFrom: arrivedAt }
  const late = arrivedAt > plus(appointmentAt, settings.lateMinutes * MINUTE)
  if (late) return { referenceAt: arrivedAt, dueAt: arrivedAt, callableFrom: arrivedAt }
  const referenceAt = Math.max(appointmentAt, arrivedAt) as Instant
  const credit = Math.min(settings.appointmentCreditMinutes, settings.creditCeilingMinutes)
  const earliest = plus(appointmentAt, -settings.earlyMinutes * MINUTE)
  return {
    referenceAt,
    dueAt: plus(referenceAt, -credit * MINUTE),
    callableFrom: Math.max(arrivedAt, earliest) as Instant,
  }
}

/** Somebody who waits, as the call order sees them. */
export type Waiting = {
  readonly id: Id<'visit'>
  readonly ticketNumber: string
  readonly dueAt: Instant
  readonly callableFrom: Instant
  readonly services: readonly Id<'service'>[]
}

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

/**
 * Who is next at a counter with these skills: the first callable person in call order who can be served here
 * completely. If nobody is callable yet, the one who will be first is called early rather than let the counter idle.
 */
export function nextToCall<W extends Waiting>(
  waiting: readonly W[],
  skills: ReadonlySet<Id<'service'>>,
  now: Instant,
): W | undefined {
  const servable = inCallOrder(waiting).filter((visit) =>
    visit.services.every((service) => skills.has(service)),
  )
  const callable = servable.find((visit) => visit.callableFrom <= now)
  return callable ?? servable.toSorted((a, b) => a.callableFrom - b.callableFrom)[0]
}
