import { findSite } from '#features/authority/actions.ts'
import { pairedDevice } from '#features/device/actions.ts'
import { DEVICE_COOKIE } from '#features/device/model.ts'
import type { Caller } from '#features/staff/model.ts'
import { fail, ok } from '#kernel/result.ts'
import type { Authority } from '#platform/db/authority.ts'
import { bindRoute } from '#platform/http/bind.ts'
import type { HttpServer } from '#platform/http/serving.ts'
import { bindEvents } from '#platform/http/sse.ts'
import { noteScan, scansNow, scanTopic } from '../actions/scan.ts'
import { agentBehind } from '../actions.ts'
import { scanRoute, scansRoute } from '../contract/scan.ts'
import { everyone } from '../policy.ts'
import type { PrintDeps } from '../routes.ts'

/** What a terminal's scanner reads goes through the agent to the page of its kiosk. */
export function registerScanRoutes(
  app: HttpServer<Caller, Authority>,
  { database, wakeUps, directory }: PrintDeps,
): void {
  // Never among the stored answers: a code may open a visit. Reading it twice is safe by itself.
  bindRoute(app, scanRoute, {
    policy: everyone,
    handler: ({ authority, authorization, body }) =>
      database.withAuthority(authority, async (tx) => {
        const agent = await agentBehind(tx, authorization)
        if (!agent) return fail('forbidden')
        await noteScan(tx, agent, body.code)
        return ok(undefined)
      }),
  })

  bindEvents(app, scansRoute, {
    policy: everyone,
    async open({ authority, params, cookies }, stream) {
      const secret = cookies.getSecret(DEVICE_COOKIE)
      const site = await database.withAuthority(authority, (tx) => findSite(tx, params.site))
      if (!site) return fail('not_found')
      const look = async () => {
        const present = directory.byKey(authority.key)
        if (!present) return
        const codes = await database.withAuthority(present, async (tx) => {
          const device = await pairedDevice(tx, secret)
          const isHere = device?.kind === 'kiosk' && device.siteId === site.id
          return scansNow(tx, site.id, isHere ? device : undefined)
        })
        for (const code of codes) stream.send({ data: { code } })
      }
      const watching = wakeUps.watch({ authority: authority.key, topic: scanTopic(site.id) }, look)
      await look()
      return ok(() => watching.stop())
    },
  })
}
