import { findSite, listSites } from '#features/authority/actions.ts'
import { agentsAt } from '#features/device/actions.ts'
import { printerNow, prints } from '#features/device/model.ts'
import { queuePrint, unprintedAt } from '#features/print/actions.ts'
import { type Caller, callerName } from '#features/staff/model.ts'
import { loadVisit, lockVisit } from '#features/visit/actions.ts'
import { isOver, type Visit } from '#features/visit/model.ts'
import { asId } from '#kernel/id.ts'
import { isoInstant } from '#kernel/instant.ts'
import { fail, ok } from '#kernel/result.ts'
import { dayOf } from '#kernel/wallTime.ts'
import type { Authority } from '#platform/db/authority.ts'
import { runCommand } from '#platform/db/command.ts'
import { bindRoute } from '#platform/http/bind.ts'
import type { HttpServer } from '#platform/http/serving.ts'
import { slipOf, waitingPath } from '../actions.ts'
import { printAgainRoute, printsRoute, slipRoute } from '../contract/print.ts'
import { actsAt, informationDesk } from '../policy.ts'
import type { HallDeps } from '../routes.ts'

/** Tickets on paper at the information desk: what did not come out, and printing again with the same number. */
export function registerPrintAgainRoutes(
  app: HttpServer<Caller, Authority>,
  { database, links }: HallDeps,
): void {
  bindRoute(app, slipRoute, {
    policy: informationDesk,
    handler: ({ authority, caller, params }) =>
      database.withAuthority(authority, async (tx) => {
        const visit = await loadVisit(tx, asId<'visit'>(params.visit))
        if (!visit || !mayPrint(visit) || !actsAt(caller, visit.siteId)) return fail('not_found')
        const site = (await listSites(tx)).find(({ id }) => id === visit.siteId)
        if (!site) return fail('not_found')
        const token = links.tokenOf(authority.key, visit.id, visit.linkGeneration)
        const slip = await slipOf(tx, visit, site, visit.language, waitingPath(token, visit.language))
        return ok({ ...slip, lines: [...slip.lines], after: [...slip.after] })
      }),
  })

  bindRoute(app, printAgainRoute, {
    policy: informationDesk,
    handler: ({ authority, caller, params, body, idempotencyKey: key }) => {
      const command = { key, kind: printAgainRoute.id, caller: callerName(caller), input: [params, body] }
      return runCommand(database, authority, command, async (tx) => {
        // Locked, so that two colleagues do not count the same copy.
        const visit = await lockVisit(tx, asId<'visit'>(params.visit))
        if (!visit || !actsAt(caller, visit.siteId)) return fail('forbidden')
        if (!mayPrint(visit)) return fail('not_here')
        const { agents } = await agentsAt(tx, visit.siteId, undefined)
        const agent = agents.find(({ id }) => id === body.printer.toLowerCase())
        if (!agent || !prints(printerNow(agent, tx.now)?.state)) return fail('no_printer')
        const queued = await queuePrint(tx, agent, visit.id, body, 'again')
        return queued.ok ? ok({ job: queued.value.id }) : queued
      })
    },
  })

  bindRoute(app, printsRoute, {
    policy: informationDesk,
    handler: ({ authority, caller, params }) =>
      database.withAuthority(authority, async (tx) => {
        const site = await findSite(tx, params.site)
        if (!site || !actsAt(caller, site.id)) return fail('not_found')
        const { agents } = await agentsAt(tx, site.id, undefined)
        const unprinted = await unprintedAt(tx, site.id, dayOf(tx.now, site.timeZone))
        return ok({
          printers: agents.map((agent) => {
            const now = printerNow(agent, tx.now)
            const said = now && { state: now.state, since: isoInstant(now.since) }
            return { printer: agent.id, name: agent.name, now: said, prints: prints(now?.state) }
          }),
          unprinted: unprinted.map(({ visitId, ticketNumber, reason, failedAt }) => ({
            visit: visitId,
            ticketNumber,
            reason,
            failedAt: isoInstant(failedAt),
          })),
        })
      }),
  })
}

/** Somebody who has a number and still needs it. */
function mayPrint(visit: Visit): boolean {
  return visit.ticketNumber !== null && !isOver(visit.state)
}
