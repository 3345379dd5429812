import { findSite } from '#features/authority/actions.ts'
import type { Site } from '#features/authority/model.ts'
import type { Links } from '#features/visit/model.ts'
import { mayArriveByPhone } from '#features/visit/model.ts'
import { ok } from '#kernel/result.ts'
import { runCommand } from '#platform/db/command.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { DEFAULT_LIMITS, memoryLimiter } from '#platform/http/limits.ts'
import { bindPage, type PageAnswer } from '#platform/http/page.ts'
import { htmlAnswer } from '#ui/render.ts'
import { arriveByPhone } from '../actions.ts'
import { hereCode } from '../model.ts'
import { everyone } from '../policy.ts'
import type { HallPagesDeps, HallServer } from './dependencies.ts'
import { HerePage } from './HerePage.tsx'
import { hallTexts } from './texts.ts'
import { visitBehind } from './visitBehind.ts'

/** So many codes can be tried for one visit within five minutes, from wherever: a guess hits two of 100,000. */
const TRIES = { max: 5, seconds: 300 } as const

type CodeRequest = {
  readonly params: { readonly site: string }
  readonly authority: Parameters<HallPagesDeps['database']['withAuthority']>[0]
}

/** The code of a site's hall now; null where a mobile team has no hall that could show it. */
export function hereCodeOf(tx: Tx, links: Links, site: Site): string | null {
  if (site.kind === 'mobile') return null
  return hereCode({ links, authorityKey: tx.authority.key, siteId: site.id }, tx.now)
}

/** "I am here" on the phone of those who have booked, with the code that displays and kiosks of their site show. */
export function registerHerePages(app: HallServer, deps: HallPagesDeps): void {
  const { database, links } = deps
  const tries = memoryLimiter({ ...DEFAULT_LIMITS, sensitive: TRIES })

  bindPage(app, {
    method: 'GET',
    path: '/w/:token/here',
    policy: everyone,
    async handler(request): Promise<PageAnswer> {
      const { params, authority, language } = request
      const behind = await database.withAuthority(authority, (tx) => visitBehind(tx, links, params.token))
      if (!behind) return { kind: 'failure', code: 'not_found' }
      if (behind.isPast || !mayArriveByPhone(behind.visit, behind.now))
        return { kind: 'redirect', to: `/v/${params.token}?lang=${language}` }
      const frame = await deps.frame(request)
      return htmlAnswer(HerePage({ frame, token: params.token, site: behind.site }))
    },
  })

  // Sent twice it is the same arrival: a second one finds the person here, so no key is kept.
  bindPage(app, {
    method: 'POST',
    path: '/w/:token/here',
    policy: everyone,
    limit: 'sensitive',
    async handler(request): Promise<PageAnswer> {
      const { params, authority, language, form } = request
      const { token } = params
      const behind = await database.withAuthority(authority, (tx) => visitBehind(tx, links, token))
      if (!behind) return { kind: 'failure', code: 'not_found' }
      const typed = (form.get('code') ?? '').slice(0, 20)
      const frame = await deps.frame({ ...request, here: `/w/${token}/here` })
      const refuse = (refusal: string, status: number) =>
        htmlAnswer(HerePage({ frame, token, site: behind.site, typed, refusal }), status)
      const t = hallTexts(language)
      if (typed.trim() === '') return refuse(t('here.refused.no_code'), 422)
      if (!(await tries.take('sensitive', behind.visit.id)).allowed)
        return refuse(t('here.refused.too_many_tries'), 429)
      const arrived = await runCommand(database, authority, null, async (tx) => {
        const done = await arriveByPhone(tx, links, behind, typed)
        return done.ok ? ok(null) : done
      })
      if (arrived.ok) return { kind: 'redirect', to: `/w/${token}?lang=${language}` }
      if (arrived.code === 'wrong_code') return refuse(t('here.refused.wrong_code'), 422)
      return { kind: 'redirect', to: `/v/${token}?lang=${language}` }
    },
  })

  const code = async ({ authority, params }: CodeRequest): Promise<PageAnswer> => {
    const now = await database.withAuthority(authority, async (tx) => {
      const site = await findSite(tx, params.site)
      return site ? hereCodeOf(tx, links, site) : null
    })
    if (now === null) return { kind: 'failure', code: 'not_found' }
    return { kind: 'file', body: now, type: 'text/plain; charset=utf-8' }
  }
  // Devices ask for it anew. Each under its own path, so that only paired ones get it where that is required.
  bindPage(app, { method: 'GET', path: '/display/:site/code', policy: everyone, handler: code })
  bindPage(app, { method: 'GET', path: '/kiosk/:site/code', policy: everyone, handler: code })
}
