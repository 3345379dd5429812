import { applyEvent, lockLinked, setOutcome } from '#features/visit/actions.ts'
import type { Visit } from '#features/visit/model.ts'
import type { Id } from '#kernel/id.ts'
import { fail, ok, type Result } from '#kernel/result.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { tell } from './change.ts'
import { giveBack } from './freed.ts'
import { dropReplacement } from './replacementEnd.ts'
import { endWishOfVisit } from './wishEnd.ts'

/**
 * All that a booking was for is done: nobody has to come, its time is free for others, and its person is told. Pressed
 * twice it stays settled. Of two linked visits both. `not_booked`: somebody has come already, or it was cancelled.
 */
export async function settleBooking(tx: Tx, visitId: Id<'visit'>): Promise<Result<Visit, 'not_booked'>> {
  const both = await lockLinked(tx, visitId)
  const visit = both.find(({ id }) => id === visitId)
  if (visit?.state === 'settled') return ok(visit)
  if (both.length === 0 || both.some(({ state }) => state !== 'booked')) return fail('not_booked')
  const settled: Visit[] = []
  for (const each of both) {
    const applied = await applyEvent(tx, each, 'settled')
    if (!applied.ok) return fail('not_booked')
    await endWishOfVisit(tx, each.id)
    await dropReplacement(tx, each.id)
    await giveBack(tx, each.id, 'returned')
    await setOutcome(tx, each.id, 'done')
    settled.push(applied.value)
  }
  const [first] = settled
  if (!first) return fail('not_booked')
  // One mail tells of both.
  await tell(tx, first, 'settled')
  return ok(first)
}
