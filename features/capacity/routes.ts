import { findSite, listSites } from '#features/authority/actions.ts'
import { type Site, specialHoursAhead } from '#features/authority/model.ts'
import { listServices } from '#features/catalogue/actions.ts'
import { writeAudit } from '#features/staff/actions.ts'
import type { Caller } from '#features/staff/model.ts'
import { asId, type Id } from '#kernel/id.ts'
import { isoInstant, localDate, localTime } from '#kernel/instant.ts'
import { fail, impossible, ok, type Result } from '#kernel/result.ts'
import { dayOf } from '#kernel/wallTime.ts'
import type { Authority } from '#platform/db/authority.ts'
import { runCommand } from '#platform/db/command.ts'
import type { Database } from '#platform/db/database.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { bindRoute } from '#platform/http/bind.ts'
import type { HttpServer } from '#platform/http/serving.ts'
import { agreementReport } from './actions/agreement.ts'
import { foreseeApply, foreseeUndo, type PlanForesight } from './actions/foreseePlan.ts'
import { closuresOf, previewPlan, unplacedBookings } from './actions/seePlan.ts'
import {
  applyPlan,
  lastPlannedDay,
  type Publication,
  publishPlan,
  sendCountersAway,
  shiftPlanOf,
  undoPlan,
} from './actions/shiftPlan.ts'
import { listCounters } from './actions.ts'
import {
  agreementRoute,
  applyPlanRoute,
  countersAwayRoute,
  planOf,
  previewApplyRoute,
  previewPlanRoute,
  previewUndoRoute,
  publishPlanRoute,
  shiftPlanRoute,
  undoPlanRoute,
  unplacedRoute,
  writtenPlan,
} from './contract.ts'
import { isError } from './model/shiftFaults.ts'
import { mayPlan, placers, planners } from './policy.ts'
import { registerHistoryRoutes } from './routes/history.ts'
import { registerOpeningHoursRoutes } from './routes/openingHours.ts'
import { registerMinutesRoutes } from './routes/plannedMinutes.ts'
import { registerSetupRoutes } from './routes/setup.ts'
import { registerShareRoutes } from './routes/shares.ts'
import { registerSpecialHoursRoutes } from './routes/specialHours.ts'

type OfSite = {
  readonly authority: Authority
  readonly caller: Caller
  readonly params: { readonly site: string }
}

/** What the routes of capacity need. */
export type CapacityDeps = { readonly database: Database }

/** The API of shift plans and of bookings without a place. */
export function registerCapacityRoutes(app: HttpServer<Caller, Authority>, { database }: CapacityDeps): void {
  async function ownSite(tx: Tx, caller: Caller, key: string): Promise<Site | undefined> {
    const site = await findSite(tx, key)
    return site && mayPlan(caller, site.id) ? site : undefined
  }

  /** Looks at something of a site that the caller plans; what is asked for may not be there. */
  const trying = <T, Code extends string>(
    { authority, caller, params }: OfSite,
    work: (tx: Tx, site: Site) => Promise<Result<T, Code>>,
  ) =>
    database.withAuthority(authority, async (tx): Promise<Result<T, Code | 'not_found'>> => {
      const site = await ownSite(tx, caller, params.site)
      return site ? work(tx, site) : fail('not_found')
    })

  /** Reads about a site that the caller plans. */
  const reading = <T>(request: OfSite, work: (tx: Tx, site: Site) => Promise<T>) =>
    trying(request, async (tx, site): Promise<Result<T, never>> => ok(await work(tx, site)))

  /** Runs a command at a site that the caller plans, once for each idempotency key. */
  function commanding<T, Code extends string>(
    kind: string,
    request: {
      authority: Authority
      caller: Caller
      params: { site: string }
      body: unknown
      idempotencyKey: string
    },
    work: (tx: Tx, site: Site) => Promise<Result<T, Code>>,
  ): Promise<Result<T, Code | 'not_found'>> {
    const { authority, caller, params, body, idempotencyKey } = request
    const staff = caller.kind === 'staff' ? caller.staffId : caller.kind
    const command = { key: idempotencyKey, kind, caller: staff, input: [params, body] }
    return runCommand(database, authority, command, async (tx): Promise<Result<T, Code | 'not_found'>> => {
      const site = await ownSite(tx, caller, params.site)
      return site ? work(tx, site) : fail('not_found')
    })
  }

  bindRoute(app, shiftPlanRoute, {
    policy: planners,
    handler: (request) => reading(request, presentPlan),
  })

  bindRoute(app, agreementRoute, {
    policy: planners,
    handler: (request) =>
      reading(request, async (tx, site) => {
        const { percent, since, services } = await agreementReport(tx, site, localDate(request.query.monday))
        return {
          percent,
          since,
          services: services.map(({ service, ...check }) => ({
            ...check,
            service: service.key,
            minutes: service.minutes,
          })),
        }
      }),
  })

  bindRoute(app, previewPlanRoute, {
    policy: planners,
    handler: (request) =>
      reading(request, async (tx, site) => {
        const monday = localDate(request.body.monday)
        const seen = await previewPlan(tx, site, { plan: planOf(request.body.plan), monday })
        return {
          faults: seen.faults.map(({ counterId, ...fault }) => ({
            ...fault,
            error: isError(fault),
            counter: counterId,
          })),
          replaced: seen.replaced,
          unplaced: seen.unplaced,
          services: seen.services.map(({ service, before, after }) => ({
            service: service.key,
            before,
            after,
          })),
          days: seen.days.map(({ day, hours }) => ({ day, hours: [...hours] })),
        }
      }),
  })

  bindRoute(app, publishPlanRoute, {
    policy: planners,
    handler: (request) =>
      commanding(publishPlanRoute.id, request, async (tx, site) => {
        const { basedOn, plan } = request.body
        const published = await publishPlan(tx, site, { basedOn, plan: planOf(plan) })
        return published.ok ? ok(await noted(tx, request.caller, published.value)) : published
      }),
  })

  bindRoute(app, undoPlanRoute, {
    policy: planners,
    handler: (request) =>
      commanding(undoPlanRoute.id, request, async (tx, site) => {
        const published = await undoPlan(tx, site, request.body)
        return published.ok ? ok(await noted(tx, request.caller, published.value)) : published
      }),
  })

  bindRoute(app, countersAwayRoute, {
    policy: planners,
    handler: (request) =>
      commanding(countersAwayRoute.id, request, async (tx, site) => {
        const { counters, ...when } = request.body
        const published = await sendCountersAway(tx, site, {
          counterIds: counters.map((counter) => asId<'counter'>(counter)),
          firstDay: localDate(when.firstDay),
          lastDay: localDate(when.lastDay),
          starts: when.starts === null ? null : localTime(when.starts),
          ends: when.ends === null ? null : localTime(when.ends),
        })
        return published.ok ? ok(await noted(tx, request.caller, published.value)) : published
      }),
  })

  bindRoute(app, applyPlanRoute, {
    policy: planners,
    handler: (request) =>
      commanding(applyPlanRoute.id, request, async (tx, site) => {
        for (const key of request.body.sites) {
          if (!(await ownSite(tx, request.caller, key))) return fail('unknown_site')
        }
        const applied = await applyPlan(tx, site, request.body.sites)
        if (!applied.ok) return applied
        const sites = []
        for (const one of applied.value) {
          const published = await noted(tx, request.caller, one)
          sites.push({ site: one.site.key, ...published, missing: [...one.missing] })
        }
        return ok({ sites })
      }),
  })

  registerHistoryRoutes(app, trying)
  registerSpecialHoursRoutes(app, { trying, commanding })
  registerShareRoutes(app, { database })
  registerSetupRoutes(app, { database, ownSite })
  registerOpeningHoursRoutes(app, { database, ownSite })
  registerMinutesRoutes(app, { database })

  bindRoute(app, previewApplyRoute, {
    policy: planners,
    handler: (request) =>
      trying(request, async (tx, site) => {
        const { sites: siteKeys, monday } = request.body
        for (const key of siteKeys) {
          if (!(await ownSite(tx, request.caller, key))) return fail('unknown_site')
        }
        const seen = await foreseeApply(tx, site, { siteKeys, monday: localDate(monday) })
        if (!seen.ok) return seen
        const sites = seen.value.map(({ site: target, missing, ...foresight }) => ({
          site: target.key,
          missing: [...missing],
          ...presentForesight(foresight),
        }))
        return ok({ sites })
      }),
  })

  bindRoute(app, previewUndoRoute, {
    policy: planners,
    handler: (request) =>
      trying(request, async (tx, site) => {
        const { version, monday } = request.body
        const seen = await foreseeUndo(tx, site, { version, monday: localDate(monday) })
        return seen.ok ? ok(presentForesight(seen.value)) : seen
      }),
  })

  bindRoute(app, unplacedRoute, {
    policy: placers,
    handler: ({ authority, caller, query }) =>
      database.withAuthority(authority, async (tx) => {
        const own = caller.kind === 'staff' ? caller.siteId : null
        const asked = query.site === undefined ? undefined : await ownSite(tx, caller, query.site)
        if (query.site !== undefined && !asked) return fail('not_found')
        return ok({ visits: await presentUnplaced(tx, asked?.id ?? own ?? undefined) })
      }),
  })
}

function presentForesight({ losing, days, ...rest }: PlanForesight) {
  return {
    ...rest,
    losing: losing.map(({ startsAt, minutes, services }) => ({
      startsAt: isoInstant(startsAt),
      minutes,
      services: [...services],
    })),
    days: [...days],
  }
}

/** Writes who published, and says what came of it. */
async function noted(tx: Tx, caller: Caller, { planId, version, released }: Publication) {
  const staffId = caller.kind === 'staff' ? caller.staffId : null
  await writeAudit(tx, { action: 'plan_published', staffId, shiftPlanId: planId })
  return { version, replaced: released.replaced, unplaced: released.unplaced }
}

async function presentPlan(tx: Tx, site: Site) {
  const { version, plan } = await shiftPlanOf(tx, site)
  const today = dayOf(tx.now, site.timeZone)
  const keys = new Map((await listServices(tx)).map(({ id, key }) => [id, key]))
  return {
    site: site.key,
    version,
    today,
    lastDay: lastPlannedDay(today),
    mobile: site.kind === 'mobile',
    counters: (await listCounters(tx, site.id)).map(({ id, key, texts, skills }) => ({
      counter: id,
      key,
      label: texts.label,
      services: [...skills].flatMap((skill) => keys.get(skill) ?? []),
    })),
    hours: site.hours.map(({ weekday, opens, closes }) => ({ weekday, opens, closes })),
    specialHours: [...specialHoursAhead(site, tx.now)],
    closures: (await closuresOf(tx, site)).map(({ firstDay, lastDay, texts }) => ({
      firstDay,
      lastDay,
      reason: texts.reason,
    })),
    plan: writtenPlan(plan),
  }
}

async function presentUnplaced(tx: Tx, siteId: Id<'site'> | undefined) {
  const services = new Map((await listServices(tx)).map(({ id, key }) => [id, key]))
  const sites = new Map((await listSites(tx)).map(({ id, key }) => [id, key]))
  return (await unplacedBookings(tx, siteId)).map(({ visit, matters, contact }) => ({
    visit: visit.id,
    bookingNumber: visit.bookingNumber ?? '',
    site: sites.get(visit.siteId) ?? '',
    appointmentAt: isoInstant(visit.appointmentAt ?? impossible('a booking has a time')),
    minutes: visit.minutes,
    people: visit.people,
    services: matters.flatMap(({ serviceId }) => services.get(serviceId) ?? []),
    name: contact?.name ?? null,
    phone: contact?.phone ?? null,
    email: contact?.email ?? null,
  }))
}
