import { listServices } from '#features/catalogue/actions.ts'
import { capacityChangersOf, writeAudit } from '#features/staff/actions.ts'
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
import { changeMinutes, foreseeMinutes, plannedMinutes } from '../actions/plannedMinutes.ts'
import { changeMinutesRoute, plannedMinutesRoute, previewMinutesRoute } from '../contract/plannedMinutes.ts'
import { leastPlanned, type PlannedMinutes } from '../model/plannedMinutes.ts'
import { minuteKeepers } from '../policy.ts'

/** How long services are planned. */
export function registerMinutesRoutes(
  app: HttpServer<Caller, Authority>,
  { database }: { readonly database: Database },
): void {
  bindRoute(app, plannedMinutesRoute, {
    policy: minuteKeepers,
    handler: ({ authority }) => database.withAuthority(authority, async (tx) => ok(await presentMinutes(tx))),
  })

  bindRoute(app, previewMinutesRoute, {
    policy: minuteKeepers,
    handler: ({ authority, body }) =>
      database.withAuthority(authority, async (tx) => {
        const wish = await wishOf(tx, body.minutes)
        if (!wish.ok) return wish
        const seen = await foreseeMinutes(tx, wish.value)
        return seen.ok ? ok({ services: seen.value.map((one) => ({ ...one })) }) : seen
      }),
  })

  bindRoute(app, changeMinutesRoute, {
    policy: minuteKeepers,
    handler: ({ authority, caller, body, idempotencyKey: key }) => {
      const command = { key, kind: changeMinutesRoute.id, caller: callerName(caller), input: body }
      return runCommand(database, authority, command, async (tx) => {
        const wish = await wishOf(tx, body.minutes)
        if (!wish.ok) return wish
        const changed = await changeMinutes(tx, {
          wish: wish.value,
          seen: changeId(body.seen),
          undoes: changeId(body.undoes),
        })
        if (!changed.ok) return changed
        const staffId = caller.kind === 'staff' ? caller.staffId : null
        await writeAudit(tx, { action: 'minutes_changed', staffId, capacityChangeId: changed.value })
        return ok({ change: changed.value })
      })
    },
  })
}

const changeId = (id: string | null) => (id === null ? null : asId<'capacityChange'>(id))

async function wishOf(
  tx: Tx,
  written: readonly { readonly service: string; readonly minutes: number }[],
): Promise<Result<PlannedMinutes, 'unknown_service'>> {
  const ids = new Map((await listServices(tx)).map(({ id, key }) => [key, id]))
  if (written.some(({ service }) => !ids.has(service))) return fail('unknown_service')
  return ok(
    written.flatMap(({ service, minutes }) => {
      const serviceId = ids.get(service)
      return serviceId ? [{ serviceId, minutes }] : []
    }),
  )
}

async function presentMinutes(tx: Tx) {
  const { percent, services, changes } = await plannedMinutes(tx)
  const keys = new Map(services.map(({ service: { id, key } }) => [id, key]))
  const people = await capacityChangersOf(
    tx,
    changes.map(({ id }) => id),
  )
  return {
    percent,
    services: services.map(({ service, ...check }) => ({
      ...check,
      service: service.key,
      minutes: service.minutes,
      least: leastPlanned(service),
    })),
    newest: changes[0]?.id ?? null,
    changes: changes.map(({ id, changedAt, source, undoes, before, after }) => {
      const earlier = new Map((before.minutes ?? []).map((one) => [one.serviceId, one.minutes]))
      return {
        change: id,
        at: isoInstant(changedAt),
        source,
        by: people.get(id)?.name ?? null,
        undoes,
        services: (after.minutes ?? []).flatMap(({ serviceId, minutes }) => {
          const service = keys.get(serviceId)
          return service ? [{ service, before: earlier.get(serviceId) ?? minutes, after: minutes }] : []
        }),
      }
    }),
  }
}
