import { getSettings, listSites } from '#features/authority/actions.ts'
import { siteOn } from '#features/authority/model/relocation.ts'
import type { Site } from '#features/authority/model.ts'
import { findServicesById } from '#features/catalogue/actions.ts'
import { allowedKind, type Service } from '#features/catalogue/model.ts'
import type { VisitKind } from '#features/visit/model.ts'
import { DAY, type Instant, plus } from '#kernel/instant.ts'
import { dayOf } from '#kernel/wallTime.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { type FreedRun, suitable } from '../model/allocation.ts'
import { aheadOf } from '../model/waitlist.ts'
import { openOfferOf } from '../store/offer.ts'
import { runsSince } from '../store/waitlistLog.ts'
import { type Wish, waitingWishes } from '../store/wish.ts'
import { inLine } from './wishFacts.ts'

/** Days in the past for which the outlook counts what became free. */
export const OUTLOOK_DAYS = 14

/** A wish with all that its page shows. */
export type DescribedWish = {
  readonly wish: Wish
  /** How a visit would take place now: as was wished, or on site where the city no longer offers that. */
  readonly kind: VisitKind
  readonly matters: readonly { readonly service: Service; readonly people: number }[]
  /** The wished sites; all that are still there. */
  readonly sites: readonly Site[]
  /** Undefined while there is none, and when its time to answer is over. */
  readonly offer:
    | { readonly site: Site; readonly startsAt: Instant; readonly minutes: number; readonly until: Instant }
    | undefined
  /** How many are before it and want some of the same; undefined unless it waits. */
  readonly ahead: number | undefined
  /** Times of the last two weeks that would have fitted; undefined unless it waits. */
  readonly freedLately: number | undefined
}

/** What is true of a wish now: its place in the line and the outlook are counted, never promised. */
export async function describeWish(tx: Tx, wish: Wish): Promise<DescribedWish> {
  const services = await findServicesById(tx, wish.serviceIds)
  const sites = await listSites(tx)
  const offer = wish.state === 'waiting' ? await openOfferOf(tx, wish.id) : undefined
  const site = offer && sites.find(({ id }) => id === offer.siteId)
  const waits = wish.state === 'waiting'
  return {
    wish,
    kind: allowedKind({ services, settings: await getSettings(tx) }, wish.kind),
    matters: wish.matters.flatMap(({ serviceId, people }) => {
      const service = services.find(({ id }) => id === serviceId)
      return service ? [{ service, people }] : []
    }),
    sites: sites.filter(({ id }) => wish.siteIds.includes(id)),
    offer:
      offer && site && offer.until > tx.now
        ? {
            site: siteOn(site, dayOf(offer.startsAt, site.timeZone)),
            startsAt: offer.startsAt,
            minutes: offer.minutes,
            until: offer.until,
          }
        : undefined,
    ahead: waits ? await countAhead(tx, wish) : undefined,
    freedLately: waits ? suitable(wish, await freedLately(tx)) : undefined,
  }
}

async function countAhead(tx: Tx, wish: Wish): Promise<number> {
  const { timeZone } = await getSettings(tx)
  const line = (await waitingWishes(tx)).map((each) => inLine(each, []))
  return aheadOf(inLine(wish, []), line, dayOf(tx.now, timeZone))
}

/** Every time that was freed in the last two weeks, each once: not those that came back from an offer. */
export async function freedLately(tx: Tx): Promise<FreedRun[]> {
  const looks = await runsSince(tx, plus(tx.now, -OUTLOOK_DAYS * DAY))
  return looks.flatMap(({ runs, begun }) =>
    begun ? runs.filter(({ batch, counts }) => batch === begun.batch && counts) : [],
  )
}
