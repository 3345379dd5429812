import { type Instant, isInstantText, parseInstant } from '#kernel/instant.ts'
import { fail, ok } from '#kernel/result.ts'
import { runCommand } from '#platform/db/command.ts'
import { bindPage, type PageAnswer } from '#platform/http/page.ts'
import { htmlAnswer } from '#ui/render.ts'
import { exchangeTicket, exchangeTimes } from '../actions.ts'
import { mayExchange } from '../model.ts'
import { everyone } from '../policy.ts'
import type { HallPagesDeps, HallServer } from './dependencies.ts'
import { ExchangePage, type ExchangeProblem } from './ExchangePage.tsx'
import { visitBehind } from './visitBehind.ts'

/** Somebody who waits exchanges their number for a time, on their own phone. */
export function registerExchange(app: HallServer, deps: HallPagesDeps): void {
  const { database, links } = deps

  type Asked = Parameters<HallPagesDeps['frame']>[0] & {
    readonly params: { readonly token: string }
    readonly authority: Parameters<HallPagesDeps['database']['withAuthority']>[0]
  }

  /** What can be had, or what was wrong; the waiting page for whoever cannot exchange any more. */
  async function show(request: Asked, problem?: ExchangeProblem): Promise<PageAnswer> {
    const { token } = request.params
    const found = await database.withAuthority(request.authority, async (tx) => {
      const behind = await visitBehind(tx, links, token)
      if (!behind) return undefined
      return { ...behind, times: await exchangeTimes(tx, behind.site, behind.visit) }
    })
    if (!found) return { kind: 'failure', code: 'not_found' }
    if (found.isPast || !mayExchange(found.visit))
      return { kind: 'redirect', to: `/w/${token}?lang=${request.language}` }
    const frame = await deps.frame({ ...request, here: `/w/${token}/exchange` })
    const page = ExchangePage({ ...found, frame, token, ...(problem ? { problem } : {}) })
    return htmlAnswer(page, problem === undefined ? 200 : problem === 'no_time' ? 422 : 409)
  }

  bindPage(app, {
    method: 'GET',
    path: '/w/:token/exchange',
    policy: everyone,
    handler: (request) => show(request),
  })

  bindPage(app, {
    method: 'POST',
    path: '/w/:token/exchange',
    policy: everyone,
    async handler(request): Promise<PageAnswer> {
      const { params, authority, idempotencyKey, language } = request
      const startsAt = readMoment(request.form.get('time'))
      if (startsAt === undefined) return show(request, 'no_time')
      const command = { key: idempotencyKey, kind: 'hall.exchangeOwn', caller: params.token, input: startsAt }
      const exchanged = await runCommand(database, authority, command, async (tx) => {
        const behind = await visitBehind(tx, links, params.token)
        if (!behind) return fail('not_found')
        if (behind.isPast) return fail('not_waiting')
        const done = await exchangeTicket(tx, behind.visit.id, startsAt)
        return done.ok ? ok(null) : done
      })
      if (exchanged.ok) return { kind: 'redirect', to: `/v/${params.token}?lang=${language}` }
      return show(request, problemOf(exchanged.code))
    },
  })
}

/** The moment that a button or field carries; undefined for what none does. */
export function readMoment(text: string | null): Instant | undefined {
  return text !== null && isInstantText(text) ? parseInstant(text) : undefined
}

/** Whoever waits no more is shown how they stand; of all that may be wrong with a time it only matters that it is gone. */
export function problemOf(code: string): ExchangeProblem {
  return code === 'full_today' || code === 'closed_today' ? code : 'time_gone'
}
