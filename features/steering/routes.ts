import { findSite, listSites } from '#features/authority/actions.ts'
import { type Caller, callerName } from '#features/staff/model.ts'
import { asId } from '#kernel/id.ts'
import { isoInstant } from '#kernel/instant.ts'
import { fail, ok, type Result } from '#kernel/result.ts'
import type { Authority } from '#platform/db/authority.ts'
import { runCommand } from '#platform/db/command.ts'
import type { Database } from '#platform/db/database.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { bindRoute } from '#platform/http/bind.ts'
import type { HttpServer } from '#platform/http/serving.ts'
import { bindEvents } from '#platform/http/sse.ts'
import {
  addScenario,
  changeScenario,
  listScenarios,
  monthsOf,
  noteOutcome,
  ownScenario,
  type RunScenarios,
  removeScenario,
  seeGround,
} from './actions.ts'
import {
  addScenarioRoute,
  changeScenarioRoute,
  groundRoute,
  playScenarioRoute,
  removeScenarioRoute,
  restoreScenarioRoute,
  scenariosRoute,
  type WrittenOutcome,
  type WrittenScenario,
} from './contract.ts'
import type { Scenario } from './model/scenario.ts'
import type { Outcome } from './model/scenarioRun.ts'
import { changesOf } from './model/writtenChanges.ts'
import { mayPlay, planners } from './policy.ts'

/** What the routes of the what-if stand on. */
export type SteeringDeps = {
  readonly database: Database
  readonly whatIf: RunScenarios
  readonly onError: (error: unknown) => void
}

/** So many scenarios are played at once at one node; each keeps a month of its sites in memory. */
const MOST_RUNS = 6

/** What-if: scenarios saved, played and removed by planners. */
export function registerSteeringRoutes(app: HttpServer<Caller, Authority>, deps: SteeringDeps): void {
  const { database, whatIf, onError } = deps
  let runs = 0

  bindRoute(app, groundRoute, {
    policy: planners,
    handler: ({ authority, caller, params }) =>
      database.withAuthority(authority, async (tx) => {
        const site = await findSite(tx, params.site)
        if (!site || caller.kind !== 'staff' || !mayPlay(caller, [site.id])) return fail('not_found')
        return ok(await seeGround(tx, site, caller.language))
      }),
  })

  bindRoute(app, scenariosRoute, {
    policy: planners,
    handler: ({ authority, caller }) =>
      database.withAuthority(authority, async (tx) => {
        const keys = await siteKeys(tx)
        return ok({ scenarios: (await listScenarios(tx, caller)).map((one) => written(one, keys)) })
      }),
  })

  bindRoute(app, addScenarioRoute, {
    policy: planners,
    handler: ({ authority, caller, body, idempotencyKey: key }) => {
      const command = { key, kind: addScenarioRoute.id, caller: callerName(caller), input: body }
      return runCommand(database, authority, command, async (tx) => {
        const added = await addScenario(tx, caller, { ...body, changes: changesOf(body.changes) })
        return present(tx, added)
      })
    },
  })

  bindRoute(app, changeScenarioRoute, {
    policy: planners,
    handler: ({ authority, caller, params, body, idempotencyKey: key }) => {
      const command = { key, kind: changeScenarioRoute.id, caller: callerName(caller), input: [params, body] }
      return runCommand(database, authority, command, async (tx) => {
        const wish = { ...body, id: asId<'scenario'>(params.scenario), changes: changesOf(body.changes) }
        return present(tx, await changeScenario(tx, caller, wish))
      })
    },
  })

  for (const route of [removeScenarioRoute, restoreScenarioRoute])
    bindRoute(app, route, {
      policy: planners,
      handler: ({ authority, caller, params, idempotencyKey: key }) => {
        const command = { key, kind: route.id, caller: callerName(caller), input: params }
        return runCommand(database, authority, command, async (tx) => {
          const id = asId<'scenario'>(params.scenario)
          const done = await removeScenario(tx, caller, id, route === removeScenarioRoute)
          return done.ok ? ok(undefined) : done
        })
      },
    })

  bindEvents(app, playScenarioRoute, {
    policy: planners,
    async open({ authority, caller, params }, stream) {
      if (runs >= MOST_RUNS) return fail('too_many_runs')
      // Counted before anything is waited for: else twenty at once would all find room.
      runs++
      const scenario = await database
        .withAuthority(authority, (tx) => ownScenario(tx, caller, asId<'scenario'>(params.scenario)))
        .catch((error) => {
          runs--
          throw error
        })
      if (!scenario) {
        runs--
        return fail('unknown_scenario')
      }
      let isOver = false
      const send = (data: Partial<Progress>) => {
        if (!isOver) stream.send({ data: { done: 0, of: 0, outcome: null, failure: null, ...data } })
      }
      const play = async () => {
        const months = await database.withAuthority(authority, (tx) => monthsOf(tx, scenario))
        if (!months.ok) return send({ failure: months.code })
        const outcome = await whatIf.play(months.value, scenario.changes, {
          progress: (done, of) => send({ done, of }),
          cancelled: () => isOver,
        })
        if (!outcome) return
        await database.withAuthority(authority, (tx) => noteOutcome(tx, scenario, outcome))
        send({ done: outcome.days, of: outcome.days, outcome: writtenOutcome(outcome) })
      }
      void play()
        .catch((error) => {
          // A run that ends with the server or with whoever asked is no failure.
          if (isOver) return
          send({ failure: 'failed' })
          onError(error)
        })
        .finally(() => runs--)
      return ok(() => {
        isOver = true
      })
    },
  })
}

type Progress = {
  readonly done: number
  readonly of: number
  readonly outcome: WrittenOutcome | null
  readonly failure: 'no_past_days' | 'failed' | null
}

async function siteKeys(tx: Tx): Promise<ReadonlyMap<string, string>> {
  return new Map((await listSites(tx)).map(({ id, key }) => [id, key]))
}

async function present<Code extends string>(
  tx: Tx,
  saved: Result<Scenario, Code>,
): Promise<Result<WrittenScenario, Code>> {
  return saved.ok ? ok(written(saved.value, await siteKeys(tx))) : saved
}

function written(scenario: Scenario, keys: ReadonlyMap<string, string>): WrittenScenario {
  const { id, siteId, name, version, changes, savedAt, savedBy, outcome, playedAt, removedAt } = scenario
  const all = (ids: readonly string[] | null) => (ids === null ? null : [...ids])
  return {
    scenario: id,
    site: keys.get(siteId) ?? '',
    name,
    version,
    changes: {
      ...changes,
      closed: [...changes.closed],
      added: changes.added.map((one) => ({ ...one, services: all(one.services) })),
      shifts: changes.shifts.map((one) => ({ ...one })),
      skills: changes.skills.map((one) => ({ ...one, services: [...one.services] })),
      durations: changes.durations.map((one) => ({ ...one })),
      mergedElsewhere: changes.mergedElsewhere.map((one) => ({ ...one })),
      newSite: changes.newSite && {
        ...changes.newSite,
        services: all(changes.newSite.services),
        shares: changes.newSite.shares.map((one) => ({ ...one })),
      },
    },
    savedAt: isoInstant(savedAt),
    savedBy,
    outcome: outcome && writtenOutcome(outcome),
    playedAt: playedAt === null ? null : isoInstant(playedAt),
    removedAt: removedAt === null ? null : isoInstant(removedAt),
  }
}

function writtenOutcome({ figures, ...outcome }: Outcome): WrittenOutcome {
  return { ...outcome, figures: { ...figures } }
}
