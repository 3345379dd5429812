import { findSite } from '#features/authority/actions.ts'
import { listServices } from '#features/catalogue/actions.ts'
import type { Caller } from '#features/staff/model.ts'
import { isoInstant } from '#kernel/instant.ts'
import { fail, ok } from '#kernel/result.ts'
import type { Authority } from '#platform/db/authority.ts'
import { bindRoute } from '#platform/http/bind.ts'
import type { HttpServer } from '#platform/http/serving.ts'
import { noteTold, returnList } from '../actions.ts'
import { returningRoute, toldRoute } from '../contract/returning.ts'
import { actsAt, informationDesk } from '../policy.ts'
import type { HallDeps } from '../routes.ts'
import { deskCommands } from './deskCommands.ts'
import { keysOf } from './present.ts'

/** The return list of the information desk: who comes back when, how to reach them, and that they were told. */
export function registerReturnRoutes(app: HttpServer<Caller, Authority>, { database }: HallDeps): void {
  const { desk } = deskCommands(database)

  bindRoute(app, returningRoute, {
    policy: informationDesk,
    handler: ({ authority, caller, params }) =>
      database.withAuthority(authority, async (tx) => {
        const site = await findSite(tx, params.site)
        if (!site || !actsAt(caller, site.id)) return fail('not_found')
        const keyOf = keysOf(await listServices(tx))
        const lines = await returnList(tx, site)
        return ok({
          people: lines.map(({ visit, services, backAt, before, mark, phone, toldAt }) => ({
            visit: visit.id,
            ticketNumber: visit.ticketNumber ?? '',
            services: services.map(keyOf),
            language: visit.language,
            backAt: isoInstant(backAt),
            onTheWay: visit.onTheWay ?? false,
            before,
            mark,
            phone,
            toldAt: toldAt && isoInstant(toldAt),
          })),
        })
      }),
  })

  bindRoute(app, toldRoute, {
    policy: informationDesk,
    handler: (request) => desk(toldRoute.id, request, null, (tx, { id }) => noteTold(tx, id)),
  })
}
