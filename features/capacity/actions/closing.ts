import type { Closure, Site } from '#features/authority/model.ts'
import type { Id } from '#kernel/id.ts'
import { fail, ok, type Result } from '#kernel/result.ts'
import { dayOf } from '#kernel/wallTime.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { type CounterAway, EMPTY_PLAN } from '../model/shiftPlan.ts'
import { type Closing, endClosing, insertClosing, readClosing, readClosings } from '../store/closing.ts'
import { readShiftPlans } from '../store/shiftPlan.ts'
import { lockRelease } from '../store.ts'
import { listCounters } from './counters.ts'
import { planDays } from './release.ts'
import { releasedUntil } from './releaseMoment.ts'
import { changeAway, lastPlannedDay, type Publication } from './shiftPlan.ts'

export type { Closing } from '../store/closing.ts'

/** What shall be closed. */
export type ClosingWish = Pick<Closing, 'counterIds' | 'firstDay' | 'lastDay' | 'starts' | 'ends' | 'texts'>

export type ClosingRefusal = 'not_workable' | 'already_closed'

/**
 * Closes a site or some of its counters: published at once. Whoever can keep the time at another counter keeps it;
 * whoever cannot keeps the booking, without a place. Of two who close the same, the second is refused.
 */
export async function closeSite(
  tx: Tx,
  site: Site,
  wish: ClosingWish,
): Promise<Result<Publication & { readonly closingId: Id<'closing'> }, ClosingRefusal>> {
  await lockRelease(tx)
  await tx.changeReference()
  if (!(await isWorkable(tx, site, wish))) return fail('not_workable')
  const closingId = await insertClosing(tx, { ...wish, siteId: site.id })
  if (!closingId) return fail('already_closed')
  const published = await changeAway(tx, site, (away) => [...away, ...awayOf(wish)])
  if (!published.ok) return fail('not_workable')
  // Kiosks and displays of the site say so at once.
  tx.touch(site.id)
  return ok({ ...published.value, closingId })
}

/** Takes a closing back: places come again, and whoever has not answered yet keeps the old time. */
export async function reopenSite(
  tx: Tx,
  site: Site,
  closingId: Id<'closing'>,
): Promise<Result<Publication, 'not_closed' | 'not_workable'>> {
  await lockRelease(tx)
  await tx.changeReference()
  const closing = await readClosing(tx, closingId)
  if (closing?.siteId !== site.id || !(await endClosing(tx, closingId))) return fail('not_closed')
  const gone = awayOf(closing)
  const published = await changeAway(tx, site, (away) => without(away, gone))
  if (!published.ok) return fail('not_workable')
  tx.touch(site.id)
  return published
}

async function isWorkable(tx: Tx, site: Site, wish: ClosingWish): Promise<boolean> {
  const today = dayOf(tx.now, site.timeZone)
  if (wish.firstDay < today || wish.lastDay < wish.firstDay || wish.lastDay > lastPlannedDay(today))
    return false
  if ((wish.starts === null) !== (wish.ends === null)) return false
  if (wish.starts !== null && wish.ends !== null && wish.starts >= wish.ends) return false
  const own = new Set((await listCounters(tx, site.id)).map(({ id }) => id))
  return wish.counterIds.every((id) => own.has(id))
}

/** The absences of a closing; none for a whole site, whose hours end instead. */
function awayOf({ counterIds, firstDay, lastDay, starts, ends }: ClosingWish): CounterAway[] {
  return [...new Set(counterIds)].map((counterId) => ({ counterId, firstDay, lastDay, starts, ends }))
}

/** Each of these absences once less: the same one may have been entered twice. */
function without(away: readonly CounterAway[], gone: readonly CounterAway[]): CounterAway[] {
  const left = [...away]
  for (const one of gone) {
    const at = left.findIndex(
      (each) =>
        each.counterId === one.counterId &&
        each.firstDay === one.firstDay &&
        each.lastDay === one.lastDay &&
        each.starts === one.starts &&
        each.ends === one.ends,
    )
    if (at >= 0) left.splice(at, 1)
  }
  return left
}

/** What a closing would do to bookings: how many keep their time elsewhere, and whose claims would have no place. */
export async function foreseeClosing(
  tx: Tx,
  site: Site,
  wish: ClosingWish,
): Promise<Result<{ readonly replaced: number; readonly unplaced: readonly Id<'claim'>[] }, 'not_workable'>> {
  if (!(await isWorkable(tx, site, wish))) return fail('not_workable')
  const plan = (await readShiftPlans(tx)).get(site.id) ?? EMPTY_PLAN
  const closure: Closure = { ...wish, id: null, siteId: site.id }
  const days = await planDays(tx, {
    planOf: () => ({ ...plan, away: [...plan.away, ...awayOf(wish)] }),
    untilDay: await releasedUntil(tx),
    siteId: site.id,
    lock: false,
    closures: (known) => (wish.counterIds.length === 0 ? [...known, closure] : known),
  })
  const moves = days
    .filter(({ day }) => wish.firstDay <= day && day <= wish.lastDay)
    .flatMap(({ release }) => release.moves)
  const unplaced = moves.flatMap(({ claimId, placeId }) => (placeId === null ? [claimId] : []))
  return ok({ replaced: moves.length - unplaced.length, unplaced })
}

/** Closings of a site that are not over, newest first, also those that were taken back. */
export function closingsOf(tx: Tx, site: Site): Promise<Closing[]> {
  return readClosings(tx, site.id, dayOf(tx.now, site.timeZone))
}
