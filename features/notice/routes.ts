import { listSites } from '#features/authority/actions.ts'
import { type Caller, callerName } from '#features/staff/model.ts'
import { asId } from '#kernel/id.ts'
import { isoInstant } from '#kernel/instant.ts'
import { ok, type Result } from '#kernel/result.ts'
import type { Authority } from '#platform/db/authority.ts'
import { runCommand } from '#platform/db/command.ts'
import type { Database } from '#platform/db/database.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { bindRoute } from '#platform/http/bind.ts'
import type { HttpServer } from '#platform/http/serving.ts'
import { listNotices, showNotice, writeNotice } from './actions.ts'
import {
  changeNoticeRoute,
  noticesRoute,
  restoreNoticeRoute,
  withdrawNoticeRoute,
  writeNoticeRoute,
} from './contract.ts'
import { noticeState } from './model.ts'
import { mayWriteAt, noticeWriters } from './policy.ts'

/** What the routes of house notices stand on. */
export type NoticeDeps = { readonly database: Database }

type Asking = {
  readonly authority: Authority
  readonly caller: Caller
  readonly idempotencyKey: string
  readonly params?: unknown
  readonly body?: unknown
}

/** What the house says on its displays: written, changed, taken back and shown again by managers. */
export function registerNoticeRoutes(app: HttpServer<Caller, Authority>, { database }: NoticeDeps): void {
  const once = <R extends Result<unknown, string>>(
    kind: string,
    { authority, caller, idempotencyKey: key, params, body }: Asking,
    work: (tx: Tx) => Promise<R>,
  ) =>
    runCommand(
      database,
      authority,
      { key, kind, caller: callerName(caller), input: [params ?? null, body ?? null] },
      work,
    )

  bindRoute(app, noticesRoute, {
    policy: noticeWriters,
    handler: ({ authority, caller }) =>
      database.withAuthority(authority, async (tx) => {
        const sites = new Map((await listSites(tx)).map(({ id, key }) => [id, key]))
        const notices = (await listNotices(tx)).map((notice) => ({
          notice: notice.id,
          site: notice.siteId === null ? null : (sites.get(notice.siteId) ?? null),
          texts: notice.texts.text,
          from: isoInstant(notice.showsFrom),
          until: isoInstant(notice.showsUntil),
          state: noticeState(notice, tx.now),
          writable: mayWriteAt(caller, notice.siteId),
        }))
        return ok({ notices })
      }),
  })

  bindRoute(app, writeNoticeRoute, {
    policy: noticeWriters,
    handler: (request) =>
      once(writeNoticeRoute.id, request, async (tx) => {
        const { body } = request
        const written = await writeNotice(tx, request.caller, body)
        return written.ok ? ok({ notice: written.value }) : written
      }),
  })

  bindRoute(app, changeNoticeRoute, {
    policy: noticeWriters,
    handler: (request) =>
      once(changeNoticeRoute.id, request, async (tx) => {
        const id = asId<'houseNotice'>(request.params.notice)
        const changed = await writeNotice(tx, request.caller, request.body, id)
        return changed.ok ? ok(undefined) : changed
      }),
  })

  for (const route of [withdrawNoticeRoute, restoreNoticeRoute]) {
    bindRoute(app, route, {
      policy: noticeWriters,
      handler: (request) =>
        once(route.id, request, async (tx) => {
          const id = asId<'houseNotice'>(request.params.notice)
          const done = await showNotice(tx, request.caller, id, route === restoreNoticeRoute)
          return done.ok ? ok(undefined) : done
        }),
    })
  }
}
