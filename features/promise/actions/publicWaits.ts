import { listClosures, listSites } from '#features/authority/actions.ts'
import { closesAt, isServed, nextOpening, type Site } from '#features/authority/model.ts'
import { type FirstFree, firstFree } from '#features/booking/actions.ts'
import { listOffers, listServices } from '#features/catalogue/actions.ts'
import { type Service, takesWalkIns } from '#features/catalogue/model.ts'
import type { Intake } from '#features/hall/actions.ts'
import type { Told } from '#features/hall/model.ts'
import { waitingBySite } from '#features/visit/actions.ts'
import type { Instant } from '#kernel/instant.ts'
import { addDays, dayOf } from '#kernel/wallTime.ts'
import type { Authority } from '#platform/db/authority.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { countOpenCounters } from '../store.ts'

/** What everybody may know of a site before they go there. */
export type SiteWaits = {
  readonly site: Site
  /** Null while it is closed: then nobody draws a number. */
  readonly closesAt: Instant | null
  readonly opensAt: Instant | null
  readonly openCounters: number
  readonly waiting: number
  readonly services: readonly ServiceWaits[]
}

/** When whoever comes for a service is probably called, by when they arrive; nothing where nothing is known. */
export type ServiceWaits = {
  readonly service: Service
  /** Whether a number is drawn for it now, and what looking ahead found. */
  readonly intake: Intake
  /** The first free appointment for it there; null: none is free, or it is not done by appointment. */
  readonly firstFree: Instant | null
  readonly arriving: readonly { readonly inMinutes: number; readonly told: Told | undefined }[]
}

/** All sites by name, at one moment. */
export type PublicWaits = { readonly at: Instant; readonly sites: readonly SiteWaits[] }

/** The same for everybody who asks within a minute. */
export type ReadPublicWaits = (authority: Authority) => Promise<PublicWaits>

function firstFreeAt(free: readonly FirstFree[], { id }: Service, site: Site): Instant | null {
  const found = free.find(({ service }) => service.id === id)?.sites
  return found?.find((each) => each.site.id === site.id)?.startsAt ?? null
}

/** The sites that people can come to, with what is counted there now; of calls to come nothing is said yet. */
export async function sitesNow(tx: Tx): Promise<PublicWaits> {
  const sites = (await listSites(tx)).filter((site) => isServed(site, tx.now))
  const services = await listServices(tx)
  const offers = (await listOffers(tx)).filter(({ mode }) => takesWalkIns(mode))
  const counters = await countOpenCounters(tx)
  const free = await firstFree(tx)
  const waiting = new Map<string, Awaited<ReturnType<typeof waitingBySite>>>()
  const closures = await listClosures(tx, addDays(dayOf(tx.now, 'UTC'), -1))
  const seen: SiteWaits[] = []
  for (const site of sites) {
    const day = dayOf(tx.now, site.timeZone)
    const ofDay = waiting.get(day) ?? (await waitingBySite(tx, day))
    waiting.set(day, ofDay)
    const closing = closesAt(site, closures, tx.now) ?? null
    const offered = new Set(offers.flatMap(({ siteId, serviceId }) => (siteId === site.id ? serviceId : [])))
    seen.push({
      site,
      closesAt: closing,
      opensAt: closing === null ? (nextOpening(site, closures, tx.now) ?? null) : null,
      openCounters: closing === null ? 0 : (counters.get(site.id) ?? 0),
      waiting: ofDay.get(site.id) ?? 0,
      services: services
        .filter(({ id }) => offered.has(id))
        .map((service) => ({
          service,
          intake: { stop: null, seen: undefined, override: undefined },
          firstFree: firstFreeAt(free, service, site),
          arriving: [],
        })),
    })
  }
  const name = ({ site }: SiteWaits) => site.texts.name.de
  return { at: tx.now, sites: seen.toSorted((a, b) => name(a).localeCompare(name(b), 'de')) }
}
