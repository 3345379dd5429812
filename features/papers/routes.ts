import { type Caller, callerName } from '#features/staff/model.ts'
import type { Links } from '#features/visit/model.ts'
import { asId } from '#kernel/id.ts'
import { fail, ok } from '#kernel/result.ts'
import type { Authority } from '#platform/db/authority.ts'
import { runCommand } from '#platform/db/command.ts'
import type { Database } from '#platform/db/database.ts'
import { imagePdf } from '#platform/files/imagePdf.ts'
import { bindRoute } from '#platform/http/bind.ts'
import { bindPage } from '#platform/http/page.ts'
import type { HttpServer } from '#platform/http/serving.ts'
import { handOverPaper, linksToPaper, openLink, pagesOf, type Vault } from './actions.ts'
import { handOverPapersRoute, openPaperRoute } from './contract.ts'
import { preparers } from './policy.ts'
import { registerUploadRoutes } from './routes/upload.ts'

/** What the routes stand on. */
export type PapersDeps = { readonly database: Database; readonly links: Links; readonly vault: Vault }

/** What staff does with papers: ask for links to one, and open them. And the parts in which a script hands them in. */
export function registerPapersRoutes(app: HttpServer<Caller, Authority>, deps: PapersDeps): void {
  const { database, vault } = deps
  registerUploadRoutes(app, deps)
  // Never among the stored answers: a link opens a paper. Asked again it gives other links.
  bindRoute(app, openPaperRoute, {
    policy: preparers,
    handler: ({ authority, caller, params }) =>
      database.withAuthority(authority, async (tx) => {
        if (caller.kind !== 'staff') return fail('not_found')
        const links = await linksToPaper(tx, caller, asId<'paper'>(params.paper))
        if (!links.ok) return links
        const path = (token: string) => `/papers/${token}`
        return ok({ pages: links.value.pages.map(path), document: path(links.value.document) })
      }),
  })

  bindRoute(app, handOverPapersRoute, {
    policy: preparers,
    handler: ({ authority, caller, params, body, idempotencyKey: key }) => {
      const input = [params, body]
      const command = { key, kind: handOverPapersRoute.id, caller: callerName(caller), input }
      return runCommand(database, authority, command, async (tx) => {
        if (caller.kind !== 'staff') return fail('not_found')
        const destroyed = await handOverPaper(tx, caller, asId<'paper'>(params.paper), body.only)
        return destroyed.ok ? ok({ files: destroyed.value }) : destroyed
      })
    },
  })

  bindPage(app, {
    method: 'GET',
    path: '/papers/:token',
    policy: preparers,
    // What others have made: no script, no form, an origin of its own.
    needs: { foreign: true },
    async handler({ authority, caller, params }) {
      const opened =
        caller.kind === 'staff' &&
        (await database.withAuthority(authority, (tx) => openLink(tx, caller, params.token)))
      const pages = opened ? await pagesOf(authority, vault, opened) : []
      const [first] = pages
      if (!opened || !first) return { kind: 'failure', code: 'not_found' }
      return opened.page === null
        ? { kind: 'file', body: imagePdf(pages), type: 'application/pdf', download: 'unterlage.pdf' }
        : { kind: 'file', body: first.jpeg, type: 'image/jpeg' }
    },
  })
}
