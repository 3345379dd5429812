import { listSites } from '#features/authority/actions.ts'
import { type Caller, callerName } from '#features/staff/model.ts'
import { asId } from '#kernel/id.ts'
import { isoInstant, localTime } from '#kernel/instant.ts'
import { ok, type Result } from '#kernel/result.ts'
import type { Authority } from '#platform/db/authority.ts'
import { runCommand } from '#platform/db/command.ts'
import type { Database } from '#platform/db/database.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { bindRoute } from '#platform/http/bind.ts'
import type { Output } from '#platform/http/contract.ts'
import type { HttpServer } from '#platform/http/serving.ts'
import { changeDevice, listDevices, pairDevice, requirePairing, unpairDevice } from './actions.ts'
import {
  changeDeviceRoute,
  devicesRoute,
  pairDeviceRoute,
  requirePairingRoute,
  unpairDeviceRoute,
} from './contract.ts'
import { offlineSince, printerNow } from './model.ts'
import { deciders, pairers } from './policy.ts'
import { guardDevices } from './routes/guard.ts'

/** What the routes of devices stand on. */
export type DeviceDeps = { readonly database: Database }

type Asking = {
  readonly authority: Authority
  readonly caller: Caller
  readonly idempotencyKey: string
  readonly params?: unknown
  readonly body?: unknown
}

/** The list of devices, pairing and setting up; and the guard before everything that is meant for devices. */
export function registerDeviceRoutes(app: HttpServer<Caller, Authority>, { database }: DeviceDeps): void {
  const recheck = guardDevices(app, database)

  /** Once for each idempotency key; what streams of devices may go on is looked at afterwards. */
  async function changing<R extends Result<unknown, string>>(
    kind: string,
    request: Asking,
    work: (tx: Tx) => Promise<R>,
  ): Promise<R> {
    const { authority, caller, idempotencyKey: key, params, body } = request
    const command = { key, kind, caller: callerName(caller), input: [params ?? null, body ?? null] }
    const done = await runCommand(database, authority, command, work)
    await recheck(authority.key)
    return done
  }

  bindRoute(app, devicesRoute, {
    policy: pairers,
    handler: ({ authority, caller }) =>
      database.withAuthority(authority, async (tx) => ok(await present(tx, caller))),
  })

  bindRoute(app, pairDeviceRoute, {
    policy: pairers,
    handler: (request) =>
      changing(pairDeviceRoute.id, request, async (tx) => {
        const paired = await pairDevice(tx, request.caller, request.body)
        return paired.ok ? ok({ device: paired.value }) : paired
      }),
  })

  bindRoute(app, changeDeviceRoute, {
    policy: pairers,
    handler: (request) =>
      changing(changeDeviceRoute.id, request, (tx) => {
        const { name, settings } = request.body
        const timeOrNone = (time: string | null) => (time === null ? null : localTime(time))
        const { quietFrom, quietUntil } = settings
        return changeDevice(tx, request.caller, asId<'device'>(request.params.device), {
          name,
          settings: { ...settings, quietFrom: timeOrNone(quietFrom), quietUntil: timeOrNone(quietUntil) },
          standsAt: request.body.standsAt ?? null,
          kiosk: request.body.kiosk ? asId<'device'>(request.body.kiosk) : null,
        })
      }),
  })

  bindRoute(app, unpairDeviceRoute, {
    policy: pairers,
    handler: (request) =>
      changing(unpairDeviceRoute.id, request, (tx) =>
        unpairDevice(tx, request.caller, asId<'device'>(request.params.device)),
      ),
  })

  bindRoute(app, requirePairingRoute, {
    policy: deciders,
    handler: (request) =>
      changing(requirePairingRoute.id, request, async (tx) => {
        await requirePairing(tx, request.caller, request.body.pairingRequired)
        return ok(undefined)
      }),
  })
}

async function present(tx: Tx, caller: Caller): Promise<Output<typeof devicesRoute>> {
  const { required, devices } = await listDevices(tx, caller)
  const sites = new Map((await listSites(tx)).map(({ id, key }) => [id, key]))
  return {
    pairingRequired: required,
    devices: devices.flatMap((each) => {
      const { id, kind, siteId, name, seenAt, settings, kioskId: kiosk, standsAt } = each
      const site = sites.get(siteId)
      if (!site) return []
      const since = offlineSince(seenAt, tx.now)
      const offline = since === null ? null : isoInstant(since)
      const said = printerNow(each, tx.now)
      const printer = said && { state: said.state, since: isoInstant(said.since) }
      const shown = { device: id, kind, site, name, seenAt: isoInstant(seenAt), offlineSince: offline }
      return [{ ...shown, settings, kiosk, standsAt, printer }]
    }),
  }
}
