import { listSites } from '#features/authority/actions.ts'
import type { Site } from '#features/authority/model.ts'
import { loadVisit, visitByLink } from '#features/visit/actions.ts'
import type { Links, Visit } from '#features/visit/model.ts'
import type { Instant } from '#kernel/instant.ts'
import { dayOf } from '#kernel/wallTime.ts'
import { isLinkToken } from '#platform/crypto/token.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { type HallView, type HallWatch, hallOf } from '../actions.ts'
import { type Standing, standingIn } from './standing.ts'

/** What a link opens: its visit, the visit's site, and whether the link's day is over. */
export type VisitBehind = {
  readonly visit: Visit
  readonly site: Site
  readonly now: Instant
  readonly isPast: boolean
}

/** The visit behind a link; undefined for a token that opens nothing. */
export async function visitBehind(tx: Tx, links: Links, token: string): Promise<VisitBehind | undefined> {
  if (!isLinkToken(token)) return undefined
  const opened = await visitByLink(tx, links.digestOf(token))
  if (!opened) return undefined
  const visit = (await goneOn(tx, opened)) ?? opened
  const site = (await listSites(tx)).find((one) => one.id === visit.siteId)
  if (!site) return undefined
  return { visit, site, now: tx.now, isPast: visit.day < dayOf(tx.now, site.timeZone) }
}

/** The second of two linked visits, once the first is finished and the person has gone on to it. */
export async function goneOn(tx: Tx, { state, linked }: Visit): Promise<Visit | undefined> {
  if (state !== 'done' || !linked || linked.second) return undefined
  const second = await loadVisit(tx, linked.visitId)
  return second?.ticketNumber ? second : undefined
}

/** Where a visit stands now, with the view of the hall that says so. */
export type StandingNow = { readonly view: HallView; readonly standing: Standing | undefined }

/**
 * Where a visit stands. The view that the watch holds is used while it is as new as the visit, so that thousands of
 * pages that are loaded anew do not each read the hall.
 */
export async function standingNow(
  tx: Tx,
  hallWatch: HallWatch,
  { visit, site }: Pick<VisitBehind, 'visit' | 'site'>,
): Promise<StandingNow> {
  const present = hallWatch.present(tx.authority, site)
  const standing = present && standingIn(present, visit.id)
  if (present && standing?.visit.version === visit.version) return { view: present, standing }
  const view = await hallOf(tx, site)
  return { view, standing: standingIn(view, visit.id) }
}
