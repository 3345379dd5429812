import { listSites } from '#features/authority/actions.ts'
import { shiftsToday } from '#features/capacity/actions.ts'
import { applyEvent, tiedTo } from '#features/visit/actions.ts'
import type { Visit } from '#features/visit/model.ts'
import type { Id } from '#kernel/id.ts'
import { instantOf } from '#kernel/wallTime.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { openCountersOf } from '../store.ts'

/**
 * A counter has closed: whoever was sent on to it and has not been called there may be called by every counter that can
 * serve them, at the place they have. Who; also those who are set aside or missed a call.
 */
export async function untieFrom(tx: Tx, counterId: Id<'counter'>): Promise<readonly Visit[]> {
  return untie(tx, await tiedTo(tx, counterId))
}

/**
 * The same for those who were sent on to a counter that is closed and that nobody will open any more today: its last
 * shift of the day is over, or it has none. How many. While a shift is to come they are waited for, and the manager is
 * alarmed.
 */
export async function untieForsaken(tx: Tx): Promise<number> {
  const tied = await tiedTo(tx, null)
  if (tied.length === 0) return 0
  let untied = 0
  for (const site of await listSites(tx)) {
    const here = tied.filter(({ siteId }) => siteId === site.id)
    if (here.length === 0) continue
    const open = await openCountersOf(tx, site.id)
    const shifts = await shiftsToday(tx, site)
    const comes = ({ forCounterId, day }: Visit) =>
      shifts.some(
        ({ counterId, ends }) => counterId === forCounterId && instantOf(day, ends, site.timeZone) > tx.now,
      )
    const forsaken = here.filter(
      (visit) => visit.forCounterId !== null && !open.has(visit.forCounterId) && !comes(visit),
    )
    untied += (await untie(tx, forsaken)).length
  }
  return untied
}

async function untie(tx: Tx, tied: readonly Visit[]): Promise<readonly Visit[]> {
  const untied: Visit[] = []
  for (const visit of tied) {
    const freed = await applyEvent(tx, visit, 'untied', { forCounterId: null })
    if (freed.ok) untied.push(freed.value)
  }
  return untied
}
