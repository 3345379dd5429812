import { counterSkills } from '#features/capacity/actions.ts'
import {
  applyEvent,
  firstWaiting,
  lockVisitAt,
  mattersOf,
  missedUntilNow,
  setOutcome,
  visitsOfSite,
  type Waits,
} from '#features/visit/actions.ts'
import type { Visit, VisitChanges, VisitEvent } from '#features/visit/model.ts'
import type { Id } from '#kernel/id.ts'
import { type LocalDate, MINUTE, plus } from '#kernel/instant.ts'
import { fail, impossible, ok, type Result } from '#kernel/result.ts'
import { TryAgain } from '#platform/db/failure.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { type ChoiceReason, callableNow, canServe, isUndoable, nextToCall, type Waiting } from '../model.ts'
import { forgetUndo, keepBreak, keepMore, keepVisit } from '../store/undo.ts'
import {
  counterOpening,
  deleteOpenCounter,
  insertOpenCounter,
  lockHall,
  setPause,
  visitAtCounter,
} from '../store.ts'
import { goOnToSecond } from './arrive.ts'
import { noteRest } from './rests.ts'
import { hallRulesOf } from './rules.ts'
import { untieFrom } from './untie.ts'

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

/** Begins a break: the clerk stays, nobody is called. `counter_busy` while somebody is called or served there. */
export async function pauseCounter(
  tx: Tx,
  here: CounterDay,
): Promise<Result<null, 'counter_busy' | 'counter_closed'>> {
  lockHall(tx, here.siteId)
  const open = await counterOpening(tx, here.counterId)
  if (!open) return fail('counter_closed')
  if (open.busyWith) return fail('counter_busy')
  keepBreak(tx, here.counterId, 'paused', open.pausedAt)
  await setPause(tx, here.counterId, tx.now)
  tx.touch(here.siteId)
  return ok(null)
}

/** Ends the break of a counter. */
export async function resumeCounter(tx: Tx, here: CounterDay): Promise<Result<null, 'counter_closed'>> {
  const open = await counterOpening(tx, here.counterId)
  if (!open) return fail('counter_closed')
  keepBreak(tx, here.counterId, 'resumed', open.pausedAt)
  await noteRest(tx, here, open.pausedAt)
  await setPause(tx, here.counterId, null)
  tx.touch(here.siteId)
  return ok(null)
}

/**
 * Closes a counter. `counter_busy` while somebody is called or served there, so that nobody is stranded; whoever was sent
 * on to it is no longer tied to it. Who that was.
 */
export async function closeCounter(
  tx: Tx,
  here: CounterDay,
): Promise<Result<readonly Visit[], 'counter_busy'>> {
  // Somebody may just be called there, by a second press.
  lockHall(tx, here.siteId)
  if (await visitAtCounter(tx, here.counterId)) return fail('counter_busy')
  forgetUndo(tx, here.counterId)
  await noteRest(tx, here, (await counterOpening(tx, here.counterId))?.pausedAt ?? null)
  await deleteOpenCounter(tx, here.counterId)
  tx.touch(here.siteId)
  return ok(await untieFrom(tx, here.counterId))
}

/** Somebody who waits, with all that the call order and the counter need of them. */
type Candidate = Waiting & { readonly visit: Visit }

/** Everybody who waits at a site today, as the call order sees them. */
export async function candidatesOf(
  tx: Tx,
  { siteId, day }: Pick<CounterDay, 'siteId' | 'day'>,
): Promise<Candidate[]> {
  const waiting = await visitsOfSite(tx, siteId, day, ['waiting'])
  const matters = await mattersOf(
    tx,
    waiting.map((visit) => visit.id),
  )
  return waiting.map((visit) =>
    candidate({ visit, services: (matters.get(visit.id) ?? []).map((matter) => matter.serviceId) }),
  )
}

function candidate({ visit, services }: Waits): Candidate {
  return {
    id: visit.id,
    ticketNumber: visit.ticketNumber ?? impossible('waiting without number'),
    dueAt: visit.dueAt ?? impossible('waiting without key'),
    callableFrom: visit.callableFrom ?? impossible('waiting without time'),
    services: visit.forServices ?? services,
    awayUntil: visit.awayUntil,
    forCounterId: visit.forCounterId,
    visit,
  }
}

export type CallRefusal = 'counter_closed' | 'counter_paused' | 'counter_busy'

/** Is this counter free to call somebody? From here on the hall stands still for the others who call. */
export async function freeToCall(tx: Tx, here: CounterDay): Promise<Result<null, CallRefusal>> {
  lockHall(tx, here.siteId)
  const open = await counterOpening(tx, here.counterId)
  if (!open || open.siteId !== here.siteId) return fail('counter_closed')
  if (open.pausedAt !== null) return fail('counter_paused')
  return open.busyWith ? fail('counter_busy') : ok(null)
}

async function call(tx: Tx, here: CounterDay, visit: Visit, reason: ChoiceReason | null): Promise<Visit> {
  const changes = { counterId: here.counterId, calledAt: tx.now, callCount: 1 }
  keepVisit(tx, here.counterId, 'called', visit.id)
  const called = await applyEvent(tx, visit, 'called', changes, { reason })
  // The person left or was changed in this very moment; others may be waiting.
  if (!called.ok) throw new TryAgain()
  return called.value
}

/**
 * Calls the next person to a counter: the right one by the call order among those that the counter can serve.
 * `nobody_waiting` if there is none, `counter_busy` while somebody is called or served here.
 */
export async function callNext(
  tx: Tx,
  here: CounterDay,
): Promise<Result<Visit, CallRefusal | 'nobody_waiting'>> {
  const { siteId, day, counterId } = here
  const counter = { counterId, skills: await counterSkills(tx, counterId) }
  // Both are asked at once: while one counter looks, all others wait.
  const [free, waits] = await Promise.all([freeToCall(tx, here), firstWaiting(tx, siteId, day, LOOKED_AT)])
  if (!free.ok) return free
  const first = waits.map(candidate)
  const next =
    callableNow(first, counter, tx.now) ??
    nextToCall(first.length < LOOKED_AT ? first : await candidatesOf(tx, here), counter, tx.now)
  return next ? ok(await call(tx, here, next.visit, null)) : fail('nobody_waiting')
}

/** How many who come first in the order are read before everybody is. */
const LOOKED_AT = 16

/**
 * Calls somebody from the list, out of order, with a reason that the journal keeps. Also somebody who was sent
 * to another counter or is away by their word: they stand before the colleague. `not_served_here` if the counter cannot
 * do all that is left for them.
 */
export async function callChosen(
  tx: Tx,
  here: CounterDay,
  visitId: Id<'visit'>,
  reason: ChoiceReason,
): Promise<Result<Visit, CallRefusal | 'not_waiting' | 'not_served_here'>> {
  const free = await freeToCall(tx, here)
  if (!free.ok) return free
  const chosen = (await candidatesOf(tx, here)).find(({ id }) => id === visitId)
  if (!chosen) return fail('not_waiting')
  const skills = await counterSkills(tx, here.counterId)
  if (!canServe({ counterId: here.counterId, skills }, { ...chosen, forCounterId: null }))
    return fail('not_served_here')
  return ok(await call(tx, here, chosen.visit, reason))
}

export type CounterRefusal = 'nobody_here' | 'not_possible'

/** Lets something happen to the person at a counter; most of it can be taken back for some seconds. */
export async function atCounter(
  tx: Tx,
  here: CounterDay,
  event: VisitEvent,
  changes: (visit: Visit) => VisitChanges,
  reason: string | null = null,
): Promise<Result<Visit, CounterRefusal>> {
  const visit = await lockVisitAt(tx, here.counterId)
  if (!visit) return fail('nobody_here')
  if (isUndoable(event)) keepVisit(tx, here.counterId, event, visit.id)
  const applied = await applyEvent(tx, visit, event, changes(visit), { reason })
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

type CounterOutcome = 'done' | 'partly' | 'not_possible'

/** The person was served; every matter that was left to do here gets the outcome, but for those of `others`. */
export async function finish(
  tx: Tx,
  here: CounterDay,
  outcome: CounterOutcome,
  others: readonly { readonly serviceId: Id<'service'>; readonly outcome: CounterOutcome }[] = [],
): Promise<Result<Visit, CounterRefusal>> {
  const finished = await atCounter(tx, here, 'finished', () => ({}))
  if (!finished.ok) return finished
  const { id, forServices } = finished.value
  await setOutcome(tx, id, outcome, forServices ?? undefined)
  for (const other of others) await setOutcome(tx, id, other.outcome, [other.serviceId])
  await goOnToSecond(tx, finished.value)
  return finished
}

/**
 * The person did not come: they wait some minutes and are then called once more, at the place they had; a second miss
 * ends the visit. `call_again_first` while they were called less often than the rules want.
 */
export async function missed(
  tx: Tx,
  here: CounterDay,
): Promise<Result<Visit, CounterRefusal | 'call_again_first'>> {
  const rules = await hallRulesOf(tx, here.siteId)
  const calls = (await lockVisitAt(tx, here.counterId))?.callCount
  if (calls !== undefined && calls < rules.callsBeforeMissed) return fail('call_again_first')
  const marked = await atCounter(tx, here, 'missed', (visit) => ({
    missedCount: visit.missedCount + 1,
    callableFrom: plus(tx.now, rules.missedWaitMinutes * MINUTE),
  }))
  if (!marked.ok || marked.value.missedCount < 2) return marked
  const left = await applyEvent(tx, marked.value, 'left')
  if (!left.ok) return fail('not_possible')
  keepMore(tx, here.counterId, { visit: left.value })
  return left
}

/** Visits at a time in one transaction. */
const AT_ONCE = 100

/** Lets those who missed a call wait again when their minutes are over. How many. */
export async function returnMissed(tx: Tx): Promise<number> {
  let returned = 0
  for (const visit of await missedUntilNow(tx, AT_ONCE)) {
    const applied = await applyEvent(tx, visit, 'returned')
    if (applied.ok) returned++
  }
  return returned
}

/** Takes a call back: the person waits again with the key they had. */
export function withdrawCall(tx: Tx, here: CounterDay): Promise<Result<Visit, CounterRefusal>> {
  return atCounter(tx, here, 'withdrawn', () => ({}))
}
