import { findSite } from '#features/authority/actions.ts'
import type { Site } from '#features/authority/model.ts'
import { listServices } from '#features/catalogue/actions.ts'
import type { Caller } from '#features/staff/model.ts'
import { asId } from '#kernel/id.ts'
import type { Instant } from '#kernel/instant.ts'
import type { Authority } from '#platform/db/authority.ts'
import { bindRoute } from '#platform/http/bind.ts'
import type { HttpServer } from '#platform/http/serving.ts'
import {
  callChosen,
  changeMattersHere,
  fetchBack,
  intakeFor,
  markLeft,
  notePapers,
  park,
  pauseCounter,
  resumeCounter,
  sendOn,
  sendToSite,
  takeOver,
  undo,
} from '../actions.ts'
import {
  addMattersRoute,
  chooseRoute,
  fetchRoute,
  leftRoute,
  papersRoute,
  parkRoute,
  pauseRoute,
  resumeRoute,
  sendRoute,
  sendToSiteRoute,
  takeOverRoute,
  undoRoute,
} from '../contract/handOver.ts'
import { clerks } from '../policy.ts'
import type { HallDeps } from '../routes.ts'
import { counterCommands } from './counterCommands.ts'
import { isSiteOpen } from './present.ts'

/** At a counter: choose, set aside and fetch back, take over, send on, change matters, break, undo. */
export function registerHandOverRoutes(app: HttpServer<Caller, Authority>, deps: HallDeps): void {
  const { act } = counterCommands(deps)
  const { database, promises } = deps

  bindRoute(app, chooseRoute, {
    policy: clerks,
    handler: (request) =>
      act(chooseRoute.id, request, request.body, (tx, here) =>
        callChosen(tx, here, asId<'visit'>(request.body.visit), request.body.reason),
      ),
  })
  bindRoute(app, parkRoute, {
    policy: clerks,
    handler: (request) =>
      act(parkRoute.id, request, request.body, (tx, here) => park(tx, here, request.body.for)),
  })
  bindRoute(app, fetchRoute, {
    policy: clerks,
    handler: (request) =>
      act(fetchRoute.id, request, request.body, (tx, here) =>
        fetchBack(tx, here, asId<'visit'>(request.body.visit)),
      ),
  })
  bindRoute(app, leftRoute, {
    policy: clerks,
    handler: (request) =>
      act(leftRoute.id, request, request.body, (tx, here) =>
        markLeft(tx, here, request.body.visit === null ? null : asId<'visit'>(request.body.visit)),
      ),
  })
  bindRoute(app, takeOverRoute, {
    policy: clerks,
    handler: (request) =>
      act(takeOverRoute.id, request, request.body, (tx, here) =>
        takeOver(tx, here, asId<'counter'>(request.body.from)),
      ),
  })
  bindRoute(app, sendRoute, {
    policy: clerks,
    handler: (request) =>
      act(sendRoute.id, request, request.body, async (tx, here) => {
        const { counter, services, note } = request.body
        if (counter !== null) return sendOn(tx, here, { counterId: asId<'counter'>(counter) }, note)
        const all = await listServices(tx)
        const wanted = (services ?? []).flatMap((key) => all.filter((service) => service.key === key))
        return sendOn(tx, here, { services: wanted.map(({ id }) => id) }, note)
      }),
  })
  bindRoute(app, sendToSiteRoute, {
    policy: clerks,
    async handler(request) {
      const { site: siteKey, minutes, note, despite } = request.body
      // Nobody may have asked for that site before.
      const there =
        promises && (await database.withAuthority(request.authority, (tx) => findSite(tx, siteKey)))
      if (there) await promises?.look(request.authority, there)
      return act(sendToSiteRoute.id, request, request.body, (tx, here) => {
        const to = { siteKey, minutes, note, despite }
        const isOpen = (site: Site, at: Instant) => isSiteOpen(tx, site, at)
        return sendToSite(tx, deps.links, here, to, isOpen, intakeFor(promises))
      })
    },
  })
  bindRoute(app, addMattersRoute, {
    policy: clerks,
    handler: (request) =>
      act(addMattersRoute.id, request, request.body, (tx, here) => {
        const asked = request.body.matters.map(({ service, people }) => ({ serviceKey: service, people }))
        return changeMattersHere(tx, here, asked)
      }),
  })
  bindRoute(app, papersRoute, {
    policy: clerks,
    handler: (request) =>
      act(papersRoute.id, request, request.body, (tx, here) => {
        const { papers, seen } = request.body
        const named = papers.map(({ service, paper }) => ({ serviceKey: service, paper }))
        return notePapers(tx, here, named, seen)
      }),
  })
  bindRoute(app, pauseRoute, {
    policy: clerks,
    handler: (request) => act(pauseRoute.id, request, null, pauseCounter),
  })
  bindRoute(app, resumeRoute, {
    policy: clerks,
    handler: (request) => act(resumeRoute.id, request, null, resumeCounter),
  })
  bindRoute(app, undoRoute, {
    policy: clerks,
    handler: (request) => act(undoRoute.id, request, null, undo),
  })
}
