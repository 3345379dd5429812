import { listSites } from '#features/authority/actions.ts'
import type { Site } from '#features/authority/model.ts'
import { findServicesById } from '#features/catalogue/actions.ts'
import { loadVisit, mattersOf, secondToCome, sentElsewhere, visitByLink } from '#features/visit/actions.ts'
import { countsNow, isOver, type Links, type Visit } from '#features/visit/model.ts'
import type { Instant } from '#kernel/instant.ts'
import type { Language } from '#kernel/language.ts'
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
  const visit = await nowOf(tx, opened)
  const site = (await listSites(tx)).find((one) => one.id === visit.siteId)
  if (!site) return undefined
  return { visit, site, now: tx.now, isPast: visit.day < dayOf(tx.now, site.timeZone) }
}

/** The second of two linked visits, once it counts instead of the first. */
async function nowOf(tx: Tx, visit: Visit): Promise<Visit> {
  if (!visit.linked || visit.linked.second || !isOver(visit.state)) return visit
  const second = await loadVisit(tx, visit.linked.visitId)
  return second ? countsNow(visit, second) : visit
}

/** What comes after the first of two linked visits: when, and what for. */
export type Afterwards = { readonly at: Instant; readonly titles: readonly string[] }

/** What comes after a visit; undefined for one of its own and for the second of two. */
export async function afterwardsOf(
  tx: Tx,
  visit: Visit,
  language: Language,
): Promise<Afterwards | undefined> {
  const second = await secondToCome(tx, visit)
  if (!second || second.appointmentAt === null) return undefined
  const matters = (await mattersOf(tx, [second.id])).get(second.id) ?? []
  const services = await findServicesById(
    tx,
    matters.map(({ serviceId }) => serviceId),
  )
  return { at: second.appointmentAt, titles: services.map(({ texts }) => texts.title[language]) }
}

/** The visit at another site that goes on with one, for the page of the one that has ended. */
export type SentTo = { readonly site: Site; readonly ticketNumber: string; readonly token: string }

/** Where somebody was sent whose visit ended at a counter; undefined if it ended for good. */
export async function sentToOf(tx: Tx, links: Links, visit: Visit): Promise<SentTo | undefined> {
  if (visit.state !== 'done') return undefined
  const next = await sentElsewhere(tx, visit)
  const site = next && (await listSites(tx)).find(({ id }) => id === next.siteId)
  if (!next || !site || next.ticketNumber === null) return undefined
  const token = links.tokenOf(tx.authority.key, next.id, next.linkGeneration)
  return { site, ticketNumber: next.ticketNumber, token }
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
