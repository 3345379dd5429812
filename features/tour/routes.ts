import { getSettings, listSites } from '#features/authority/actions.ts'
import type { Site } from '#features/authority/model.ts'
import { lastPlannedDay } from '#features/capacity/actions/shiftPlan.ts'
import { mayPlan, planners } from '#features/capacity/actions.ts'
import { listServices } from '#features/catalogue/actions.ts'
import { writeAudit } from '#features/staff/actions.ts'
import type { Caller } from '#features/staff/model.ts'
import { asId, type Id } from '#kernel/id.ts'
import { localDate, localTime } from '#kernel/instant.ts'
import { fail, ok, type Result } from '#kernel/result.ts'
import { dayOf } from '#kernel/wallTime.ts'
import type { Authority } from '#platform/db/authority.ts'
import { runCommand } from '#platform/db/command.ts'
import type { Database } from '#platform/db/database.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { bindRoute } from '#platform/http/bind.ts'
import type { Output } from '#platform/http/contract.ts'
import type { HttpServer } from '#platform/http/serving.ts'
import {
  cancelStop,
  changeStop,
  describeTour,
  findStop,
  listTeams,
  planStops,
  previewStops,
  type StopSaved,
} from './actions.ts'
import {
  cancelStopRoute,
  changeStopRoute,
  planStopsRoute,
  previewStopsRoute,
  tourRoute,
  type WrittenStops,
} from './contract.ts'
import { isStopError } from './model/stopFaults.ts'
import type { Team, WantedStop } from './model.ts'

/** What the routes of tours need. */
export type TourDeps = { readonly database: Database }

type Asking = {
  readonly authority: Authority
  readonly caller: Caller
  readonly params: { readonly team: string }
  readonly body: unknown
  readonly idempotencyKey: string
}

/** The tours of mobile teams. */
export function registerTourRoutes(app: HttpServer<Caller, Authority>, { database }: TourDeps): void {
  const teamOf = async (tx: Tx, key: string) => (await listTeams(tx)).find((team) => team.key === key)

  /** Changes a tour, once for each idempotency key; whatever plans it published stand in the audit. */
  const planning = <Code extends string>(
    kind: string,
    request: Asking,
    work: (tx: Tx, team: Team) => Promise<Result<StopSaved, Code>>,
  ) => {
    const { authority, caller, params, body, idempotencyKey: key } = request
    const staffId = caller.kind === 'staff' ? caller.staffId : null
    const command = { key, kind, caller: staffId ?? caller.kind, input: [params, body] }
    return runCommand(database, authority, command, async (tx) => {
      const team = await teamOf(tx, params.team)
      if (!team) return fail('not_found')
      const done = await work(tx, team)
      if (!done.ok) return done
      const { stopIds, planIds, siteIds, closingIds, replaced, unplaced } = done.value
      for (const shiftPlanId of planIds)
        await writeAudit(tx, { action: 'plan_published', staffId, shiftPlanId })
      for (const closingId of closingIds) await writeAudit(tx, { action: 'site_closed', staffId, closingId })
      for (const site of siteIds) tx.touch(site)
      return ok({ stops: [...stopIds], replaced, unplaced })
    })
  }

  /** The sites of wanted stops, as far as the caller plans them. */
  const placeOf = async (tx: Tx, caller: Caller, key: string): Promise<Site | undefined> =>
    (await listSites(tx)).find((site) => site.key === key && mayPlan(caller, site.id))

  /** Does the caller plan the place where this stop is now? */
  const ownsStop = async (tx: Tx, caller: Caller, id: Id<'stop'>): Promise<boolean> => {
    const stop = await findStop(tx, id)
    return stop !== undefined && mayPlan(caller, stop.siteId)
  }

  bindRoute(app, tourRoute, {
    policy: planners,
    handler: ({ authority, caller }) =>
      database.withAuthority(authority, async (tx) => ok(await presentTour(tx, caller))),
  })

  bindRoute(app, previewStopsRoute, {
    policy: planners,
    handler: ({ authority, caller, params, body }) =>
      database.withAuthority(authority, async (tx) => {
        const [team, site] = [await teamOf(tx, params.team), await placeOf(tx, caller, body.site)]
        if (!team || !site) return fail('not_found')
        const own = body.change === null ? undefined : asId<'stop'>(body.change)
        const seen = await previewStops(tx, team, wantedOf(body, site.id), own)
        return ok({
          lost: seen.lost,
          stops: seen.stops.map(({ day, faults, services }) => ({
            day,
            faults: faults.map((code) => ({ code, error: isStopError(code) })),
            services: services.map(({ key, times }) => ({ service: key, times })),
          })),
        })
      }),
  })

  bindRoute(app, planStopsRoute, {
    policy: planners,
    handler: (request) =>
      planning(planStopsRoute.id, request, async (tx, team) => {
        const site = await placeOf(tx, request.caller, request.body.site)
        return site ? planStops(tx, team, wantedOf(request.body, site.id)) : fail('not_workable')
      }),
  })

  bindRoute(app, changeStopRoute, {
    policy: planners,
    handler: (request) =>
      planning(changeStopRoute.id, request, async (tx, team) => {
        const { caller, body, params } = request
        const id = asId<'stop'>(params.stop)
        const site = await placeOf(tx, caller, body.site)
        if (!site || !(await ownsStop(tx, caller, id))) return fail('unknown_stop')
        const [wanted] = wantedOf({ ...body, days: [body.day] }, site.id)
        return wanted ? changeStop(tx, team, { id, wanted, reason: body.reason }) : fail('not_workable')
      }),
  })

  bindRoute(app, cancelStopRoute, {
    policy: planners,
    handler: (request) =>
      planning(cancelStopRoute.id, request, async (tx, team) => {
        const id = asId<'stop'>(request.params.stop)
        if (!(await ownsStop(tx, request.caller, id))) return fail('unknown_stop')
        return cancelStop(tx, team, { id, reason: request.body.reason })
      }),
  })
}

function wantedOf(body: WrittenStops, siteId: Id<'site'>): WantedStop[] {
  const timeOrNone = (time: string | null) => (time === null ? null : localTime(time))
  return body.days.toSorted().map((day) => ({
    siteId,
    day: localDate(day),
    opens: localTime(body.opens),
    closes: localTime(body.closes),
    breakStarts: timeOrNone(body.breakStarts),
    breakEnds: timeOrNone(body.breakEnds),
    travelMinutes: body.travelMinutes,
  }))
}

async function presentTour(tx: Tx, caller: Caller): Promise<Output<typeof tourRoute>> {
  const { timeZone } = await getSettings(tx)
  const today = dayOf(tx.now, timeZone)
  const sites = new Map((await listSites(tx)).map((site) => [site.id, site]))
  const services = new Map((await listServices(tx)).map(({ id, key }) => [id, key]))
  const keysOf = (ids: Iterable<Id<'service'>>) => [...ids].flatMap((id) => services.get(id) ?? [])
  const { teams, stops } = await describeTour(tx, today)
  return {
    today,
    lastDay: lastPlannedDay(today),
    teams: teams.map(({ team, places }) => ({
      team: team.key,
      name: team.texts.name,
      setupMinutes: team.setupMinutes,
      kit: keysOf(team.kit),
      places: places.flatMap(({ siteId, counters, able }) => {
        const site = sites.get(siteId)
        return site && mayPlan(caller, siteId) ? [{ site: site.key, counters, services: keysOf(able) }] : []
      }),
    })),
    stops: stops.flatMap(({ team, stop, leg, booked }) => {
      const site = sites.get(stop.siteId)
      if (!site || !mayPlan(caller, site.id)) return []
      const { id, day, opens, closes, breakStarts, breakEnds, travelMinutes } = stop
      const times = { opens, closes, breakStarts, breakEnds, travelMinutes }
      const way = { wayMinutes: leg.travelMinutes, leaves: leg.leaves, packed: leg.packed }
      return [{ stop: id, team: team.key, day, site: site.key, ...times, ...way, booked }]
    }),
  }
}
