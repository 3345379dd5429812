import {
  fewerCountersWords,
  getSettings,
  listClosures,
  listSites,
  listUnits,
} from '#features/authority/actions.ts'
import { isServed } from '#features/authority/model.ts'
import type { Caller } from '#features/staff/model.ts'
import { addDays, dayOf } from '#kernel/wallTime.ts'
import type { Authority } from '#platform/db/authority.ts'
import type { Database } from '#platform/db/database.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { bindPage, type PageAnswer } from '#platform/http/page.ts'
import type { HttpServer } from '#platform/http/serving.ts'
import { sharedName, type Together } from '#platform/http/together.ts'
import type { FrameOf } from '#ui/frame.ts'
import { htmlAnswer } from '#ui/render.ts'
import { listOffers, listServices } from './actions.ts'
import { answersOf } from './pages/answers.ts'
import { MissingPage } from './pages/MissingPage.tsx'
import { PapersPage } from './pages/PapersPage.tsx'
import { ServicePage } from './pages/ServicePage.tsx'
import { ServicesPage } from './pages/ServicesPage.tsx'
import { SitePage } from './pages/SitePage.tsx'
import { SitesPage } from './pages/SitesPage.tsx'
import { StartPage } from './pages/StartPage.tsx'
import { comingStops } from './pages/StopRows.tsx'
import { StopsPage } from './pages/StopsPage.tsx'

/** What the pages of the catalogue stand on. */
export type CataloguePageDependencies = {
  readonly database: Database
  readonly frame: FrameOf<Authority>
  readonly together: Together<PageAnswer>
}

/** Longer questions are cut: nobody types them, and they would stand in the title. */
const QUERY_LIMIT = 100

/** The start page with its search, and the pages of services and sites. */
export function registerCataloguePages(
  app: HttpServer<Caller, Authority>,
  { database, frame, together }: CataloguePageDependencies,
): void {
  const everyone = { who: 'everyone', allows: () => true }

  bindPage(app, {
    method: 'GET',
    path: '/',
    policy: everyone,
    handler: (request) =>
      together(sharedName(request), async () => {
        const query = (request.query.get('q') ?? '').trim().slice(0, QUERY_LIMIT)
        const known = await database.withAuthority(request.authority, async (tx) => ({
          ...(await readCalendar(tx)),
          services: await listServices(tx),
          sites: await servedSites(tx),
        }))
        return htmlAnswer(<StartPage frame={await frame(request)} {...known} query={query} />)
      }),
  })

  bindPage(app, {
    method: 'GET',
    path: '/services',
    policy: everyone,
    async handler(request) {
      const services = await database.withAuthority(request.authority, listServices)
      return htmlAnswer(<ServicesPage frame={await frame(request)} services={services} />)
    },
  })

  bindPage(app, {
    method: 'GET',
    path: '/services/:key',
    policy: everyone,
    handler: (request) =>
      together(sharedName(request), async () => {
        const known = await database.withAuthority(request.authority, (tx) =>
          readService(tx, request.params.key),
        )
        const shared = await frame(request)
        if (!known) return htmlAnswer(<MissingPage frame={shared} what="service" />, 404)
        const answers = answersOf(request.query, known.service)
        return htmlAnswer(<ServicePage frame={shared} {...known} answers={answers} />)
      }),
  })

  bindPage(app, {
    method: 'GET',
    path: '/services/:key/papers',
    policy: everyone,
    async handler(request) {
      const services = await database.withAuthority(request.authority, listServices)
      const service = services.find(({ key }) => key === request.params.key)
      const shared = await frame(request)
      if (!service) return htmlAnswer(<MissingPage frame={shared} what="service" />, 404)
      const answers = answersOf(request.query, service)
      return htmlAnswer(<PapersPage frame={shared} service={service} answers={answers} />)
    },
  })

  bindPage(app, {
    method: 'GET',
    path: '/sites',
    policy: everyone,
    async handler(request) {
      const known = await database.withAuthority(request.authority, async (tx) => ({
        ...(await readCalendar(tx)),
        units: await listUnits(tx),
        sites: await servedSites(tx),
      }))
      const units = known.units
        .map(({ key, texts }) => ({
          key,
          name: texts.name[request.language],
          sites: known.sites.filter((site) => site.unitKey === key),
        }))
        .filter((unit) => unit.sites.length > 0)
      return htmlAnswer(<SitesPage frame={await frame(request)} units={units} calendar={known.calendar} />)
    },
  })

  bindPage(app, {
    method: 'GET',
    path: '/stops',
    policy: everyone,
    async handler(request) {
      const stops = await database.withAuthority(request.authority, async (tx) => {
        const { calendar } = await readCalendar(tx)
        return comingStops(await servedSites(tx), calendar)
      })
      const district = (request.query.get('district') ?? '').slice(0, QUERY_LIMIT)
      return htmlAnswer(<StopsPage frame={await frame(request)} stops={stops} district={district} />)
    },
  })

  bindPage(app, {
    method: 'GET',
    path: '/sites/:key',
    policy: everyone,
    async handler(request) {
      const known = await database.withAuthority(request.authority, (tx) => readSite(tx, request.params.key))
      const shared = await frame(request)
      if (!known) return htmlAnswer(<MissingPage frame={shared} what="site" />, 404)
      return htmlAnswer(<SitePage frame={shared} {...known} />)
    },
  })
}

/** Sites to which people can come: a mobile one only while a stop is to come. */
async function servedSites(tx: Tx) {
  return (await listSites(tx)).filter((site) => isServed(site, tx.now))
}

async function readCalendar(tx: Tx) {
  const { timeZone, contact } = await getSettings(tx)
  const today = dayOf(tx.now, timeZone)
  // A day earlier: a site may lie in a zone in which it is still yesterday.
  const closures = await listClosures(tx, addDays(today, -1))
  return { calendar: { now: tx.now, closures }, today, phone: contact.phone }
}

async function readService(tx: Tx, key: string) {
  const service = (await listServices(tx)).find((each) => each.key === key)
  if (!service) return undefined
  const modes = new Map(
    (await listOffers(tx))
      .filter((offer) => offer.serviceId === service.id)
      .map((offer) => [offer.siteId, offer.mode]),
  )
  const places = (await servedSites(tx)).flatMap((site) => {
    const mode = modes.get(site.id)
    return mode === undefined ? [] : [{ site, mode }]
  })
  return { ...(await readCalendar(tx)), service, places }
}

async function readSite(tx: Tx, key: string) {
  const site = (await listSites(tx)).find((each) => each.key === key)
  if (!site) return undefined
  const services = new Map((await listServices(tx)).map((service) => [service.id, service]))
  const offers = (await listOffers(tx))
    .filter((offer) => offer.siteId === site.id)
    .flatMap(({ serviceId, mode }) => {
      const service = services.get(serviceId)
      return service ? [{ service, mode }] : []
    })
  const known = await readCalendar(tx)
  const fewer = await fewerCountersWords(tx, site, known.calendar.closures)
  return { ...known, site, offers, fewer }
}
