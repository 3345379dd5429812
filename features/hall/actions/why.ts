import type { Site } from '#features/authority/model.ts'
import { counterSkills } from '#features/capacity/actions.ts'
import { mattersOf } from '#features/visit/actions.ts'
import type { Visit } from '#features/visit/model.ts'
import type { Id } from '#kernel/id.ts'
import type { Instant } from '#kernel/instant.ts'
import { fail, impossible, ok, type Result } from '#kernel/result.ts'
import { dayOf } from '#kernel/wallTime.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { type Compared, inCallOrder, isAway, type WhyBefore, whyBefore } from '../model.ts'
import { type CallEntry, journalOfVisits, visitsByTicket } from '../store/order.ts'
import { hallRulesOf } from './rules.ts'

/** Which of two people came first, and why; `called` unless both still wait. */
export type WhyToday = {
  readonly first: string
  readonly second: string
  readonly called: boolean
  readonly why: WhyBefore
}

/**
 * Why of two people of today one is or was called before the other: one reason, true at the moment of the call. Whoever
 * was called first is the first of them; of two who have not been called it is the one with the smaller key.
 */
export async function whyBeforeToday(
  tx: Tx,
  site: Site,
  tickets: readonly [string, string],
): Promise<Result<WhyToday, 'unknown_number'>> {
  const day = dayOf(tx.now, site.timeZone)
  const visits = await visitsByTicket(tx, site.id, day, tickets)
  const [one, other] = tickets.map((ticket) => visits.find(({ ticketNumber }) => ticketNumber === ticket))
  if (!one || !other || one.id === other.id) return fail('unknown_number')
  const journal = await journalOfVisits(tx, [one.id, other.id])
  const matters = await mattersOf(tx, [one.id, other.id])
  const compared = (visit: Visit): Entered => {
    const entries = journal.filter(({ visitId }) => visitId === visit.id)
    return {
      ...visit,
      ...arrived(visit),
      services: visit.forServices ?? (matters.get(visit.id) ?? []).map(({ serviceId }) => serviceId),
      journal: entries,
      entries,
    }
  }
  const { creditCeilingMinutes: ceilingMinutes } = await hallRulesOf(tx, site.id)
  const pair = [compared(one), compared(other)] as const
  const call = firstCall(pair)
  const [first, second] = call?.person === pair[1] ? [pair[1], pair[0]] : call ? pair : byOrder(pair, tx.now)
  const counterId = call?.entry.counterId ?? null
  const why = whyBefore(first, second, {
    at: call?.entry.happenedAt ?? tx.now,
    chosenFor: call?.entry.reason ?? null,
    ceilingMinutes,
    ...(counterId === null
      ? anyCounter(first, second)
      : { counterId, skills: await counterSkills(tx, counterId) }),
  })
  return ok({ first: first.ticketNumber, second: second.ticketNumber, called: call !== undefined, why })
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

type Entered = Compared & Pick<Visit, 'state' | 'awayUntil'> & { readonly entries: readonly CallEntry[] }

/** The earliest call of either. */
function firstCall(pair: readonly Entered[]): { person: Entered; entry: CallEntry } | undefined {
  return pair
    .flatMap((person) => {
      const entry = person.entries.find(({ event }) => event === 'called')
      return entry ? [{ person, entry }] : []
    })
    .sort((a, b) => a.entry.happenedAt - b.entry.happenedAt || a.entry.number - b.entry.number)[0]
}

/** Of two whom nobody has called yet: who waits in the hall before who does not, and else by the key. */
function byOrder(pair: readonly [Entered, Entered], now: Instant): readonly [Entered, Entered] {
  const here = pair.filter((person) => person.state === 'waiting' && !isAway(person, now))
  const [first] = inCallOrder(here.length > 0 ? here : pair)
  return first?.id === pair[1].id ? [pair[1], pair[0]] : pair
}

/** Where nobody has called yet, the keys alone decide: a counter that could serve both. */
function anyCounter(first: Compared, second: Compared) {
  return {
    counterId: second.forCounterId ?? first.forCounterId ?? ('' as Id<'counter'>),
    skills: new Set([...first.services, ...second.services]),
  }
}
