import { getSettings, listClosures, listSites } from '#features/authority/actions.ts'
import { type DatedAddress, movesAfter } from '#features/authority/model/relocation.ts'
import { isOpenAt, openSpans, specialHoursAhead, stopsAhead } from '#features/authority/model.ts'
import type { Caller } from '#features/staff/model.ts'
import { isoInstant } from '#kernel/instant.ts'
import { ok } from '#kernel/result.ts'
import { addDays, dayOf } from '#kernel/wallTime.ts'
import type { Authority } from '#platform/db/authority.ts'
import type { Database } from '#platform/db/database.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { bindRoute } from '#platform/http/bind.ts'
import type { HttpServer } from '#platform/http/serving.ts'
import { listOffers, listServices } from './actions.ts'
import { listServicesRoute, listSitesRoute } from './contract/read.ts'
import { combine, feesInForce, type Paper } from './model.ts'
import { registerChecklistRoutes } from './routes/checklists.ts'

/** What the routes of the catalogue stand on. */
export type CatalogueDependencies = { readonly database: Database }

/** The public read API: services and sites; and for administrators what to bring. */
export function registerCatalogueRoutes(
  app: HttpServer<Caller, Authority>,
  { database }: CatalogueDependencies,
): void {
  const everyone = { who: 'everyone', allows: () => true }
  registerChecklistRoutes(app, database)

  bindRoute(app, listServicesRoute, {
    policy: everyone,
    handler: ({ authority }) =>
      database.withAuthority(authority, async (tx) => ok({ services: await presentServices(tx) })),
  })

  bindRoute(app, listSitesRoute, {
    policy: everyone,
    handler: ({ authority }) =>
      database.withAuthority(authority, async (tx) => ok({ sites: await presentSites(tx) })),
  })
}

async function presentServices(tx: Tx) {
  const { timeZone } = await getSettings(tx)
  const today = dayOf(tx.now, timeZone)
  const keys = new Map((await listSites(tx)).map((site) => [site.id, site.key]))
  const offers = Map.groupBy(await listOffers(tx), (offer) => offer.serviceId)
  const services = await listServices(tx)
  return services.map((service) => ({
    key: service.key,
    leikaKey: service.leikaKey,
    ...service.texts,
    onlineUrl: service.onlineUrl,
    minutes: service.minutes,
    minutesPerFurtherPerson: service.minutesPerFurtherPerson,
    peopleLimit: service.peopleLimit,
    quick: service.quick,
    kinds: [...service.kinds],
    sharedStep: service.sharedStep,
    scarce: service.scarce,
    notWith: services.filter((other) => other !== service && !combine(service, other)).map(({ key }) => key),
    questions: service.questions.map(({ answers, ...question }) => ({ ...question, answers: [...answers] })),
    papers: service.papers.map(({ choice: _, when, ...paper }) => ({ ...paper, when: presentWhen(when) })),
    fees: feesInForce(service, today).map(({ key, cents, texts }) => ({ key, cents, label: texts.label })),
    sites: (offers.get(service.id) ?? []).flatMap(({ siteId, mode }) => {
      const site = keys.get(siteId)
      return site === undefined ? [] : [{ site, mode }]
    }),
  }))
}

function presentWhen(when: Paper['when']) {
  if (when === null) return null
  return when.map((all) => Object.fromEntries(Object.entries(all).map(([key, wanted]) => [key, [...wanted]])))
}

function presentMove({ firstDay, relocationId: _, texts, ...address }: DatedAddress) {
  return firstDay === null ? [] : [{ firstDay, ...texts, ...address }]
}

async function presentSites(tx: Tx) {
  const { timeZone } = await getSettings(tx)
  // A day earlier: a site may lie in a zone in which it is still yesterday.
  const closures = await listClosures(tx, addDays(dayOf(tx.now, timeZone), -1))
  const keys = new Map((await listServices(tx)).map((service) => [service.id, service.key]))
  const offers = Map.groupBy(await listOffers(tx), (offer) => offer.siteId)
  return (await listSites(tx)).map((site) => ({
    key: site.key,
    unit: site.unitKey,
    kind: site.kind,
    ...site.texts,
    district: site.district,
    street: site.street,
    postcode: site.postcode,
    town: site.town,
    latitude: site.latitude,
    longitude: site.longitude,
    stepFree: site.stepFree,
    languages: [...site.languages],
    familyFriendly: site.familyFriendly,
    selfService: site.selfService,
    timeZone: site.timeZone,
    moves: movesAfter(site.addresses, dayOf(tx.now, site.timeZone)).flatMap(presentMove),
    hours: [...site.hours],
    specialHours: [...specialHoursAhead(site, tx.now)],
    stops: stopsAhead(site, tx.now).map(({ day, opens, closes }) => ({ day, opens, closes })),
    openNow: isOpenAt(site, closures, tx.now),
    openToday: openSpans(site, closures, dayOf(tx.now, site.timeZone)).map(({ opens, closes }) => ({
      opens: isoInstant(opens),
      closes: isoInstant(closes),
    })),
    services: (offers.get(site.id) ?? []).flatMap(({ serviceId, mode }) => {
      const service = keys.get(serviceId)
      return service === undefined ? [] : [{ service, mode }]
    }),
  }))
}
