import { findSite } from '#features/authority/actions.ts'
import { languageOr } from '#kernel/language.ts'
import { bindPage, type PageAnswer } from '#platform/http/page.ts'
import { htmlAnswer } from '#ui/render.ts'
import { hallOf } from '../actions.ts'
import { everyone } from '../policy.ts'
import { DisplayPage } from './DisplayPage.tsx'
import type { HallPagesDeps, HallServer } from './dependencies.ts'
import { answerMissingSite } from './devices.ts'

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
      if (!found) return answerMissingSite('display', deps, request)
      // As it was set up, not as the browser would like.
      const language = languageOr(request.query.get('lang') ?? undefined)
      const frame = await deps.frame({ ...request, language })
      const page = DisplayPage({
        ...found,
        language,
        isDemo: frame.demoNotice !== undefined,
        stylesheet: deps.assets.url('display.css'),
        script: deps.assets.find('display.js'),
      })
      return htmlAnswer(page)
    },
  })
}
