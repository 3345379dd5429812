import { listSites } from '#features/authority/actions.ts'
import type { Site } from '#features/authority/model.ts'
import {
  couldBeBooked,
  type TicketForTimeRefusal,
  ticketForTime,
  timesForTicket,
} from '#features/booking/actions.ts'
import { forgetTurns } from '#features/message/actions.ts'
import { lockVisit } from '#features/visit/actions.ts'
import type { Visit } from '#features/visit/model.ts'
import type { Id } from '#kernel/id.ts'
import type { Instant } from '#kernel/instant.ts'
import { fail, impossible, type Result } from '#kernel/result.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { mayExchange } from '../model.ts'
import { forgetReturn } from '../store/returning.ts'
import { keepVisit } from '../store/undo.ts'

/** May somebody exchange their ticket for a time, and is what they came for given by appointment? */
export async function couldExchange(tx: Tx, visit: Visit): Promise<boolean> {
  return mayExchange(visit) && (await couldBeBooked(tx, visit))
}

/** When somebody who waits could come instead, the earliest first; none where they cannot exchange their ticket. */
export async function exchangeTimes(tx: Tx, site: Site, visit: Visit): Promise<readonly Instant[]> {
  if (!mayExchange(visit)) return []
  return (await timesForTicket(tx, visit, site.key)).map(({ startsAt }) => startsAt)
}

/**
 * Somebody who waits exchanges their ticket for a time at this site, later today or on another day: they wait no more, and
 * their link and code stand for the booking. `not_waiting`: they were called meanwhile, or may not (mayExchange). Where the
 * time is gone nothing has changed.
 */
export async function exchangeTicket(
  tx: Tx,
  visitId: Id<'visit'>,
  startsAt: Instant,
): Promise<Result<Visit, TicketForTimeRefusal>> {
  const booked = await exchange(tx, visitId, startsAt, () => undefined)
  if (!booked.ok) return booked
  // The numbers at which they can be reached were for today's wait.
  await forgetReturn(tx, visitId)
  await forgetTurns(tx, [visitId])
  return booked
}

/**
 * The same by the information desk, which can take it back for some seconds; only then their numbers are forgotten
 * (forgetExchanged, stillToTell).
 */
export async function exchangeAtDesk(
  tx: Tx,
  visitId: Id<'visit'>,
  startsAt: Instant,
): Promise<Result<Visit, TicketForTimeRefusal>> {
  return exchange(tx, visitId, startsAt, () => keepVisit(tx, visitId, 'exchanged', visitId))
}

async function exchange(
  tx: Tx,
  visitId: Id<'visit'>,
  startsAt: Instant,
  keep: () => void,
): Promise<Result<Visit, TicketForTimeRefusal>> {
  const visit = await lockVisit(tx, visitId)
  if (!visit || !mayExchange(visit)) return fail('not_waiting')
  const site = (await listSites(tx)).find(({ id }) => id === visit.siteId) ?? impossible('a site vanished')
  keep()
  return ticketForTime(tx, visit, site.key, startsAt)
}
