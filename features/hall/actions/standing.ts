import { type MatterRefusal, readMatters } from '#features/catalogue/actions.ts'
import { applyEvent, changeMattersOf, lockVisit, mattersOf } from '#features/visit/actions.ts'
import type { CreditKind, Need, Visit } from '#features/visit/model.ts'
import type { Id } from '#kernel/id.ts'
import { type Instant, MINUTE, plus } from '#kernel/instant.ts'
import { fail, ok, type Result } from '#kernel/result.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { awayFor, creditOf, type DeskReason, withCredit } from '../model.ts'
import { visitAtCounter } from '../store.ts'
import type { CounterDay } from './call.ts'
import { hallRulesOf } from './rules.ts'

/** Nobody is away for longer by one word. Minutes. */
export const LONGEST_AWAY = 60

/**
 * "I need ten more minutes": the person keeps their key, lets others go first and is not called until then, or until
 * they say that they are back. Somebody who is being called goes back into the hall. Without minutes: as the rules say.
 */
export async function goAway(
  tx: Tx,
  visitId: Id<'visit'>,
  minutes?: number,
): Promise<Result<Visit, 'not_waiting'>> {
  const visit = await lockVisit(tx, visitId)
  if (visit?.state !== 'waiting' && visit?.state !== 'called') return fail('not_waiting')
  const asked = minutes ?? (await hallRulesOf(tx, visit.siteId)).awayMinutes
  return away(tx, visit, Math.min(asked, LONGEST_AWAY))
}

/** Notes that somebody is out of the hall for so many minutes; the journal knows for how long. */
export async function away(tx: Tx, visit: Visit, minutes: number): Promise<Result<Visit, 'not_waiting'>> {
  const changes = { awayUntil: plus(tx.now, minutes * MINUTE) }
  const gone = await applyEvent(tx, visit, 'went_away', changes, { reason: awayFor(minutes) })
  return gone.ok ? gone : fail('not_waiting')
}

/** The person is back in the hall and may be called at once; no harm if they never were away. */
export async function comeBack(tx: Tx, visitId: Id<'visit'>): Promise<Result<Visit, 'not_waiting'>> {
  const visit = await lockVisit(tx, visitId)
  if (visit?.state !== 'waiting') return fail('not_waiting')
  if (visit.awayUntil === null) return ok(visit)
  const back = await applyEvent(tx, visit, 'came_back', { awayUntil: null })
  return back.ok ? back : fail('not_waiting')
}

/** What stands in the journal of a credit of the desk; the self-service terminal has a kind of its own. */
function creditReason(reason: DeskReason): { readonly kind: CreditKind; readonly reason: string } {
  if (reason === 'terminal') return { kind: 'self_service', reason: 'self_service' }
  if (reason === 'need') return { kind: 'need', reason: 'need' }
  return { kind: 'desk', reason: `desk_${reason}` }
}

/** The desk lets somebody come forward, with a reason; each kind of credit once, all together up to the ceiling. */
export async function giveCredit(
  tx: Tx,
  visitId: Id<'visit'>,
  deskReason: DeskReason,
): Promise<Result<Visit, 'not_waiting' | 'credit_given_already' | 'no_credit'>> {
  const visit = await lockVisit(tx, visitId)
  if (!visit || visit.referenceAt === null || visit.dueAt === null) return fail('not_waiting')
  const { kind, reason } = creditReason(deskReason)
  if (visit.credits.some((credit) => credit.kind === kind)) return fail('credit_given_already')
  const changed = await credited(tx, visit, kind)
  if (!changed) return fail('no_credit')
  const given = await applyEvent(tx, visit, 'credited', changed, { reason })
  return given.ok ? given : fail('not_waiting')
}

async function credited(
  tx: Tx,
  { siteId, referenceAt, dueAt, credits }: Visit,
  kind: CreditKind,
): Promise<(Pick<Visit, 'credits'> & { readonly dueAt: Instant }) | undefined> {
  const rules = await hallRulesOf(tx, siteId)
  const credit = creditOf(kind, rules)
  if (!credit || referenceAt === null || dueAt === null) return undefined
  return withCredit({ referenceAt, dueAt, credits }, credit, rules.creditCeilingMinutes)
}

/**
 * Notes what somebody needs; nobody is asked why. Who waits with a need that a colleague notes is called earlier, once.
 * What people say of themselves on phone or kiosk brings nobody forward: a tick would be worth twenty minutes.
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
  const isNew = by === 'staff' && needs.length > 0 && !visit.credits.some(({ kind }) => kind === 'need')
  const changed =
    isNew && noted.value.state === 'waiting' ? await credited(tx, noted.value, 'need') : undefined
  if (!changed) return noted
  const given = await applyEvent(tx, noted.value, 'credited', changed, { reason: 'need' })
  return given.ok ? given : fail('not_here')
}

/** What somebody comes for, changed at desk or counter: added on the spot, taken out, or for another number of people. */
export async function changeMatters(
  tx: Tx,
  visitId: Id<'visit'>,
  asked: readonly { readonly serviceKey: string; readonly people: number }[],
): Promise<Result<Visit, MatterRefusal | 'not_here'>> {
  const visit = await lockVisit(tx, visitId)
  if (!visit) return fail('not_here')
  const read = await readMatters(tx, asked)
  if (!read.ok) return read
  const { matters, minutes } = read.value
  const before = ((await mattersOf(tx, [visit.id])).get(visit.id) ?? []).map(({ serviceId }) => serviceId)
  const after = matters.map(({ service }) => service.id)
  const changed = await applyEvent(tx, visit, 'matters_changed', {
    minutes,
    counterId: visit.counterId,
    forServices: visit.forServices && after,
  })
  if (!changed.ok) return fail('not_here')
  await changeMattersOf(tx, visit.id, {
    add: matters
      .filter(({ service }) => !before.includes(service.id))
      .map(({ service, people }) => ({ serviceId: service.id, people })),
    drop: before.filter((serviceId) => !after.includes(serviceId)),
  })
  return changed
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
