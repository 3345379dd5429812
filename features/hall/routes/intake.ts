import { findSite } from '#features/authority/actions.ts'
import type { Site } from '#features/authority/model.ts'
import { listServices } from '#features/catalogue/actions.ts'
import { writeAudit } from '#features/staff/actions.ts'
import { type Caller, callerName } from '#features/staff/model.ts'
import { asId } from '#kernel/id.ts'
import { isoInstant, localTime } from '#kernel/instant.ts'
import { fail, ok, type Result } from '#kernel/result.ts'
import type { Authority } from '#platform/db/authority.ts'
import { runCommand } from '#platform/db/command.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { bindRoute } from '#platform/http/bind.ts'
import type { HttpServer } from '#platform/http/serving.ts'
import {
  endOverride,
  intakeOf,
  noteIntakeToday,
  overrideIntake,
  overridesAt,
  walkInServices,
} from '../actions.ts'
import { endOverrideRoute, intakeRoute, overrideIntakeRoute } from '../contract/intake.ts'
import { actsAt, hallStaff, mayLookEverywhere, overseers } from '../policy.ts'
import type { HallDeps } from '../routes.ts'
import { isSiteOpen, keysOf } from './present.ts'

/** Intake as it stands at a site, and the manager's hand on it. */
export function registerIntakeRoutes(
  app: HttpServer<Caller, Authority>,
  { database, promises }: HallDeps,
): void {
  bindRoute(app, intakeRoute, {
    policy: hallStaff,
    async handler({ authority, caller, params }) {
      const site = await database.withAuthority(authority, async (tx) => {
        const found = await findSite(tx, params.site)
        return found && (mayLookEverywhere(caller) || actsAt(caller, found.id)) ? found : undefined
      })
      if (!site) return fail('not_found')
      await promises?.look(authority, site)
      return database.withAuthority(authority, async (tx) => {
        const services = await walkInServices(tx, site)
        const intake = await intakeOf(tx, promises, site, services)
        const keys = keysOf(await listServices(tx))
        return ok({
          open: await isSiteOpen(tx, site),
          services: services.map(({ id, key }) => {
            const { stop = null, seen } = intake.get(id) ?? {}
            return {
              service: key,
              stopped: stop,
              fits: seen ? seen.stop === null : null,
              endsBy: seen?.endsBy ? isoInstant(seen.endsBy) : null,
              extraMinutes: seen ? Math.round(seen.extraMinutes * 10) / 10 : null,
              seenAt: seen ? isoInstant(seen.seenAt) : null,
            }
          }),
          overrides: (await overridesAt(tx, site)).map(
            ({ id, serviceId, takesIn, reason, startsAt, until }) => ({
              override: id,
              service: serviceId === null ? null : keys(serviceId),
              takesIn,
              reason,
              startsAt: isoInstant(startsAt),
              until: isoInstant(until),
            }),
          ),
        })
      })
    },
  })

  bindRoute(app, overrideIntakeRoute, {
    policy: overseers,
    handler: ({ authority, caller, params, body, idempotencyKey: key }) => {
      const command = { key, kind: overrideIntakeRoute.id, caller: callerName(caller), input: [params, body] }
      return runCommand(database, authority, command, async (tx) => {
        const site = await siteFor(tx, caller, params.site)
        if (!site.ok) return site
        const service = (await listServices(tx)).find((each) => each.key === body.service)
        if (body.service !== null && !service) return fail('unknown_service')
        const decided = await overrideIntake(tx, site.value, {
          service: service?.id ?? null,
          takesIn: body.takesIn,
          until: body.until === null ? null : localTime(body.until),
          reason: body.reason,
        })
        if (!decided.ok) return decided
        await noteIntakeToday(tx, promises, site.value)
        await audit(tx, caller, 'intake_overridden', site.value)
        return ok({ override: decided.value.id, until: isoInstant(decided.value.until) })
      })
    },
  })

  bindRoute(app, endOverrideRoute, {
    policy: overseers,
    handler: ({ authority, caller, params, idempotencyKey: key }) => {
      const command = { key, kind: endOverrideRoute.id, caller: callerName(caller), input: params }
      return runCommand(database, authority, command, async (tx) => {
        const site = await siteFor(tx, caller, params.site)
        if (!site.ok) return site
        const ended = await endOverride(tx, site.value, asId<'intakeOverride'>(params.override))
        if (!ended.ok) return ended
        await noteIntakeToday(tx, promises, site.value)
        await audit(tx, caller, 'intake_released', site.value)
        return ok(undefined)
      })
    },
  })
}

async function siteFor(tx: Tx, caller: Caller, key: string): Promise<Result<Site, 'forbidden'>> {
  const site = await findSite(tx, key)
  return site && actsAt(caller, site.id) ? ok(site) : fail('forbidden')
}

async function audit(
  tx: Tx,
  caller: Caller,
  action: 'intake_overridden' | 'intake_released',
  { id: siteId }: Site,
): Promise<void> {
  await writeAudit(tx, { action, staffId: caller.kind === 'staff' ? caller.staffId : null, siteId })
}
