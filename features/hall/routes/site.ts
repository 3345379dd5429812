import { findSite } from '#features/authority/actions.ts'
import type { Site } from '#features/authority/model.ts'
import { listServices } from '#features/catalogue/actions.ts'
import { type Caller, callerName } from '#features/staff/model.ts'
import { lockVisit } from '#features/visit/actions.ts'
import { asId } from '#kernel/id.ts'
import { fail, impossible, ok } from '#kernel/result.ts'
import type { Authority } from '#platform/db/authority.ts'
import { runCommand } from '#platform/db/command.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { bindRoute } from '#platform/http/bind.ts'
import { LimitReached } from '#platform/http/limits.ts'
import type { HttpServer } from '#platform/http/serving.ts'
import { bindEvents } from '#platform/http/sse.ts'
import {
  checkIn,
  checkInByCode,
  drawTicket,
  hallOf,
  intakeFor,
  intakeOf,
  noteLeft,
  noteNeeds,
  outlook,
  presentDisplay,
  tryCode,
} from '../actions.ts'
import {
  checkInRoute,
  deskCheckInRoute,
  displayEventsRoute,
  displayRoute,
  drawTicketRoute,
  hallEventsRoute,
  hallRoute,
  leaveRoute,
  outlookRoute,
} from '../contract.ts'
import { actsAt, everyone, hallStaff, informationDesk, mayLookEverywhere } from '../policy.ts'
import type { HallDeps } from '../routes.ts'
import { presentOne } from './deskCommands.ts'
import { isSiteOpen, keysOf, presentHall, presentTold } from './present.ts'

/** Arrival, tickets, the hall's views and their events. */
export function registerSiteRoutes(
  app: HttpServer<Caller, Authority>,
  { database, links, hallWatch, codeTries, promises }: HallDeps,
): void {
  const siteOf = (authority: Authority, key: string) =>
    database.withAuthority(authority, (tx) => findSite(tx, key))

  async function ownSite(tx: Tx, caller: Caller, key: string): Promise<Site | undefined> {
    const site = await findSite(tx, key)
    return site && (mayLookEverywhere(caller) || actsAt(caller, site.id)) ? site : undefined
  }

  bindRoute(app, hallRoute, {
    policy: hallStaff,
    handler: ({ authority, caller, params }) =>
      database.withAuthority(authority, async (tx) => {
        const site = await ownSite(tx, caller, params.site)
        if (!site) return fail('not_found')
        return ok(await presentHall(tx, site, await hallWatch.read(tx, site), keysOf(await listServices(tx))))
      }),
  })

  bindEvents(app, hallEventsRoute, {
    policy: hallStaff,
    async open({ authority, caller, params }, stream) {
      const site = await database.withAuthority(authority, (tx) => ownSite(tx, caller, params.site))
      if (!site) return fail('not_found')
      const following = hallWatch.follow(authority, site, (view) =>
        stream.send({ id: String(view.number), data: { number: view.number } }),
      )
      return ok(following.stop)
    },
  })

  bindRoute(app, displayRoute, {
    policy: everyone,
    handler: ({ authority, params }) =>
      database.withAuthority(authority, async (tx) => {
        const site = await findSite(tx, params.site)
        return site ? ok(presentDisplay(await hallOf(tx, site))) : fail('not_found')
      }),
  })

  bindEvents(app, displayEventsRoute, {
    policy: everyone,
    async open({ authority, params }, stream) {
      const site = await siteOf(authority, params.site)
      if (!site) return fail('not_found')
      const following = hallWatch.follow(authority, site, (view) =>
        stream.send({ id: String(view.number), data: presentDisplay(view) }),
      )
      return ok(following.stop)
    },
  })

  bindRoute(app, checkInRoute, {
    policy: everyone,
    async handler({ authority, params, body, caller, idempotencyKey, cookies, address }) {
      const { code } = body
      const source = { cookies, address }
      const tried = await database.withAuthority(authority, (tx) =>
        tryCode(tx, codeTries, { key: params.site }, code, source),
      )
      // Colleagues who type what somebody says to them are signed in, and no guessers.
      if (!tried.allowed && caller.kind !== 'staff') throw new LimitReached('rate_limited', tried.seconds)
      const command = {
        key: idempotencyKey,
        kind: checkInRoute.id,
        caller: callerName(caller),
        input: [params, body],
      }
      const arrived = await runCommand(database, authority, command, async (tx) => {
        const site = await findSite(tx, params.site)
        if (!site) return fail('not_found')
        const { arrived } = await checkInByCode(tx, links, site, code)
        if (!arrived.ok) return arrived
        const { visit: here, again } = arrived.value
        const ticketNumber = here.ticketNumber ?? impossible('arrived without number')
        return ok({ visit: here.id, generation: here.linkGeneration, ticketNumber, again })
      })
      if (!arrived.ok) return arrived
      if (tried.allowed) tried.right()
      // Made after the command, so that no link lies among the stored answers.
      const { visit, generation, ticketNumber, again } = arrived.value
      return ok({ ticketNumber, again, token: links.tokenOf(authority.key, visit, generation) })
    },
  })

  bindRoute(app, deskCheckInRoute, {
    policy: informationDesk,
    handler: ({ authority, params, caller, idempotencyKey }) => {
      const command = {
        key: idempotencyKey,
        kind: deskCheckInRoute.id,
        caller: callerName(caller),
        input: params,
      }
      return runCommand(database, authority, command, async (tx) => {
        const site = await findSite(tx, params.site)
        if (!site || !actsAt(caller, site.id)) return fail('forbidden')
        const arrived = await checkIn(tx, site, asId<'visit'>(params.visit))
        if (!arrived.ok) return arrived
        return ok(await presentOne(tx, arrived.value.visit.id))
      })
    },
  })

  bindRoute(app, drawTicketRoute, {
    policy: everyone,
    async handler({ authority, params, body, caller, idempotencyKey }) {
      // Whoever draws by the API has opened no page before that looked.
      const asked = promises && (await siteOf(authority, params.site))
      if (asked) await promises?.look(authority, asked)
      const command = {
        key: idempotencyKey,
        kind: drawTicketRoute.id,
        caller: callerName(caller),
        input: [params, body],
      }
      const ticket = await runCommand(database, authority, command, async (tx) => {
        const at = await findSite(tx, params.site)
        if (!at) return fail('unknown_site')
        if (caller.kind === 'staff' && !actsAt(caller, at.id)) return fail('forbidden')
        const drawn = await drawTicket(
          tx,
          links,
          {
            siteKey: params.site,
            matters: body.matters.map(({ service, people }) => ({ serviceKey: service, people })),
            language: body.language,
            channel: informationDesk.allows(caller) ? 'desk' : 'kiosk',
            despite: informationDesk.allows(caller) ? body.despite : undefined,
          },
          (site) => isSiteOpen(tx, site),
          intakeFor(promises),
        )
        if (!drawn.ok) return drawn
        const { visit } = drawn.value
        const { needs = [] } = body
        if (needs.length > 0)
          await noteNeeds(tx, visit.id, needs, informationDesk.allows(caller) ? 'staff' : 'themselves')
        const view = await hallOf(tx, at)
        const ahead = view.waiting.find((each) => each.visit.id === visit.id)?.ahead ?? 0
        const ticketNumber = visit.ticketNumber ?? impossible('a ticket without number')
        return ok({ visit: visit.id, generation: visit.linkGeneration, ticketNumber, ahead })
      })
      if (!ticket.ok) return ticket
      const { visit, generation, ticketNumber, ahead } = ticket.value
      return ok({ visit, ticketNumber, ahead, token: links.tokenOf(authority.key, visit, generation) })
    },
  })

  bindRoute(app, outlookRoute, {
    policy: informationDesk,
    async handler({ authority, caller, params, query }) {
      const found = await database.withAuthority(authority, async (tx) => {
        const site = await findSite(tx, params.site)
        if (!site || !actsAt(caller, site.id)) return fail('not_found')
        const wanted = query.services.split(',')
        const services = (await listServices(tx)).filter(({ key }) => wanted.includes(key))
        if (services.length < new Set(wanted).size) return fail('unknown_service')
        const view = hallWatch.present(authority, site) ?? (await hallOf(tx, site))
        return ok({ site, services, ...(await outlook(tx, site, view, services)) })
      })
      if (!found.ok) return found
      const { site, services, before, served } = found.value
      await promises?.look(authority, site)
      const ids = services.map(({ id }) => id)
      const told = presentTold(promises?.outlook(authority, site, ids))
      const intake = await database.withAuthority(authority, (tx) => intakeOf(tx, promises, site, services))
      const stopped = [...intake.values()].find(({ stop }) => stop !== null)
      return ok({ before, served: [...served], told, stopped: stopped?.stop ?? null })
    },
  })

  bindRoute(app, leaveRoute, {
    policy: informationDesk,
    handler: ({ authority, params, caller, idempotencyKey }) => {
      const command = { key: idempotencyKey, kind: leaveRoute.id, caller: callerName(caller), input: params }
      return runCommand(database, authority, command, async (tx) => {
        const visit = await lockVisit(tx, asId<'visit'>(params.visit))
        if (!visit || !actsAt(caller, visit.siteId)) return fail('forbidden')
        const left = await noteLeft(tx, visit.id)
        return left.ok ? ok(undefined) : left
      })
    },
  })
}
