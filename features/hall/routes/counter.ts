import { listServices } from '#features/catalogue/actions.ts'
import { seat, unseat } from '#features/staff/actions.ts'
import type { Caller } from '#features/staff/model.ts'
import { fail, ok, type Result } from '#kernel/result.ts'
import type { Authority } from '#platform/db/authority.ts'
import { bindRoute } from '#platform/http/bind.ts'
import type { HttpServer } from '#platform/http/serving.ts'
import {
  callAgain,
  callNext,
  closeCounter,
  finish,
  missed,
  openCounter,
  startServing,
  withdrawCall,
} from '../actions.ts'
import {
  callAgainRoute,
  callNextRoute,
  closeCounterRoute,
  counterRoute,
  finishRoute,
  missedRoute,
  openCounterRoute,
  startServingRoute,
  withdrawRoute,
} from '../contract.ts'
import { clerks } from '../policy.ts'
import type { HallDeps } from '../routes.ts'
import { counterCommands, counterFor } from './counterCommands.ts'

type SeatRefusal = 'seated_elsewhere' | 'counter_occupied' | 'forbidden' | 'not_found'

/** One key press each: open, next, again, start, finish, missed, withdraw, close. */
export function registerCounterRoutes(app: HttpServer<Caller, Authority>, deps: HallDeps): void {
  const { act, show } = counterCommands(deps)

  bindRoute(app, openCounterRoute, {
    policy: clerks,
    handler: (request) =>
      act(openCounterRoute.id, request, null, async (tx, here): Promise<Result<null, SeatRefusal>> => {
        const { counterId } = here.caller
        if (counterId !== null && counterId !== here.counterId) return fail('seated_elsewhere')
        const seated = await seat(tx, here.caller, here.counterId)
        if (!seated.ok) return seated
        await openCounter(tx, here)
        return ok(null)
      }),
  })
  bindRoute(app, closeCounterRoute, {
    policy: clerks,
    handler: (request) =>
      act(
        closeCounterRoute.id,
        request,
        null,
        async (tx, here) => {
          // The seat first, as in sitting down: two presses of one clerk never wait for each other. Refused, all is as before.
          await unseat(tx, here.caller)
          return closeCounter(tx, here)
        },
        (untied) => untied.flatMap(({ ticketNumber }) => ticketNumber ?? []),
      ),
  })
  bindRoute(app, callNextRoute, {
    policy: clerks,
    handler: (request) => act(callNextRoute.id, request, null, callNext),
  })
  bindRoute(app, callAgainRoute, {
    policy: clerks,
    handler: (request) => act(callAgainRoute.id, request, null, callAgain),
  })
  bindRoute(app, startServingRoute, {
    policy: clerks,
    handler: (request) => act(startServingRoute.id, request, null, startServing),
  })
  bindRoute(app, missedRoute, {
    policy: clerks,
    handler: (request) => act(missedRoute.id, request, null, missed),
  })
  bindRoute(app, withdrawRoute, {
    policy: clerks,
    handler: (request) => act(withdrawRoute.id, request, null, withdrawCall),
  })
  bindRoute(app, finishRoute, {
    policy: clerks,
    handler: (request) =>
      act(finishRoute.id, request, request.body, async (tx, here) => {
        const { outcome, others = [] } = request.body
        const services = await listServices(tx)
        return finish(
          tx,
          here,
          outcome,
          others.flatMap((other) => {
            const service = services.find(({ key }) => key === other.service)
            return service ? [{ serviceId: service.id, outcome: other.outcome }] : []
          }),
        )
      }),
  })
  bindRoute(app, counterRoute, {
    policy: clerks,
    handler: ({ authority, caller, params }) =>
      deps.database.withAuthority(authority, async (tx) => {
        const here = await counterFor(tx, caller, params.counter)
        if (!here) return fail('forbidden')
        if (here.caller.counterId !== here.counterId) return fail('not_seated')
        return ok(await show(tx, here, true))
      }),
  })
}
