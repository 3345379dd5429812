import { findSite, listClosures } from '#features/authority/actions.ts'
import { isOpenAt, type Site } from '#features/authority/model.ts'
import { listServices } from '#features/catalogue/actions.ts'
import { type Caller, callerName } from '#features/staff/model.ts'
import { lockVisit } from '#features/visit/actions.ts'
import { asId } from '#kernel/id.ts'
import { isoInstant, MINUTE } from '#kernel/instant.ts'
import { fail, impossible, ok } from '#kernel/result.ts'
import { dayOf } from '#kernel/wallTime.ts'
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
  noteLeft,
  type Overview,
  overview,
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
  overviewRoute,
} from '../contract.ts'
import { actsAt, everyone, hallStaff, informationDesk, mayLookEverywhere, overseers } from '../policy.ts'
import type { HallDeps } from '../routes.ts'
import { isSiteOpen, keysOf, presentHall } from './present.ts'
import { presentOne } from './standing.ts'

/** Arrival, tickets, the hall's views and their events. */
export function registerSiteRoutes(
  app: HttpServer<Caller, Authority>,
  { database, links, hallWatch, codeTries }: HallDeps,
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
        return ok(await presentHall(tx, site, await hallOf(tx, site), keysOf(await listServices(tx))))
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
          },
          (site) => isSiteOpen(tx, site),
        )
        if (!drawn.ok) return drawn
        const { visit } = drawn.value
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

  bindRoute(app, overviewRoute, {
    policy: overseers,
    handler: ({ authority }) =>
      database.withAuthority(authority, async (tx) => {
        const lines = await overview(tx)
        const closures = await listClosures(tx, dayOf(tx.now, lines[0]?.site.timeZone ?? 'UTC'))
        return ok({
          at: isoInstant(tx.now),
          sites: lines.map((line) => ({
            site: line.site.key,
            name: line.site.texts.name,
            unit: line.site.unitKey,
            open: isOpenAt(line.site, closures, tx.now),
            waiting: line.waiting,
            longestWaitMinutes:
              line.longestSince === null ? null : Math.floor((tx.now - line.longestSince) / MINUTE),
            openCounters: line.openCounters,
            counters: line.counters,
            atCounters: line.atCounters,
            served: line.served,
            expected: line.expected,
            booked: presentWaits(line.booked),
            walkIns: presentWaits(line.walkIns),
            withoutCounter: line.withoutCounter,
          })),
        })
      }),
  })
}

function presentWaits(waits: Overview['booked']) {
  const { people, seconds, over15 } = waits ?? { people: 0, seconds: 0, over15: 0 }
  return { people, seconds, over15 }
}
