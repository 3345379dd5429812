import type { Static } from 'typebox'
import { findSite } from '#features/authority/actions.ts'
import type { Site } from '#features/authority/model.ts'
import {
  type ClosingWish,
  closeSite,
  closingsOf,
  lastPlannedDay,
  listCounters,
  mayPlan,
  planners,
  reopenSite,
} from '#features/capacity/actions.ts'
import { closersOf, type Publisher, writeAudit } from '#features/staff/actions.ts'
import type { Caller } from '#features/staff/model.ts'
import { asId, type Id } from '#kernel/id.ts'
import { isoInstant, localDate, localTime } from '#kernel/instant.ts'
import { fail, impossible, ok, type Result } from '#kernel/result.ts'
import { dayOf } from '#kernel/wallTime.ts'
import type { Authority } from '#platform/db/authority.ts'
import { runCommand } from '#platform/db/command.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { bindRoute } from '#platform/http/bind.ts'
import type { HttpServer } from '#platform/http/serving.ts'
import { foreseeClosed, progressOf, reasonTexts } from '../actions.ts'
import {
  closeSiteRoute,
  closingsRoute,
  foreseeClosingRoute,
  reopenSiteRoute,
  type WantedClosing,
} from '../contract/closing.ts'
import type { BookingDeps } from '../routes.ts'
import { callerName } from './present.ts'

type Asking = {
  readonly authority: Authority
  readonly caller: Caller
  readonly params: { readonly site: string }
}

/** Closing a site, and the people whom that concerns. */
export function registerClosingRoutes(app: HttpServer<Caller, Authority>, deps: BookingDeps): void {
  const { database } = deps

  const at = async <T, Code extends string>(
    tx: Tx,
    { caller, params }: Asking,
    work: (site: Site) => Promise<Result<T, Code>>,
  ): Promise<Result<T, Code | 'not_found'>> => {
    const site = await findSite(tx, params.site)
    return site && mayPlan(caller, site.id) ? work(site) : fail('not_found')
  }

  bindRoute(app, closingsRoute, {
    policy: planners,
    handler: (request) =>
      database.withAuthority(request.authority, (tx) =>
        at(tx, request, async (site) => ok(await presentClosings(tx, site))),
      ),
  })

  bindRoute(app, foreseeClosingRoute, {
    policy: planners,
    handler: (request) =>
      database.withAuthority(request.authority, (tx) =>
        at(tx, request, (site) => foreseeClosed(tx, site, wishOf(request.body))),
      ),
  })

  bindRoute(app, closeSiteRoute, {
    policy: planners,
    handler: (request) => {
      const { authority, caller, params, body, idempotencyKey: key } = request
      const command = { key, kind: closeSiteRoute.id, caller: callerName(caller), input: [params, body] }
      return runCommand(database, authority, command, (tx) =>
        at(tx, request, async (site) => {
          const closed = await closeSite(tx, site, wishOf(body))
          if (!closed.ok) return closed
          const { planId, closingId, released } = closed.value
          await note(tx, caller, { action: 'site_closed', shiftPlanId: planId, closingId })
          return ok({ closing: closingId, replaced: released.replaced, unplaced: released.unplaced })
        }),
      )
    },
  })

  bindRoute(app, reopenSiteRoute, {
    policy: planners,
    handler: (request) => {
      const { authority, caller, params, idempotencyKey: key } = request
      const command = { key, kind: reopenSiteRoute.id, caller: callerName(caller), input: params }
      return runCommand(database, authority, command, (tx) =>
        at(tx, request, async (site) => {
          const closingId = asId<'closing'>(params.closing)
          const opened = await reopenSite(tx, site, closingId)
          if (!opened.ok) return opened
          await note(tx, caller, { action: 'site_reopened', shiftPlanId: opened.value.planId, closingId })
          const { replaced, unplaced } = opened.value.released
          return ok({ replaced, unplaced })
        }),
      )
    },
  })
}

/** One line says who did it, and who published the version of the plan that came with it. */
async function note(
  tx: Tx,
  caller: Caller,
  what: {
    readonly action: 'site_closed' | 'site_reopened'
    readonly shiftPlanId: Id<'shiftPlan'>
    readonly closingId: Id<'closing'>
  },
): Promise<void> {
  await writeAudit(tx, { ...what, staffId: caller.kind === 'staff' ? caller.staffId : null })
}

function wishOf(body: Static<typeof WantedClosing>): ClosingWish {
  return {
    counterIds: body.counters.map((counter) => asId<'counter'>(counter)),
    firstDay: localDate(body.firstDay),
    lastDay: localDate(body.lastDay),
    starts: body.starts === null ? null : localTime(body.starts),
    ends: body.ends === null ? null : localTime(body.ends),
    texts: reasonTexts(body.reason),
  }
}

function person(known: Publisher | null | undefined) {
  return known ? { name: known.name, roles: [...known.roles] } : null
}

async function presentClosings(tx: Tx, site: Site) {
  const closings = await closingsOf(tx, site)
  const progress = await progressOf(
    tx,
    closings.map(({ id }) => id),
  )
  const closers = await closersOf(
    tx,
    closings.map(({ id }) => id),
  )
  const today = dayOf(tx.now, site.timeZone)
  const workplaces = (await listCounters(tx, site.id)).map(({ id, texts: { label } }) => ({
    counter: id,
    label,
  }))
  const presented = closings.map(
    ({ id, counterIds, firstDay, lastDay, starts, ends, texts: { reason }, createdAt, reopenedAt }) => {
      const { closingId: _, ...counts } =
        progress.find(({ closingId }) => closingId === id) ?? impossible('a closing without its counts')
      const reopened = reopenedAt !== null
      return {
        closing: id,
        counters: [...counterIds],
        firstDay,
        lastDay,
        starts,
        ends,
        reason,
        reopened,
        closedAt: isoInstant(createdAt),
        closedBy: person(closers.get(id)?.closed),
        reopenedAt: reopenedAt === null ? null : isoInstant(reopenedAt),
        reopenedBy: person(closers.get(id)?.reopened),
        ...counts,
      }
    },
  )
  return { today, lastDay: lastPlannedDay(today), workplaces, closings: presented }
}
