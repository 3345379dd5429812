import { applyEvent, lockVisit, saidComing } from '#features/visit/actions.ts'
import type { Visit } from '#features/visit/model.ts'
import type { Id } from '#kernel/id.ts'
import { fail, ok, type Result } from '#kernel/result.ts'
import type { Tx } from '#platform/db/transaction.ts'

/** Somebody says that they come, to the time that stands; staff sees it. Pressed twice it is said once. */
export async function sayComing(tx: Tx, visitId: Id<'visit'>): Promise<Result<Visit, 'not_booked'>> {
  const visit = await lockVisit(tx, visitId)
  if (visit?.state !== 'booked') return fail('not_booked')
  if ((await saidComing(tx, [visit.id])).has(visit.id)) return ok(visit)
  const applied = await applyEvent(tx, visit, 'coming_said')
  return applied.ok ? applied : fail('not_booked')
}
