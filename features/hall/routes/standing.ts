import { findSite, listSites } from '#features/authority/actions.ts'
import type { Site } from '#features/authority/model.ts'
import { listServices } from '#features/catalogue/actions.ts'
import { type Caller, callerName } from '#features/staff/model.ts'
import { loadVisit, lockVisit, mattersOf } from '#features/visit/actions.ts'
import { asId, type Id } from '#kernel/id.ts'
import { isoInstant, parseInstant } from '#kernel/instant.ts'
import { fail, impossible, ok } from '#kernel/result.ts'
import type { Authority } from '#platform/db/authority.ts'
import { runCommand } from '#platform/db/command.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { bindRoute } from '#platform/http/bind.ts'
import type { HttpServer } from '#platform/http/serving.ts'
import {
  changeMatters,
  comeBack,
  giveCredit,
  goAwayFromDesk,
  noteNeeds,
  splitOff,
  tellBySms,
  tellNoMore,
  turnSmsOf,
  undoAtDesk,
  unpark,
  whyBeforeToday,
} from '../actions.ts'
import {
  awayRoute,
  backRoute,
  creditRoute,
  deskUndoRoute,
  deskVisitRoute,
  foreseenRoute,
  mattersRoute,
  needsRoute,
  splitRoute,
  turnSmsRoute,
  unparkRoute,
  whyRoute,
} from '../contract/standing.ts'
import { couldStayUntil, isAway } from '../model.ts'
import { actsAt, hallStaff, informationDesk, mayLookEverywhere } from '../policy.ts'
import type { HallDeps } from '../routes.ts'
import { deskCommands } from './deskCommands.ts'
import { keysOf, presentTold } from './present.ts'

async function siteOf(tx: Tx, siteId: Id<'site'>): Promise<Site> {
  return (await listSites(tx)).find(({ id }) => id === siteId) ?? impossible('a visit without site')
}

/** The information desk, also on a tablet in the hall: away and back, credit, needs, matters, split; why she before me. */
export function registerStandingRoutes(
  app: HttpServer<Caller, Authority>,
  { database, links, promises, smsKey }: HallDeps,
): void {
  const { desk, undoable } = deskCommands(database)
  const hasGateway = (authority: Authority) => smsKey?.(authority) !== undefined

  bindRoute(app, awayRoute, {
    policy: informationDesk,
    handler: (request) =>
      // A fingerprint of a telephone number could be guessed: it is no part of what is kept of the command.
      undoable(
        awayRoute.id,
        'went_away',
        request,
        [request.body.minutes, request.body.backBy ?? null],
        (tx, { id }) => {
          const { minutes, backBy, phone } = request.body
          return goAwayFromDesk(tx, id, {
            minutes: minutes ?? undefined,
            backBy: backBy === undefined ? undefined : parseInstant(backBy),
            phone,
          })
        },
      ),
  })
  bindRoute(app, foreseenRoute, {
    policy: informationDesk,
    async handler({ authority, caller, params }) {
      const found = await database.withAuthority(authority, async (tx) => {
        const visit = await loadVisit(tx, asId<'visit'>(params.visit))
        if (!visit || !actsAt(caller, visit.siteId)) return undefined
        return { visit, now: tx.now, site: await siteOf(tx, visit.siteId) }
      })
      if (!found) return fail('not_found')
      const { visit, now, site } = found
      if (!promises || visit.state !== 'waiting') return ok({ site: site.key, told: null, backBy: null })
      await promises.look(authority, site)
      const told = promises.foreseen(authority, site, visit.id)
      const backBy = couldStayUntil(visit, told, now)
      return ok({
        site: site.key,
        told: isAway(visit, now) ? null : presentTold(told),
        backBy: backBy && isoInstant(backBy),
      })
    },
  })
  bindRoute(app, backRoute, {
    policy: informationDesk,
    handler: (request) =>
      undoable(backRoute.id, 'came_back', request, null, (tx, { id }) => comeBack(tx, id)),
  })
  bindRoute(app, turnSmsRoute, {
    policy: informationDesk,
    handler: (request) =>
      // No fingerprint of a telephone number, as above.
      desk(turnSmsRoute.id, request, null, (tx, { id }) => {
        const { mobile } = request.body
        const given = { typed: mobile, by: 'desk', hasGateway: hasGateway(request.authority) } as const
        return mobile.trim() === '' ? tellNoMore(tx, id) : tellBySms(tx, links, id, given)
      }),
  })
  bindRoute(app, creditRoute, {
    policy: informationDesk,
    handler: (request) =>
      undoable(creditRoute.id, 'credited', request, request.body, (tx, { id }) =>
        giveCredit(tx, id, request.body.reason),
      ),
  })
  bindRoute(app, needsRoute, {
    policy: informationDesk,
    handler: (request) =>
      undoable(needsRoute.id, 'need_noted', request, request.body, (tx, { id }) =>
        noteNeeds(tx, id, request.body.needs),
      ),
  })
  bindRoute(app, unparkRoute, {
    policy: informationDesk,
    handler: (request) => desk(unparkRoute.id, request, null, (tx, { id, siteId }) => unpark(tx, siteId, id)),
  })
  bindRoute(app, mattersRoute, {
    policy: informationDesk,
    handler: (request) =>
      desk(mattersRoute.id, request, request.body, (tx, { id }) =>
        changeMatters(
          tx,
          id,
          request.body.matters.map(({ service, people }) => ({ serviceKey: service, people })),
        ),
      ),
  })

  bindRoute(app, deskUndoRoute, {
    policy: informationDesk,
    handler: (request) => desk(deskUndoRoute.id, request, null, (tx, visit) => undoAtDesk(tx, visit)),
  })

  bindRoute(app, deskVisitRoute, {
    policy: informationDesk,
    handler: ({ authority, caller, params }) =>
      database.withAuthority(authority, async (tx) => {
        const visit = await loadVisit(tx, asId<'visit'>(params.visit))
        if (!visit?.ticketNumber || !actsAt(caller, visit.siteId)) return fail('not_found')
        const matters = (await mattersOf(tx, [visit.id])).get(visit.id) ?? []
        const keyOf = keysOf(await listServices(tx))
        return ok({
          ticketNumber: visit.ticketNumber,
          token: links.tokenOf(authority.key, visit.id, visit.linkGeneration),
          language: visit.language,
          people: visit.people,
          matters: matters.map(({ serviceId, people }) => ({ service: keyOf(serviceId), people })),
          sms: await turnSmsOf(tx, visit, hasGateway(authority)),
        })
      }),
  })

  bindRoute(app, splitRoute, {
    policy: informationDesk,
    async handler({ authority, caller, params, body, idempotencyKey }) {
      const command = {
        key: idempotencyKey,
        kind: splitRoute.id,
        caller: callerName(caller),
        input: [params, body],
      }
      const split = await runCommand(database, authority, command, async (tx) => {
        const visit = await lockVisit(tx, asId<'visit'>(params.visit))
        if (!visit || !actsAt(caller, visit.siteId)) return fail('forbidden')
        const site = await siteOf(tx, visit.siteId)
        const parted = await splitOff(tx, links, site, visit.id, {
          people: body.people,
          serviceKeys: body.services,
        })
        if (!parted.ok) return parted
        const { id, linkGeneration, ticketNumber } = parted.value.visit
        return ok({ id, linkGeneration, ticketNumber: ticketNumber ?? impossible('a ticket without number') })
      })
      if (!split.ok) return split
      // Made after the command, so that no link lies among the stored answers.
      const { id, linkGeneration, ticketNumber } = split.value
      return ok({ ticketNumber, token: links.tokenOf(authority.key, id, linkGeneration) })
    },
  })

  bindRoute(app, whyRoute, {
    policy: hallStaff,
    handler: ({ authority, caller, params, query }) =>
      database.withAuthority(authority, async (tx) => {
        const site = await findSite(tx, params.site)
        if (!site || !(mayLookEverywhere(caller) || actsAt(caller, site.id))) return fail('not_found')
        const tickets = [query.first.toUpperCase(), query.second.toUpperCase()] as const
        const asked = await whyBeforeToday(tx, site, [...tickets])
        if (!asked.ok) return asked
        const { first, second, called, why } = asked.value
        const at = 'at' in why ? why.at : 'from' in why ? why.from : null
        return ok({
          first,
          second,
          called,
          why: why.kind,
          at: at && isoInstant(at),
          minutes: 'minutes' in why ? why.minutes : null,
          credits: 'credits' in why ? why.credits.map(({ kind }) => kind) : [],
          reason: 'reason' in why ? why.reason : null,
        })
      }),
  })
}
