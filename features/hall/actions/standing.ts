import { type MatterRefusal, readMatters } from '#features/catalogue/actions.ts'
import { isPickUp } from '#features/catalogue/model.ts'
import { followReturn } from '#features/message/actions.ts'
import { applyEvent, lockVisit, mattersOf, setMatters, setOutcome } from '#features/visit/actions.ts'
import type { Credit, Need, Visit } from '#features/visit/model.ts'
import type { Id } from '#kernel/id.ts'
import { type Instant, MINUTE, plus } from '#kernel/instant.ts'
import { fail, ok, type Result } from '#kernel/result.ts'
import type { Tx } from '#platform/db/transaction.ts'
import {
  awayFor,
  type CreditSource,
  creditOf,
  creditReason,
  type DeskReason,
  minutesUntilBack,
  withCredit,
} from '../model.ts'
import { forgetTold } from '../store/returning.ts'
import { keepMore, keepVisit } from '../store/undo.ts'
import { visitAtCounter } from '../store.ts'
import type { CounterDay } from './call.ts'
import { hallRulesOf } from './rules.ts'

/**
 * "I need ten more minutes", or "I am back by the time that you told me": the person keeps their key, lets others go first
 * and is not called until then, or until they say that they are back; what they said before is never made shorter.
 * Somebody who is being called goes back into the hall. Without a time: as the rules say. `time_is_over` where what they
 * were told is in the past.
 */
export async function goAway(
  tx: Tx,
  visitId: Id<'visit'>,
  asked?: number | { readonly backBy: Instant },
): Promise<Result<Visit, 'not_waiting' | 'time_is_over'>> {
  const visit = await lockVisit(tx, visitId)
  if (visit?.state !== 'waiting' && visit?.state !== 'called') return fail('not_waiting')
  const usual = asked ?? (await hallRulesOf(tx, visit.siteId)).awayMinutes
  const minutes = minutesUntilBack(typeof usual === 'number' ? { minutes: usual } : usual, visit, tx.now)
  return minutes === undefined ? fail('time_is_over') : away(tx, visit, minutes)
}

/**
 * Notes that somebody is out of the hall for so many minutes, by their own word, or on the way there from another site;
 * the journal knows for how long. What a colleague told them before holds no longer.
 */
export async function away(
  tx: Tx,
  visit: Visit,
  minutes: number,
  onTheWay = false,
): Promise<Result<Visit, 'not_waiting'>> {
  const changes = { awayUntil: plus(tx.now, minutes * MINUTE), onTheWay }
  const gone = await applyEvent(tx, visit, 'went_away', changes, { reason: awayFor(minutes, onTheWay) })
  if (!gone.ok) return fail('not_waiting')
  await forgetTold(tx, visit.id)
  await followReturn(tx, gone.value)
  return gone
}

/** The person is back in the hall and may be called at once; no harm if they never were away. */
export async function comeBack(tx: Tx, visitId: Id<'visit'>): Promise<Result<Visit, 'not_waiting'>> {
  const visit = await lockVisit(tx, visitId)
  if (visit?.state !== 'waiting') return fail('not_waiting')
  if (visit.awayUntil === null) return ok(visit)
  const back = await applyEvent(tx, visit, 'came_back', { awayUntil: null, onTheWay: false })
  if (!back.ok) return fail('not_waiting')
  await followReturn(tx, back.value)
  return back
}

/** Where a credit that the desk gives comes from; terminal and need are kinds of their own. */
function sourceOf(reason: DeskReason): CreditSource {
  if (reason === 'terminal') return 'self_service'
  return reason === 'need' ? 'need' : 'desk'
}

/** The desk lets somebody come forward, with a reason; each kind of credit once, all together up to the ceiling. */
export async function giveCredit(
  tx: Tx,
  visitId: Id<'visit'>,
  deskReason: DeskReason,
): Promise<Result<Visit, 'not_waiting' | 'credit_given_already' | 'no_credit'>> {
  const visit = await lockVisit(tx, visitId)
  if (!visit || visit.referenceAt === null || visit.dueAt === null) return fail('not_waiting')
  const source = sourceOf(deskReason)
  const credit = await creditHere(tx, visit, source)
  const has = visit.credits.find(({ kind }) => kind === (credit?.kind ?? source))
  if (has && !(credit && isRaised(has, credit, source))) return fail('credit_given_already')
  if (!credit) return fail('no_credit')
  const reason = source === 'desk' ? `desk_${deskReason}` : source
  const given = await applyEvent(tx, visit, 'credited', await counting(tx, visit, credit), { reason })
  return given.ok ? given : fail('not_waiting')
}

async function creditHere(tx: Tx, { siteId }: Visit, source: CreditSource): Promise<Credit | undefined> {
  return creditOf(source, await hallRulesOf(tx, siteId))
}

/** Each kind counts once. Only what somebody said of themselves becomes more when a colleague notes it. */
function isRaised(has: Credit, now: Credit, source: CreditSource): boolean {
  return source === 'need' && now.minutes > has.minutes
}

/** What becomes of somebody's place with one more credit. */
async function counting(tx: Tx, visit: Visit, credit: Credit) {
  const { siteId, referenceAt, dueAt, credits } = visit
  if (referenceAt === null || dueAt === null) return {}
  const { creditCeilingMinutes } = await hallRulesOf(tx, siteId)
  return withCredit({ referenceAt, dueAt, credits }, credit, creditCeilingMinutes)
}

/** Lets somebody who waits come forward, if this is worth anything and they do not have it yet. */
async function credited(
  tx: Tx,
  visit: Visit,
  source: Exclude<CreditSource, 'desk'>,
): Promise<Result<Visit, 'not_here'>> {
  const credit = visit.state === 'waiting' ? await creditHere(tx, visit, source) : undefined
  const has = visit.credits.find(({ kind }) => kind === credit?.kind)
  if (!credit || (has && !isRaised(has, credit, source))) return ok(visit)
  const reason = creditReason(source, credit.minutes)
  const given = await applyEvent(tx, visit, 'credited', await counting(tx, visit, credit), { reason })
  return given.ok ? given : fail('not_here')
}

/**
 * Notes what somebody needs; nobody is asked why. Who waits with a need is called earlier, once: by what a noted need
 * is worth here, or one that people tell a device themselves (docs/decisions/own-needs.md).
 */
export async function noteNeeds(
  tx: Tx,
  visitId: Id<'visit'>,
  needs: readonly Need[],
  by: 'staff' | 'themselves' = 'staff',
): Promise<Result<Visit, 'not_here'>> {
  const visit = await lockVisit(tx, visitId)
  if (!visit) return fail('not_here')
  const noted = await applyEvent(tx, visit, 'need_noted', {
    needs: [...new Set(needs)],
    counterId: visit.counterId,
  })
  if (!noted.ok) return fail('not_here')
  if (needs.length === 0) return noted
  return credited(tx, noted.value, by === 'staff' ? 'need' : 'own_need')
}

/**
 * What somebody comes for, changed at desk or counter: added on the spot, taken out, or for another number of people.
 * Whoever was sent on and is left with nothing but what was done before is here for that once more.
 */
export async function changeMatters(
  tx: Tx,
  visitId: Id<'visit'>,
  asked: readonly { readonly serviceKey: string; readonly people: number }[],
): Promise<Result<Visit, MatterRefusal | 'not_here'>> {
  const visit = await lockVisit(tx, visitId)
  // What is booked holds cells, which have to fit as well (changeBookedMatters).
  if (!visit || visit.state === 'booked') return fail('not_here')
  const read = await readMatters(tx, asked)
  if (!read.ok) return read
  const { matters, services, minutes } = read.value
  const known = (await mattersOf(tx, [visit.id])).get(visit.id) ?? []
  const after = matters.map(({ service }) => service.id)
  const isDone = new Set(known.flatMap(({ serviceId, outcome }) => (outcome ? [serviceId] : [])))
  const left = visit.forServices && after.filter((service) => !isDone.has(service))
  const onceMore = left?.length === 0
  const key = visit.counterId ?? visit.id
  keepVisit(tx, key, 'matters_changed', visit.id)
  const changed = await applyEvent(tx, visit, 'matters_changed', {
    minutes,
    people: Math.max(...matters.map(({ people }) => people)),
    counterId: visit.counterId,
    forServices: onceMore ? null : left,
  })
  if (!changed.ok) return fail('not_here')
  await setMatters(
    tx,
    visit.id,
    matters.map(({ service, people }) => ({ serviceId: service.id, people })),
  )
  if (onceMore) await setOutcome(tx, visit.id, null)
  if (!isPickUp(services)) return changed
  const forward = await credited(tx, changed.value, 'pick_up')
  if (forward.ok) keepMore(tx, key, { visit: forward.value })
  return forward
}

/** The same for the person who is called or served at a counter. */
export async function changeMattersHere(
  tx: Tx,
  { counterId }: Pick<CounterDay, 'counterId'>,
  asked: readonly { readonly serviceKey: string; readonly people: number }[],
): Promise<Result<Visit, MatterRefusal | 'not_here' | 'nobody_here'>> {
  const visitId = await visitAtCounter(tx, counterId)
  return visitId ? changeMatters(tx, visitId, asked) : fail('nobody_here')
}
