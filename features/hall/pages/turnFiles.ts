import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { bindPage, type PageAnswer } from '#platform/http/page.ts'
import { everyone } from '../policy.ts'
import type { HallPagesDeps, HallServer } from './dependencies.ts'
import { spokenTurn } from './spokenTurn.ts'
import { hasNoCounter } from './standing.ts'
import { appOf } from './TurnSignals.tsx'
import { noCounterParts, toldParts } from './toldWords.ts'
import { standingNow, visitBehind } from './visitBehind.ts'

/** What a waiting page has beside itself: its worker, its entry on a home screen, and its words as sound. */
export function registerTurnFiles(app: HallServer, deps: HallPagesDeps): void {
  const { database, links, hallWatch, assets } = deps
  let script: Buffer | undefined
  // Its place gives it the narrow scope of one visit: from the folder of all scripts it would serve nothing.
  const readScript = () => {
    const name = assets.find('pushWorker.js')
    return name === undefined ? undefined : readFileSync(join(assets.directory, basename(name)))
  }

  bindPage(app, {
    method: 'GET',
    path: '/w/:token/worker.js',
    policy: everyone,
    async handler(): Promise<PageAnswer> {
      script ??= readScript()
      if (script === undefined) return { kind: 'failure', code: 'not_found' }
      return { kind: 'file', body: script, type: 'text/javascript; charset=utf-8' }
    },
  })

  bindPage(app, {
    method: 'GET',
    path: '/w/:token/app.webmanifest',
    policy: everyone,
    async handler({ params, authority, language }): Promise<PageAnswer> {
      const found = await database.withAuthority(authority, (tx) => visitBehind(tx, links, params.token))
      if (!found || found.isPast) return { kind: 'failure', code: 'not_found' }
      const app = appOf(params.token, found.site, found.visit, language)
      return { kind: 'file', body: JSON.stringify(app), type: 'application/manifest+json' }
    },
  })

  bindPage(app, {
    method: 'GET',
    path: '/w/:token/spoken',
    policy: everyone,
    async handler({ params, authority, language }): Promise<PageAnswer> {
      if (!deps.speech) return { kind: 'failure', code: 'not_found' }
      const text = await database.withAuthority(authority, async (tx) => {
        const behind = await visitBehind(tx, links, params.token)
        if (!behind || behind.isPast) return undefined
        const now = await standingNow(tx, hallWatch, behind)
        const told = deps.promises?.told(authority, behind.site, behind.visit.id)
        const { visit, site, now: at } = behind
        const isUnserved = deps.promises && !told && hasNoCounter(now.view, now.standing)
        const parts = isUnserved ? noCounterParts(language) : toldParts(told, site, language, visit, at)
        return spokenTurn({ ...behind, ...now }, language, parts)
      })
      if (text === undefined) return { kind: 'failure', code: 'not_found' }
      const body = await deps.speech.read(text, language)
      return body ? { kind: 'file', body, type: 'audio/wav' } : { kind: 'failure', code: 'unavailable' }
    },
  })
}
