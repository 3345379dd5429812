import { findSite } from '#features/authority/actions.ts'
import { pairedDevice } from '#features/device/actions.ts'
import { COOKIE_SECONDS, DEVICE_COOKIE, DISPLAY_CONTENTS } from '#features/device/model.ts'
import { languageOr } from '#kernel/language.ts'
import { bindPage, type PageAnswer } from '#platform/http/page.ts'
import { htmlAnswer } from '#ui/render.ts'
import { hallOf, presentDisplay } from '../actions.ts'
import { everyone } from '../policy.ts'
import { DisplayPage, usualSettings } from './DisplayPage.tsx'
import type { HallPagesDeps, HallServer } from './dependencies.ts'
import { answerMissingSite } from './devices.ts'
import { hereCodeOf } from './here.ts'
import { registerSpokenCalls } from './spokenCalls.ts'
import { registerDisplayWorker } from './workerFiles.ts'

/** The display of a site: complete without script, alive with it. */
export function registerDisplayPages(app: HallServer, deps: HallPagesDeps): void {
  registerSpokenCalls(app, deps)
  registerDisplayWorker(app, deps)
  bindPage(app, {
    method: 'GET',
    path: '/display/:site',
    policy: everyone,
    async handler(request): Promise<PageAnswer> {
      const { authority, params, cookies } = request
      const token = cookies.getSecret(DEVICE_COOKIE)
      const found = await deps.database.withAuthority(authority, async (tx) => {
        const site = await findSite(tx, params.site)
        if (!site) return undefined
        return {
          site,
          device: await pairedDevice(tx, token),
          now: tx.now,
          hereCode: hereCodeOf(tx, deps.links, site),
          view: deps.hallWatch.present(authority, site) ?? (await hallOf(tx, site)),
        }
      })
      if (!found) return answerMissingSite('display', deps, request)
      const { device, ...shown } = found
      const isOwn = device?.kind === 'display' && device.siteId === found.site.id
      if (isOwn && token !== undefined)
        cookies.setSecret(DEVICE_COOKIE, token, { maxAgeSeconds: COOKIE_SECONDS })
      // As it was set up, not as the browser would like.
      const asked = DISPLAY_CONTENTS.find((one) => one === request.query.get('shows'))
      const usual = usualSettings(languageOr(request.query.get('lang') ?? undefined), asked)
      const settings = isOwn ? device.settings : usual
      const { language } = settings
      const frame = await deps.frame({ ...request, language })
      const page = DisplayPage({
        ...shown,
        view: presentDisplay(shown.view),
        settings,
        canSpeak: deps.speech !== undefined,
        isDemo: frame.demoNotice !== undefined,
        stylesheet: deps.assets.url('display.css'),
        script: deps.assets.find('display.js'),
        worker: deps.assets.find('displayWorker.js') && `/display/${found.site.key}/worker.js`,
      })
      return htmlAnswer(page)
    },
  })
}
