import { listSites } from '#features/authority/actions.ts'
import { type HallView, mayComeBack } from '#features/hall/actions.ts'
import { loadVisit } from '#features/visit/actions.ts'
import { isOver, type Visit } from '#features/visit/model.ts'
import type { Id } from '#kernel/id.ts'
import { dayOf } from '#kernel/wallTime.ts'
import type { Tx } from '#platform/db/transaction.ts'

/** Is somebody in the hall today? Only they can be told of their turn. */
export async function isPresent(tx: Tx, { state, kind, siteId, day }: Visit): Promise<boolean> {
  if (kind !== 'on_site' || isOver(state) || state === 'held' || state === 'booked') return false
  const site = (await listSites(tx)).find(({ id }) => id === siteId)
  return site !== undefined && dayOf(tx.now, site.timeZone) === day
}

/** Somebody in a hall, and how many are before them; null once called. */
type Place = { readonly visit: Visit; readonly ahead: number | null }

/** Where everybody stands in a hall. */
export function placesOf(view: HallView): ReadonlyMap<Id<'visit'>, Place> {
  const atCounters = view.counters.flatMap(({ visit }) => (visit ? [{ visit, ahead: null }] : []))
  const all: readonly Place[] = [...view.waiting, ...view.parked, ...view.missed, ...atCounters]
  return new Map(all.map((place) => [place.visit.id, place]))
}

/**
 * Whom to tell instead of a visit that a view does not show: itself, because the view may be a moment older or a colleague
 * can still take back that it is over, the second of two linked visits, or nobody any more.
 */
export async function stillToTell(tx: Tx, visitId: Id<'visit'>): Promise<Id<'visit'> | undefined> {
  const visit = await loadVisit(tx, visitId)
  if (visit && (await isPresent(tx, visit))) return visitId
  const second = visit?.linked && !visit.linked.second && (await loadVisit(tx, visit.linked.visitId))
  if (second && (await isPresent(tx, second))) return second.id
  return (await mayComeBack(tx, visitId)) ? visitId : undefined
}
