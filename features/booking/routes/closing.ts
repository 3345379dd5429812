import type { Static } from 'typebox'
import { findSite, listSites } from '#features/authority/actions.ts'
import { siteOn } from '#features/authority/model/relocation.ts'
import type { Site } from '#features/authority/model.ts'
import {
  type ClosingWish,
  closeSite,
  closingsOf,
  foreseeClosing,
  mayPlan,
  planners,
  reopenSite,
} from '#features/capacity/actions.ts'
import { listServices } from '#features/catalogue/actions.ts'
import { writeAudit } from '#features/staff/actions.ts'
import type { Caller } from '#features/staff/model.ts'
import { loadVisit } from '#features/visit/actions.ts'
import { asId, type Id } from '#kernel/id.ts'
import { isoInstant, localDate, localTime } from '#kernel/instant.ts'
import { fail, impossible, ok, type Result } from '#kernel/result.ts'
import type { Authority } from '#platform/db/authority.ts'
import { runCommand } from '#platform/db/command.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { bindRoute } from '#platform/http/bind.ts'
import type { HttpServer } from '#platform/http/serving.ts'
import {
  acceptForCaller,
  bookedVisitsOf,
  listCalls,
  optionsFor,
  progressOf,
  reasonTexts,
  tellByPhone,
} from '../actions.ts'
import {
  acceptCallRoute,
  callsRoute,
  closeSiteRoute,
  closingsRoute,
  foreseeClosingRoute,
  reopenSiteRoute,
  tellRoute,
  type WantedClosing,
} from '../contract/closing.ts'
import { foresee } from '../model/replacement.ts'
import { bookers } from '../policy.ts'
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
        at(tx, request, async (site) => ok({ closings: await presentClosings(tx, site) })),
      ),
  })

  bindRoute(app, foreseeClosingRoute, {
    policy: planners,
    handler: (request) =>
      database.withAuthority(request.authority, (tx) =>
        at(tx, request, (site) => preview(tx, site, wishOf(request.body))),
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
          await note(tx, caller, closed.value.planId)
          tx.touch(site.id)
          const { replaced, unplaced } = closed.value.released
          return ok({ closing: closed.value.closingId, replaced, unplaced })
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
          const opened = await reopenSite(tx, site, asId<'closing'>(params.closing))
          if (!opened.ok) return opened
          await note(tx, caller, opened.value.planId)
          tx.touch(site.id)
          const { replaced, unplaced } = opened.value.released
          return ok({ replaced, unplaced })
        }),
      )
    },
  })

  registerCalls(app, deps)
}

function registerCalls(app: HttpServer<Caller, Authority>, { database }: BookingDeps): void {
  bindRoute(app, callsRoute, {
    policy: bookers,
    handler: ({ authority }) =>
      database.withAuthority(authority, async (tx) => ok({ calls: await presentCalls(tx) })),
  })

  bindRoute(app, tellRoute, {
    policy: bookers,
    handler: ({ authority, params, body, caller, idempotencyKey: key }) => {
      const command = { key, kind: tellRoute.id, caller: callerName(caller), input: [params, body] }
      return runCommand(database, authority, command, async (tx) => {
        const told = await tellByPhone(tx, asId<'replacement'>(params.call), body.told)
        return told.ok ? ok(undefined) : told
      })
    },
  })

  bindRoute(app, acceptCallRoute, {
    policy: bookers,
    handler: ({ authority, params, caller, idempotencyKey: key }) => {
      const command = { key, kind: acceptCallRoute.id, caller: callerName(caller), input: params }
      return runCommand(database, authority, command, async (tx) => {
        const taken = await acceptForCaller(tx, asId<'replacement'>(params.call))
        if (!taken.ok) return taken
        const staffId = caller.kind === 'staff' ? caller.staffId : null
        await writeAudit(tx, { action: 'booking_moved', staffId, visitId: taken.value.id })
        return ok(undefined)
      })
    },
  })
}

async function note(tx: Tx, caller: Caller, shiftPlanId: Id<'shiftPlan'>): Promise<void> {
  const staffId = caller.kind === 'staff' ? caller.staffId : null
  await writeAudit(tx, { action: 'plan_published', staffId, shiftPlanId })
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

async function preview(tx: Tx, site: Site, wish: ClosingWish) {
  const seen = await foreseeClosing(tx, site, wish)
  if (!seen.ok) return seen
  const people = []
  for (const id of await bookedVisitsOf(tx, seen.value.unplaced)) {
    const visit = await loadVisit(tx, id)
    if (visit) people.push(await optionsFor(tx, visit))
  }
  const isShut = (siteId: Id<'site'>, day: string) =>
    siteId === site.id && wish.starts === null && wish.firstDay <= day && day <= wish.lastDay
  // What is free now at the site is not when all of it is closed.
  const left = people.map((one) => ({
    ...one,
    times:
      wish.counterIds.length > 0 ? one.times : one.times.filter(({ siteId, day }) => !isShut(siteId, day)),
  }))
  return ok({ kept: seen.value.replaced, ...foresee(left) })
}

async function presentClosings(tx: Tx, site: Site) {
  const closings = await closingsOf(tx, site)
  const progress = await progressOf(
    tx,
    closings.map(({ id }) => id),
  )
  return closings.map(
    ({ id, counterIds, firstDay, lastDay, starts, ends, texts: { reason }, reopenedAt }) => {
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
        ...counts,
      }
    },
  )
}

const RELOCATED = { state: 'relocated', siteId: null, startsAt: null, until: null } as const

async function presentCalls(tx: Tx) {
  const services = new Map((await listServices(tx)).map(({ id, key }) => [id, key]))
  const known = await listSites(tx)
  const sites = new Map(known.map(({ id, key }) => [id, key]))
  return (await listCalls(tx)).map(({ id, replacement, toldAt, visit, matters, contact }) => {
    const { state, siteId, startsAt, until } = replacement ?? RELOCATED
    const home = known.find((site) => site.id === visit.siteId)
    const { street, postcode, town } = siteOn(home ?? impossible('a visit without site'), visit.day)
    const offer =
      state === 'open' && siteId && startsAt && until
        ? { site: sites.get(siteId) ?? '', startsAt: isoInstant(startsAt), until: isoInstant(until) }
        : null
    return {
      call: id,
      name: contact?.name ?? null,
      phone: contact?.phone ?? null,
      bookingNumber: visit.bookingNumber ?? '',
      services: matters.flatMap(({ serviceId }) => services.get(serviceId) ?? []),
      site: sites.get(visit.siteId) ?? '',
      appointmentAt: isoInstant(visit.appointmentAt ?? impossible('a booking has a time')),
      state,
      address: `${street}, ${postcode} ${town}`,
      offer,
      told: toldAt !== null,
    }
  })
}
