import { getSettings } from '#features/authority/actions.ts'
import { contactOf, loadVisit, mattersOf } from '#features/visit/actions.ts'
import type { Contact, Visit, VisitMatter } from '#features/visit/model.ts'
import type { Id } from '#kernel/id.ts'
import { fail, ok, type Result } from '#kernel/result.ts'
import { dayOf } from '#kernel/wallTime.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { noteTold, type Replacement, readCalls, readReplacement } from '../store/replacement.ts'
import { acceptReplacement } from './replacement.ts'

/** Somebody without mail who has to be called because of a closing. */
export type Call = {
  readonly replacement: Replacement
  readonly visit: Visit
  readonly matters: readonly VisitMatter[]
  readonly contact: Contact | undefined
}

/** Whom to call, the earliest visit first; those who were told stand last. It does not say who called. */
export async function listCalls(tx: Tx): Promise<Call[]> {
  const { timeZone } = await getSettings(tx)
  const calls: Call[] = []
  const found = await readCalls(tx, dayOf(tx.now, timeZone))
  const matters = await mattersOf(
    tx,
    found.map(({ visitId }) => visitId),
  )
  for (const replacement of found) {
    const visit = await loadVisit(tx, replacement.visitId)
    if (!visit) continue
    const contact = await contactOf(tx, visit.id)
    calls.push({ replacement, visit, matters: matters.get(visit.id) ?? [], contact })
  }
  return calls
}

/** Notes that somebody was told, or takes that back. */
export async function tellByPhone(
  tx: Tx,
  id: Id<'replacement'>,
  told: boolean,
): Promise<Result<null, 'replacement_over'>> {
  return (await noteTold(tx, id, told)) ? ok(null) : fail('replacement_over')
}

/** Accepts the new time for somebody on the telephone. */
export async function acceptForCaller(
  tx: Tx,
  id: Id<'replacement'>,
): Promise<Result<Visit, 'replacement_over'>> {
  const found = await readReplacement(tx, id)
  return found ? acceptReplacement(tx, found.visitId) : fail('replacement_over')
}
