import { counterSkills, listCounters } from '#features/capacity/actions.ts'
import {
  addNote,
  applyEvent,
  lockVisit,
  lockVisitAt,
  mattersOf,
  setOutcome,
} from '#features/visit/actions.ts'
import type { ParkedFor, Visit } from '#features/visit/model.ts'
import type { Id } from '#kernel/id.ts'
import { fail, type Result } from '#kernel/result.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { canServe } from '../model.ts'
import { keepVisit } from '../store/undo.ts'
import { lockHall } from '../store.ts'
import { atCounter, type CallRefusal, type CounterDay, type CounterRefusal, freeToCall } from './call.ts'

/** Sets the person at a counter aside: they wait for a photo, for papers or for a colleague, and the counter is free. */
export function park(tx: Tx, here: CounterDay, parkedFor: ParkedFor): Promise<Result<Visit, CounterRefusal>> {
  return atCounter(tx, here, 'parked', () => ({ parkedFor }), parkedFor)
}

type TakeRefusal = CallRefusal | 'not_served_here'

/** Can this counter do all that is left of a visit? */
async function serves(tx: Tx, counterId: Id<'counter'>, visit: Visit): Promise<boolean> {
  const services =
    visit.forServices ?? ((await mattersOf(tx, [visit.id])).get(visit.id) ?? []).map((each) => each.serviceId)
  return canServe({ counterId, skills: await counterSkills(tx, counterId) }, { services, forCounterId: null })
}

/** Takes somebody who was set aside back to a counter, where they go on at once. */
export async function fetchBack(
  tx: Tx,
  here: CounterDay,
  visitId: Id<'visit'>,
): Promise<Result<Visit, TakeRefusal | 'not_parked'>> {
  const ready = await freeToCall(tx, here)
  if (!ready.ok) return ready
  const visit = await lockVisit(tx, visitId)
  if (visit?.state !== 'parked' || visit.siteId !== here.siteId || visit.day !== here.day)
    return fail('not_parked')
  if (!(await serves(tx, here.counterId, visit))) return fail('not_served_here')
  keepVisit(tx, here.counterId, 'fetched', visit.id)
  const fetched = await applyEvent(tx, visit, 'fetched', { counterId: here.counterId })
  return fetched.ok ? fetched : fail('not_parked')
}

/** What somebody was set aside for is there: they wait again, at the place they had. The desk can take it back. */
export async function unpark(
  tx: Tx,
  siteId: Id<'site'>,
  visitId: Id<'visit'>,
): Promise<Result<Visit, 'not_parked'>> {
  const visit = await lockVisit(tx, visitId)
  if (visit?.state !== 'parked' || visit.siteId !== siteId) return fail('not_parked')
  keepVisit(tx, visit.id, 'unparked', visit.id)
  const back = await applyEvent(tx, visit, 'unparked')
  return back.ok ? back : fail('not_parked')
}

/** Brings the person at a colleague's counter to this one: called or served, they stay what they are. */
export async function takeOver(
  tx: Tx,
  here: CounterDay,
  from: Id<'counter'>,
): Promise<Result<Visit, TakeRefusal | 'nobody_there'>> {
  const ready = await freeToCall(tx, here)
  if (!ready.ok) return ready
  const visit = await lockVisitAt(tx, from)
  if (!visit || visit.siteId !== here.siteId) return fail('nobody_there')
  if (!(await serves(tx, here.counterId, visit))) return fail('not_served_here')
  keepVisit(tx, here.counterId, 'taken_over', visit.id)
  const taken = await applyEvent(tx, visit, 'taken_over', { counterId: here.counterId })
  return taken.ok ? taken : fail('nobody_there')
}

/**
 * Somebody goes without having been served: the person at a counter, or one of those who were set aside. `not_parked`
 * if that one is no longer set aside here.
 */
export async function markLeft(
  tx: Tx,
  here: CounterDay,
  parked: Id<'visit'> | null = null,
): Promise<Result<Visit, CounterRefusal | 'not_parked'>> {
  if (parked === null) return atCounter(tx, here, 'left', () => ({}))
  const visit = await lockVisit(tx, parked)
  if (visit?.state !== 'parked' || visit.siteId !== here.siteId || visit.day !== here.day)
    return fail('not_parked')
  keepVisit(tx, here.counterId, 'left', visit.id)
  const left = await applyEvent(tx, visit, 'left')
  return left.ok ? left : fail('not_parked')
}

/** Where the person goes next: to one counter, or to whoever can do these matters. */
export type NextStep = { readonly counterId: Id<'counter'> } | { readonly services: readonly Id<'service'>[] }

/**
 * Sends the person on to another counter or skill of the site, with a note: they keep number and key. What is not sent
 * on is done. `nobody_can` if no counter of the site could ever call them then.
 */
export async function sendOn(
  tx: Tx,
  here: CounterDay,
  next: NextStep,
  note: string | null,
): Promise<Result<Visit, CounterRefusal | 'nobody_can' | 'unknown_matter'>> {
  // The other counter may be closing at this moment, and then has to know who was sent to it.
  if ('counterId' in next) lockHall(tx, here.siteId)
  const visit = await lockVisitAt(tx, here.counterId)
  if (!visit) return fail('nobody_here')
  const matters = (await mattersOf(tx, [visit.id])).get(visit.id) ?? []
  // What was done at an earlier counter stays done, wherever the rest goes.
  const all = visit.forServices ?? matters.map(({ serviceId }) => serviceId)
  const services = 'services' in next ? next.services : visit.forServices
  if (services && !(services.length > 0 && services.every((each) => all.includes(each))))
    return fail('unknown_matter')
  const forCounterId = 'counterId' in next ? next.counterId : null
  const others = (await listCounters(tx, here.siteId)).filter(({ id }) => id !== here.counterId)
  const wanted = { services: services ?? all, forCounterId }
  if (!others.some(({ id, skills }) => canServe({ counterId: id, skills }, wanted))) return fail('nobody_can')
  const sent = await atCounter(tx, here, 'sent_on', () => ({
    forCounterId,
    forServices: services,
    callableFrom: tx.now,
  }))
  if (!sent.ok) return sent
  if (services) await setOutcome(tx, visit.id, 'done', without(all, services))
  if (note !== null) await addNote(tx, visit.id, note)
  return sent
}

function without<T>(all: readonly T[], some: readonly T[]): T[] {
  return all.filter((each) => !some.includes(each))
}
