import { type Caller, callerName } from '#features/staff/model.ts'
import { asId } from '#kernel/id.ts'
import { ok } from '#kernel/result.ts'
import type { Authority } from '#platform/db/authority.ts'
import { runCommand, runShownCommand } from '#platform/db/command.ts'
import type { Database } from '#platform/db/database.ts'
import { bindRoute } from '#platform/http/bind.ts'
import type { HttpServer } from '#platform/http/serving.ts'
import { peopleOf, tellReady, untellReady } from './actions.ts'
import { tellReadyRoute, untellReadyRoute } from './contract.ts'
import { siteOf, tellers } from './policy.ts'

/** What the routes of finished documents stand on. */
export type ReadyDeps = { readonly database: Database }

/** Telling people that their document is ready, and taking it back. */
export function registerReadyRoutes(app: HttpServer<Caller, Authority>, { database }: ReadyDeps): void {
  bindRoute(app, tellReadyRoute, {
    policy: tellers,
    handler: ({ authority, caller, body, idempotencyKey: key }) => {
      const command = { key, kind: tellReadyRoute.id, caller: callerName(caller), input: body }
      const site = siteOf(caller)
      return runShownCommand(
        database,
        authority,
        command,
        async (tx) => {
          const { runId, told, notTold } = await tellReady(tx, body.numbers, site)
          const isAnybodyTold = told.length > 0 || notTold.some(({ why }) => why === 'call')
          return ok({ run: isAnybodyTold ? runId : null, told, notTold })
        },
        async (tx, { run, told, notTold }) => {
          const people = await peopleOf(tx, body.numbers, site)
          const named = (number: string) => people.get(number) ?? { name: null, phone: null }
          return {
            run,
            told: told.map((number) => ({ number, name: named(number).name })),
            notTold: notTold.map(({ number, why }) => {
              const { name, phone } = named(number)
              return { number, why, name, phone }
            }),
          }
        },
      )
    },
  })

  bindRoute(app, untellReadyRoute, {
    policy: tellers,
    handler: ({ authority, caller, params, idempotencyKey: key }) => {
      const command = { key, kind: untellReadyRoute.id, caller: callerName(caller), input: params }
      return runCommand(database, authority, command, (tx) => untellReady(tx, asId<'run'>(params.run)))
    },
  })
}
