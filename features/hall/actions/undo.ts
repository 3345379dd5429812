import {
  applyEvent,
  handedOverServices,
  loadVisit,
  lockVisit,
  mattersOf,
  sentElsewhere,
  setOutcome,
} from '#features/visit/actions.ts'
import type { Visit, VisitChanges, VisitEvent } from '#features/visit/model.ts'
import { type Instant, plus } from '#kernel/instant.ts'
import { fail, type Result } from '#kernel/result.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { lastAtCounter } from '../store/undo.ts'
import { lockHall, visitAtCounter } from '../store.ts'
import type { CounterDay } from './call.ts'

/** What a clerk did a moment ago can be taken back for so long. Milliseconds. */
export const UNDO_FOR = 10_000

/** What takes an event back. */
const BACK: Readonly<Partial<Record<VisitEvent, VisitEvent>>> = {
  called: 'withdrawn',
  started: 'start_undone',
  finished: 'finish_undone',
  missed: 'missed_undone',
  parked: 'fetched',
  sent_on: 'send_undone',
}

/** What can be taken back at a counter now, and until when; undefined if nothing. */
export async function undoable(
  tx: Tx,
  here: CounterDay,
): Promise<{ readonly event: VisitEvent; readonly visit: Visit; readonly until: Instant } | undefined> {
  const last = await lastAtCounter(tx, here)
  if (!last || BACK[last.event] === undefined) return undefined
  const until = plus(last.happenedAt, UNDO_FOR)
  const visit = tx.now < until ? await loadVisit(tx, last.visitId) : undefined
  // Something else has happened to the person since.
  return visit?.version === last.version ? { event: last.event, visit, until } : undefined
}

/**
 * Takes back what was done last at this counter, within ten seconds. `too_late` after that or when it went on
 * elsewhere, `counter_busy` when the next person is here already.
 */
export async function undo(tx: Tx, here: CounterDay): Promise<Result<Visit, 'too_late' | 'counter_busy'>> {
  lockHall(tx, here.siteId)
  const last = await undoable(tx, here)
  const visit = last && (await lockVisit(tx, last.visit.id))
  const back = last && BACK[last.event]
  if (!visit || !back || visit.version !== last.visit.version) return fail('too_late')
  const there = await visitAtCounter(tx, here.counterId)
  if (there !== undefined && there !== visit.id) return fail('counter_busy')
  if (last.event === 'finished' && !(await canReopen(tx, visit))) return fail('too_late')
  const before = last.event === 'sent_on' ? await handedOverServices(tx, visit.id) : visit.forServices
  const undone = await applyEvent(
    tx,
    visit,
    back,
    changesOf(last.event, visit, { ...here, now: tx.now }, before),
  )
  if (!undone.ok) return fail('too_late')
  if (last.event === 'sent_on') await reopenMatters(tx, visit, before)
  if (last.event === 'finished') await setOutcome(tx, visit.id, null, visit.forServices ?? undefined)
  return undone
}

/** What was not sent on was done with it: it is open again, but for what an earlier counter did. */
async function reopenMatters(tx: Tx, visit: Visit, before: Visit['forServices']): Promise<void> {
  const { forServices } = visit
  if (!forServices) return
  const matters = (await mattersOf(tx, [visit.id])).get(visit.id) ?? []
  const all = before ?? matters.map(({ serviceId }) => serviceId)
  const kept = all.filter((service) => !forServices.includes(service))
  await setOutcome(tx, visit.id, null, kept)
}

function changesOf(
  event: VisitEvent,
  visit: Visit,
  { counterId, now }: Pick<CounterDay, 'counterId'> & { readonly now: Instant },
  before: Visit['forServices'],
): VisitChanges {
  if (event === 'called') return {}
  // They could be called before, and can be if this call is withdrawn.
  if (event === 'missed') return { counterId, missedCount: visit.missedCount - 1, callableFrom: now }
  if (event === 'sent_on') return { counterId, forCounterId: null, forServices: before }
  return { counterId }
}

/** The person has gone on neither to the second of two linked visits nor to another site. */
async function canReopen(tx: Tx, visit: Visit): Promise<boolean> {
  const { linked } = visit
  if (await sentElsewhere(tx, visit)) return false
  if (!linked || linked.second) return true
  return (await loadVisit(tx, linked.visitId))?.ticketNumber === null
}
