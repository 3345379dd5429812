import { findSite } from '#features/authority/actions.ts'
import { bindPage, type PageAnswer } from '#platform/http/page.ts'
import { renderDocument } from '#ui/render.ts'
import { hallOf } from '../actions.ts'
import { everyone } from '../policy.ts'
import { DisplayPage } from './DisplayPage.tsx'
import type { HallPagesDeps, HallServer } from './dependencies.ts'

/** The display of a site: complete without script, alive with it. */
export function registerDisplayPages(app: HallServer, deps: HallPagesDeps): void {
  bindPage(app, {
    method: 'GET',
    path: '/display/:site',
    policy: everyone,
    async handler(request): Promise<PageAnswer> {
      const { authority, params } = request
      const found = await deps.database.withAuthority(authority, async (tx) => {
        const site = await findSite(tx, params.site)
        if (!site) return undefined
        return {
          site,
          now: tx.now,
          view: deps.hallWatch.present(authority, site) ?? (await hallOf(tx, site)),
        }
      })
      if (!found) return { kind: 'failure', code: 'not_found' }
      const frame = await deps.frame({ ...request, language: 'de' })
      const page = DisplayPage({
        ...found,
        isDemo: frame.demoNotice !== undefined,
        stylesheet: deps.assets.url('display.css'),
        script: deps.assets.find('display.js'),
      })
      return { kind: 'html', body: renderDocument(page) }
    },
  })
}
