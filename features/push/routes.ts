import type { Caller } from '#features/staff/model.ts'
import type { Links } from '#features/visit/model.ts'
import { ok } from '#kernel/result.ts'
import type { Authority } from '#platform/db/authority.ts'
import type { Database } from '#platform/db/database.ts'
import { bindRoute } from '#platform/http/bind.ts'
import type { HttpServer } from '#platform/http/serving.ts'
import type { PushSender } from '#platform/push/sender.ts'
import { subscribe, unsubscribe } from './actions.ts'
import { subscribeRoute, unsubscribeRoute } from './contract.ts'
import { everyone } from './policy.ts'

/** What the routes of web push stand on. */
export type PushRoutesDeps = {
  readonly database: Database
  readonly links: Links
  /** Without it nobody is told anything. */
  readonly push?: { readonly sender: PushSender }
}

/** A phone asks to be told, and to be told no more. Asking twice is asking once. */
export function registerPushRoutes(
  app: HttpServer<Caller, Authority>,
  { database, links, push }: PushRoutesDeps,
): void {
  const takes = (endpoint: string) => push?.sender.takes(endpoint) ?? false

  bindRoute(app, subscribeRoute, {
    policy: everyone,
    handler: ({ authority, params, body }) =>
      database.withAuthority(authority, async (tx) => {
        const { endpoint, key, secret, month, language } = body
        const phone = { endpoint, phoneKey: key, phoneSecret: secret, keyMonth: month, language }
        const kept = await subscribe(tx, links, params.token, phone, takes)
        return kept.ok ? ok(undefined) : kept
      }),
  })

  bindRoute(app, unsubscribeRoute, {
    policy: everyone,
    handler: ({ authority, params, body }) =>
      database.withAuthority(authority, async (tx) => {
        const ended = await unsubscribe(tx, links, params.token, body.endpoint)
        return ended.ok ? ok(undefined) : ended
      }),
  })
}
