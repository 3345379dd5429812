import { findSite } from '#features/authority/actions.ts'
import type { Site } from '#features/authority/model.ts'
import { listCounters } from '#features/capacity/actions.ts'
import { type Caller, callerName } from '#features/staff/model.ts'
import { fail, ok, type Result } from '#kernel/result.ts'
import type { Authority } from '#platform/db/authority.ts'
import { runCommand } from '#platform/db/command.ts'
import type { Database } from '#platform/db/database.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { bindRoute } from '#platform/http/bind.ts'
import type { Output } from '#platform/http/contract.ts'
import { bindPage } from '#platform/http/page.ts'
import type { HttpServer } from '#platform/http/serving.ts'
import { exportHousePlans, housePlanOf, saveHousePlan } from './actions.ts'
import { housePlanRoute, saveHousePlanRoute } from './contract.ts'
import type { HousePlan, Thing } from './model.ts'
import { drawers, mayDraw } from './policy.ts'

/** What the routes of houses need. */
export type HouseDeps = { readonly database: Database }

/** The drawn houses: read and saved as a whole. */
export function registerHouseRoutes(app: HttpServer<Caller, Authority>, { database }: HouseDeps): void {
  async function siteFor(tx: Tx, caller: Caller, key: string): Promise<Result<Site, 'forbidden'>> {
    const site = await findSite(tx, key)
    return site && mayDraw(caller, site.id) ? ok(site) : fail('forbidden')
  }

  bindRoute(app, housePlanRoute, {
    policy: drawers,
    handler: ({ authority, caller, params }) =>
      database.withAuthority(authority, async (tx) => {
        const site = await siteFor(tx, caller, params.site)
        if (!site.ok) return site
        const stored = await housePlanOf(tx, site.value.id)
        const counters = await listCounters(tx, site.value.id)
        return ok({
          version: stored?.version ?? null,
          plan: stored ? presentPlan(stored.plan) : null,
          counters: counters.map(({ key, texts }) => ({ key, label: texts.label })),
        })
      }),
  })

  bindPage(app, {
    method: 'GET',
    path: '/house-plans.json',
    policy: drawers,
    handler: async ({ authority }) => {
      const file = await database.withAuthority(authority, exportHousePlans)
      const body = `${JSON.stringify(file, null, 2)}\n`
      return { kind: 'file', type: 'application/json', download: 'house-plans.json', body }
    },
  })

  bindRoute(app, saveHousePlanRoute, {
    policy: drawers,
    handler: ({ authority, caller, params, body, idempotencyKey: key }) => {
      const command = { key, kind: saveHousePlanRoute.id, caller: callerName(caller), input: [params, body] }
      return runCommand(database, authority, command, async (tx) => {
        const site = await siteFor(tx, caller, params.site)
        if (!site.ok) return site
        const saved = await saveHousePlan(tx, site.value.id, body.seen, body.plan)
        return saved.ok ? ok({ version: saved.value }) : saved
      })
    },
  })
}

type Presented = NonNullable<Output<typeof housePlanRoute>['plan']>

function presentPlan({ levels, rooms, things }: HousePlan): Presented {
  return { levels: [...levels], rooms: [...rooms], things: things.map(presentThing) }
}

function presentThing({ features, ...thing }: Thing): Presented['things'][number] {
  return { ...thing, ...(features && { features: [...features] }) }
}
