import type { Site } from '#features/authority/model.ts'
import { counterSkills } from '#features/capacity/actions.ts'
import { mattersOf } from '#features/visit/actions.ts'
import type { Visit } from '#features/visit/model.ts'
import { fail, impossible, ok, type Result } from '#kernel/result.ts'
import { dayOf } from '#kernel/wallTime.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { firstCall, type Stander, type WhyToday, whyOfPair } from '../model.ts'
import { journalOfVisits, visitsByTicket } from '../store/order.ts'
import { hallRulesOf } from './rules.ts'

/**
 * Why of two people of today one is or was called before the other: one reason, true at the moment of the call. Whoever
 * was called first is the first of them; of two who have not been called it is the one who would be.
 */
export async function whyBeforeToday(
  tx: Tx,
  site: Site,
  tickets: readonly [string, string],
): Promise<Result<WhyToday, 'unknown_number'>> {
  const standers = await standersToday(tx, site, tickets)
  const [one, other] = tickets.map((ticket) => standers.find(({ ticketNumber }) => ticketNumber === ticket))
  if (!one || !other || one.id === other.id) return fail('unknown_number')
  const pair = [one, other] as const
  const counterId = firstCall(pair)?.entry.counterId ?? null
  const skills = counterId === null ? new Set<never>() : await counterSkills(tx, counterId)
  const rules = await hallRulesOf(tx, site.id)
  return ok(whyOfPair(pair, { now: tx.now, rules, skillsOf: () => skills }))
}

/** Those who came today with one of these numbers, as they stand now and with their journal. */
export async function standersToday(tx: Tx, site: Site, tickets: readonly string[]): Promise<Stander[]> {
  const visits = await visitsByTicket(tx, site.id, dayOf(tx.now, site.timeZone), tickets)
  if (visits.length === 0) return []
  const ids = visits.map(({ id }) => id)
  const journal = Map.groupBy(await journalOfVisits(tx, ids), ({ visitId }) => visitId)
  const matters = await mattersOf(tx, ids)
  return visits.map((visit) => ({
    ...visit,
    ...arrived(visit),
    services: visit.forServices ?? (matters.get(visit.id) ?? []).map(({ serviceId }) => serviceId),
    journal: journal.get(visit.id) ?? [],
  }))
}

function arrived({ ticketNumber, arrivedAt, referenceAt, dueAt, callableFrom }: Visit) {
  return {
    ticketNumber: ticketNumber ?? impossible('in the hall without number'),
    arrivedAt: arrivedAt ?? impossible('in the hall without arrival'),
    referenceAt: referenceAt ?? impossible('in the hall without reference'),
    dueAt: dueAt ?? impossible('in the hall without key'),
    callableFrom: callableFrom ?? impossible('in the hall without time'),
  }
}
