import { counterSkills } from '#features/capacity/actions.ts'
import { applyEvent, lockVisit, mattersOf, setOutcome, visitsOfSite } from '#features/visit/actions.ts'
import type { Visit, VisitChanges, VisitEvent } from '#features/visit/model.ts'
import type { Id } from '#kernel/id.ts'
import type { LocalDate } from '#kernel/instant.ts'
import { fail, impossible, ok, type Result } from '#kernel/result.ts'
import { TryAgain } from '#platform/db/failure.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { nextToCall } from '../model.ts'
import { deleteOpenCounter, insertOpenCounter, lockHall, openCountersOf, visitAtCounter } from '../store.ts'
import { goOnToSecond } from './arrive.ts'

/** A counter of a site that a clerk sits at; `day` is the site's local day. */
export type CounterDay = {
  readonly siteId: Id<'site'>
  readonly counterId: Id<'counter'>
  readonly day: LocalDate
}

/** Opens a counter for calls. Opening an open counter is no harm: its session is what decides who sits there. */
export async function openCounter(tx: Tx, here: CounterDay): Promise<void> {
  await insertOpenCounter(tx, here.siteId, here.counterId)
  tx.touch(here.siteId)
}

/** Closes a counter. `counter_busy` while somebody is called or served there, so that nobody is stranded. */
export async function closeCounter(tx: Tx, here: CounterDay): Promise<Result<null, 'counter_busy'>> {
  if (await visitAtCounter(tx, here.counterId)) return fail('counter_busy')
  await deleteOpenCounter(tx, here.counterId)
  tx.touch(here.siteId)
  return ok(null)
}

/**
 * Calls the next person to a counter: the right one by the call order among those that the counter can serve.
 * `nobody_waiting` if there is none, `counter_busy` while somebody is called or served here.
 */
export async function callNext(
  tx: Tx,
  here: CounterDay,
): Promise<Result<Visit, 'counter_closed' | 'counter_busy' | 'nobody_waiting'>> {
  await lockHall(tx, here.siteId)
  if (!(await openCountersOf(tx, here.siteId)).has(here.counterId)) return fail('counter_closed')
  if (await visitAtCounter(tx, here.counterId)) return fail('counter_busy')
  const waiting = await visitsOfSite(tx, here.siteId, here.day, ['waiting'])
  const matters = await mattersOf(
    tx,
    waiting.map((visit) => visit.id),
  )
  const skills = await counterSkills(tx, here.counterId)
  const candidates = waiting.map((visit) => ({
    id: visit.id,
    ticketNumber: visit.ticketNumber ?? impossible('waiting without number'),
    dueAt: visit.dueAt ?? impossible('waiting without key'),
    callableFrom: visit.callableFrom ?? impossible('waiting without time'),
    services: (matters.get(visit.id) ?? []).map((matter) => matter.serviceId),
    visit,
  }))
  const next = nextToCall(candidates, skills, tx.now)
  if (!next) return fail('nobody_waiting')
  const changes = { counterId: here.counterId, calledAt: tx.now, callCount: 1 }
  const called = await applyEvent(tx, next.visit, 'called', changes)
  // The person left or was changed in this very moment; others may be waiting.
  if (!called.ok) throw new TryAgain()
  return called
}

export type CounterRefusal = 'nobody_here' | 'not_possible'

/** Lets something happen to the person at a counter. */
async function atCounter(
  tx: Tx,
  here: CounterDay,
  event: VisitEvent,
  changes: (visit: Visit) => VisitChanges,
): Promise<Result<Visit, CounterRefusal>> {
  const visitId = await visitAtCounter(tx, here.counterId)
  const visit = visitId && (await lockVisit(tx, visitId))
  if (!visit || visit.counterId !== here.counterId) return fail('nobody_here')
  const applied = await applyEvent(tx, visit, event, changes(visit))
  return applied.ok ? applied : fail('not_possible')
}

/** Shows and sounds the call once more. */
export function callAgain(tx: Tx, here: CounterDay): Promise<Result<Visit, CounterRefusal>> {
  return atCounter(tx, here, 'called_again', (visit) => ({
    counterId: here.counterId,
    calledAt: tx.now,
    callCount: visit.callCount + 1,
  }))
}

/** The person is at the counter. */
export function startServing(tx: Tx, here: CounterDay): Promise<Result<Visit, CounterRefusal>> {
  return atCounter(tx, here, 'started', () => ({ counterId: here.counterId }))
}

/** The person was served; every matter gets the outcome. */
export async function finish(
  tx: Tx,
  here: CounterDay,
  outcome: 'done' | 'partly' | 'not_possible',
): Promise<Result<Visit, CounterRefusal>> {
  const finished = await atCounter(tx, here, 'finished', () => ({}))
  if (finished.ok) {
    await setOutcome(tx, finished.value.id, outcome)
    await goOnToSecond(tx, finished.value)
  }
  return finished
}

/** The person did not come; the first time they may return with their key, a second miss ends the visit. */
export async function missed(tx: Tx, here: CounterDay): Promise<Result<Visit, CounterRefusal>> {
  const marked = await atCounter(tx, here, 'missed', (visit) => ({ missedCount: visit.missedCount + 1 }))
  if (!marked.ok || marked.value.missedCount < 2) return marked
  const left = await applyEvent(tx, marked.value, 'left')
  return left.ok ? left : fail('not_possible')
}

/** Takes a call back: the person waits again with the key they had. */
export function withdrawCall(tx: Tx, here: CounterDay): Promise<Result<Visit, CounterRefusal>> {
  return atCounter(tx, here, 'withdrawn', () => ({}))
}
