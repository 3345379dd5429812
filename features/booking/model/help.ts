import { distanceKm, type Point } from '#features/authority/model/distance.ts'
import { siteOn } from '#features/authority/model/relocation.ts'
import { isServed, type Site } from '#features/authority/model.ts'
import { type Offer, takesWalkIns } from '#features/catalogue/model.ts'
import type { Id } from '#kernel/id.ts'
import type { Instant } from '#kernel/instant.ts'
import { dayOf } from '#kernel/wallTime.ts'
import { fits, type Narrowing } from './narrowing.ts'

// What helps where no time is free. A wish is set aside only where that is the help: another site leaves the place
// aside, another day the time. What somebody needs of a building is never set aside.

/** What somebody needs of a site wherever it is: who cannot climb steps is not helped by stairs elsewhere. */
export function needsOf({ stepFree, language, familyFriendly, selfService }: Narrowing): Narrowing {
  return {
    ...(stepFree === undefined ? {} : { stepFree }),
    ...(language === undefined ? {} : { language }),
    ...(familyFriendly === undefined ? {} : { familyFriendly }),
    ...(selfService === undefined ? {} : { selfService }),
  }
}

/** Where somebody wants to go, and what is needed there. */
export type PlaceWish = {
  readonly narrowing: Narrowing
  /** The one site that was asked for. */
  readonly siteKey?: string | undefined
  /** The place that `narrowing.near` names, where it is known. */
  readonly place?: Point | undefined
}

/** A site that takes people without appointment; `asWished`: it also lies where it was wished. */
export type WalkInChoice = { readonly site: Site; readonly asWished: boolean }

/**
 * The sites that take all these services without an appointment and have today what is needed there, those that lie
 * where it was wished first, else the nearest first where a place is known.
 */
export function walkInSites(
  { sites, rows }: { readonly sites: readonly Site[]; readonly rows: readonly Offer[] },
  services: readonly Id<'service'>[],
  { narrowing, siteKey, place }: PlaceWish,
  now: Instant,
): readonly WalkInChoice[] {
  const taken = new Set(
    rows.filter(({ mode }) => takesWalkIns(mode)).map(({ siteId, serviceId }) => `${siteId} ${serviceId}`),
  )
  const choices = sites.flatMap((site) => {
    if (!isServed(site, now) || !services.every((id) => taken.has(`${site.id} ${id}`))) return []
    const today = siteOn(site, dayOf(now, site.timeZone))
    if (!fits(today, needsOf(narrowing), undefined)) return []
    const asWished = (siteKey === undefined || site.key === siteKey) && fits(today, narrowing, place)
    return [{ site, asWished, far: place ? distanceKm(today, place) : 0 }]
  })
  return choices
    .toSorted((a, b) => Number(b.asWished) - Number(a.asWished) || a.far - b.far)
    .map(({ site, asWished }) => ({ site, asWished }))
}

/** How a call is foretold: by when, between which moments, or after about how long. */
export const CALL_WAYS = ['soon', 'between', 'about'] as const

/** When somebody is probably called, in whole minutes and corrected by what really happened before. */
export type CallForetold = {
  readonly way: (typeof CALL_WAYS)[number]
  readonly from: Instant
  readonly until: Instant
  /** With `about`: minutes from now on. */
  readonly aboutMinutes: number | null
}

/** What is foretold of a site to whoever would draw a number there now. */
export type Forecast = {
  /** No number is drawn for it now. */
  readonly stopped: boolean
  /** It is not certain that one more can be served today. */
  readonly doubtful: boolean
  /** Null where nothing is known. */
  readonly call: CallForetold | null
}

/** The forecast of a site for services together; undefined for a site that is closed or does not take them. */
export type ForecastOf = (siteId: Id<'site'>, services: readonly Id<'service'>[]) => Forecast | undefined

/** How it looks at a site now. */
export type Outlook = {
  readonly asWished: boolean
  /** Undefined where nobody looks ahead. */
  readonly forecast?: Forecast | undefined
  /** When it closes; null while it is closed. */
  readonly closesAt: Instant | null
  /** When it opens next; null where it is open or that is not known. */
  readonly opensAt: Instant | null
  readonly waiting: number
}

/**
 * Sites in the order in which they help: those that lie where it was wished, of these the open ones, of these those that
 * surely take one more; then where the call is foretold first, and where it is not foretold the one where the fewest
 * wait; of closed ones the one that opens first, and last the one of which nobody knows when. Equal ones stay in their
 * order.
 */
export function inOrderOfOutlook<T extends Outlook>(lines: readonly T[]): readonly T[] {
  const order = (a: number, b: number) => (a === b ? 0 : a - b)
  const isClosed = ({ closesAt }: Outlook) => Number(closesAt === null)
  // Nobody waits at a closed site; who is counted there has been left from the day.
  const waiting = (line: Outlook) => (isClosed(line) ? 0 : line.waiting)
  const opens = (line: Outlook) => (isClosed(line) ? (line.opensAt ?? Number.POSITIVE_INFINITY) : 0)
  const refusal = ({ forecast }: Outlook) =>
    2 * Number(forecast?.stopped === true) + Number(forecast?.doubtful === true)
  const called = ({ forecast }: Outlook) => forecast?.call?.until ?? Number.POSITIVE_INFINITY
  return lines.toSorted(
    (a, b) =>
      Number(b.asWished) - Number(a.asWished) ||
      isClosed(a) - isClosed(b) ||
      refusal(a) - refusal(b) ||
      order(called(a), called(b)) ||
      order(waiting(a), waiting(b)) ||
      order(opens(a), opens(b)),
  )
}
