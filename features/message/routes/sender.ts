import { getSettings, listSites } from '#features/authority/actions.ts'
import { writeAudit } from '#features/staff/actions.ts'
import { type Caller, callerName } from '#features/staff/model.ts'
import { ok } from '#kernel/result.ts'
import type { Authority } from '#platform/db/authority.ts'
import { runCommand } from '#platform/db/command.ts'
import { bindRoute } from '#platform/http/bind.ts'
import type { HttpServer } from '#platform/http/serving.ts'
import { changeSender, sendersOf } from '../actions.ts'
import { changeSenderRoute, sendersRoute } from '../contract/sender.ts'
import { templateWriters } from '../policy.ts'
import type { MessageDeps } from '../routes.ts'

/** Who sends the mails of each site. */
export function registerSenderRoutes(
  app: HttpServer<Caller, Authority>,
  { database, isSigned = () => false }: MessageDeps,
): void {
  bindRoute(app, sendersRoute, {
    policy: templateWriters,
    handler: ({ authority }) =>
      database.withAuthority(authority, async (tx) => {
        const { senderName, senderAddress } = await getSettings(tx)
        const senders = await sendersOf(tx)
        const sites = await listSites(tx)
        return ok({
          city: { name: senderName, address: senderAddress },
          sites: sites.map(({ id, key }) => ({ site: key, sender: senders.get(id) ?? null })),
        })
      }),
  })

  bindRoute(app, changeSenderRoute, {
    policy: templateWriters,
    handler: ({ authority, caller, params, body, idempotencyKey: key }) => {
      const command = { key, kind: changeSenderRoute.id, caller: callerName(caller), input: [params, body] }
      return runCommand(database, authority, command, async (tx) => {
        const changed = await changeSender(tx, params.site, body.sender, isSigned)
        if (!changed.ok) return changed
        const staffId = caller.kind === 'staff' ? caller.staffId : null
        await writeAudit(tx, { action: 'sender_changed', staffId })
        return ok(undefined)
      })
    },
  })
}
