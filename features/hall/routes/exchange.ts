import { listSites } from '#features/authority/actions.ts'
import { type Caller, callerName } from '#features/staff/model.ts'
import { loadVisit } from '#features/visit/actions.ts'
import { asId } from '#kernel/id.ts'
import { isoInstant, parseInstant } from '#kernel/instant.ts'
import { fail, impossible, ok } from '#kernel/result.ts'
import type { Authority } from '#platform/db/authority.ts'
import { runCommand } from '#platform/db/command.ts'
import { bindRoute } from '#platform/http/bind.ts'
import type { HttpServer } from '#platform/http/serving.ts'
import { exchangeAtDesk, exchangeTimes } from '../actions.ts'
import { exchangeRoute, exchangeTimesRoute } from '../contract/exchange.ts'
import { actsAt, informationDesk } from '../policy.ts'
import type { HallDeps } from '../routes.ts'

/** The information desk exchanges the ticket of somebody who waits for a time. */
export function registerExchangeRoutes(
  app: HttpServer<Caller, Authority>,
  { database }: Pick<HallDeps, 'database'>,
): void {
  bindRoute(app, exchangeTimesRoute, {
    policy: informationDesk,
    handler: ({ authority, caller, params }) =>
      database.withAuthority(authority, async (tx) => {
        const visit = await loadVisit(tx, asId<'visit'>(params.visit))
        if (!visit || !actsAt(caller, visit.siteId)) return fail('not_found')
        const site = (await listSites(tx)).find(({ id }) => id === visit.siteId)
        if (!site) return impossible('a visit without site')
        return ok({ site: site.key, times: (await exchangeTimes(tx, site, visit)).map(isoInstant) })
      }),
  })

  bindRoute(app, exchangeRoute, {
    policy: informationDesk,
    handler({ authority, caller, params, body, idempotencyKey }) {
      const input = [params, body]
      const command = { key: idempotencyKey, kind: exchangeRoute.id, caller: callerName(caller), input }
      return runCommand(database, authority, command, async (tx) => {
        const visit = await loadVisit(tx, asId<'visit'>(params.visit))
        if (!visit || !actsAt(caller, visit.siteId)) return fail('forbidden')
        const booked = await exchangeAtDesk(tx, visit.id, parseInstant(body.startsAt))
        if (!booked.ok) return booked
        const { bookingNumber } = booked.value
        return ok({
          startsAt: body.startsAt,
          bookingNumber: bookingNumber ?? impossible('a booking without number'),
        })
      })
    },
  })
}
