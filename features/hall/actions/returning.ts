import type { Site } from '#features/authority/model.ts'
import { readPhone } from '#features/booking/model.ts'
import { planReturn } from '#features/message/actions.ts'
import { lockVisit, mattersOf, visitsOfSite } from '#features/visit/actions.ts'
import type { Visit } from '#features/visit/model.ts'
import type { Id } from '#kernel/id.ts'
import type { Instant } from '#kernel/instant.ts'
import { fail, ok, type Result } from '#kernel/result.ts'
import { dayOf } from '#kernel/wallTime.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { type Returning, returningOf } from '../model.ts'
import { reachedOf, saveReturnPhone, saveTold } from '../store/returning.ts'
import { goAway } from './standing.ts'

/** A line of the return list: who is away until when, and how a colleague reaches them. */
export type ReturnLine = Omit<Returning<unknown>, 'visit'> & {
  readonly visit: Visit
  readonly services: readonly Id<'service'>[]
  readonly phone: string | null
  readonly toldAt: Instant | null
}

/** Who of today said to come back to a site, the earliest first. */
export async function returnList(tx: Tx, site: Site): Promise<ReturnLine[]> {
  const waiting = await visitsOfSite(tx, site.id, dayOf(tx.now, site.timeZone), ['waiting'])
  const inHall = waiting.flatMap((visit) => {
    const { id, dueAt, ticketNumber, callableFrom, awayUntil } = visit
    if (dueAt === null || ticketNumber === null || callableFrom === null) return []
    return [{ id, dueAt, ticketNumber, callableFrom, awayUntil, visit }]
  })
  const lines = returningOf(inHall, tx.now)
  const ids = lines.map(({ visit }) => visit.id)
  const matters = await mattersOf(tx, ids)
  const reached = await reachedOf(tx, ids)
  return lines.map(({ visit: { visit }, ...line }) => ({
    ...line,
    visit,
    services: visit.forServices ?? (matters.get(visit.id) ?? []).map(({ serviceId }) => serviceId),
    phone: reached.get(visit.id)?.phone ?? null,
    toldAt: reached.get(visit.id)?.toldAt ?? null,
  }))
}

/**
 * Somebody tells the information desk that they come back later, and perhaps at which number they can be reached; an
 * empty number takes the one before out, none leaves it. A mobile number gets an SMS when it is time.
 */
export async function goAwayFromDesk(
  tx: Tx,
  visitId: Id<'visit'>,
  {
    minutes,
    backBy,
    phone,
  }: {
    readonly minutes: number | undefined
    /** What they were told, instead of minutes. */
    readonly backBy?: Instant | undefined
    readonly phone: string | undefined
  },
): Promise<Result<Visit, 'not_waiting' | 'time_is_over' | 'invalid_phone'>> {
  const number = phone === undefined || phone.trim() === '' ? null : readPhone(phone)
  if (number === undefined) return fail('invalid_phone')
  const gone = await goAway(tx, visitId, backBy === undefined ? minutes : { backBy })
  if (gone.ok && phone !== undefined) {
    await saveReturnPhone(tx, visitId, number)
    await planReturn(tx, gone.value, number)
  }
  return gone
}

/** A colleague has told somebody who is away that they should come. */
export async function noteTold(tx: Tx, visitId: Id<'visit'>): Promise<Result<Visit, 'not_away'>> {
  const visit = await lockVisit(tx, visitId)
  if (visit?.state !== 'waiting' || visit.awayUntil === null) return fail('not_away')
  await saveTold(tx, visit.id)
  return ok(visit)
}
