import { NEEDS, type Need } from '#features/visit/model.ts'
import { isInstantText, parseInstant } from '#kernel/instant.ts'
import { ok, type Result } from '#kernel/result.ts'
import { runCommand } from '#platform/db/command.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { bindPage, type PageAnswer } from '#platform/http/page.ts'
import { htmlAnswer } from '#ui/render.ts'
import { comeBack, goAway, noteNeeds, tellNoMore } from '../actions.ts'
import { everyone } from '../policy.ts'
import type { HallPagesDeps, HallServer } from './dependencies.ts'
import { NeedsPage } from './NeedsPage.tsx'
import { type VisitBehind, visitBehind } from './visitBehind.ts'
import { AWAY_CHOICES, maySayNeeds } from './WaitingSteps.tsx'

type Sent = {
  readonly params: { readonly token: string }
  readonly authority: Parameters<HallPagesDeps['database']['withAuthority']>[0]
  readonly language: string
  readonly idempotencyKey: string
}

/** What people say of themselves on their waiting page: that they come later, are back, want no more SMS, and what they need. */
export function registerOwnSteps(app: HallServer, deps: HallPagesDeps): void {
  const { database, links } = deps

  /**
   * Runs what somebody says about their own visit, once for each form, and leads back to their page. What can no
   * longer be (they were called or served meanwhile) is no error: the page says how things stand.
   */
  async function say(
    request: Sent,
    { kind, input }: { readonly kind: string; readonly input: unknown },
    work: (tx: Tx, behind: VisitBehind) => Promise<Result<unknown, string>>,
  ): Promise<PageAnswer> {
    const { params, authority, idempotencyKey, language } = request
    const command = { key: idempotencyKey, kind, caller: params.token, input }
    const said = await runCommand(database, authority, command, async (tx) => {
      const behind = await visitBehind(tx, links, params.token)
      if (!behind) return { ok: false, code: 'not_found' } as const
      if (behind.isPast) return { ok: false, code: 'past' } as const
      const done = await work(tx, behind)
      return done.ok ? ok(null) : ({ ok: false, code: 'not_possible' } as const)
    })
    if (!said.ok && said.code === 'not_found') return { kind: 'failure', code: 'not_found' }
    return { kind: 'redirect', to: `/w/${params.token}?lang=${language}` }
  }

  bindPage(app, {
    method: 'POST',
    path: '/w/:token/away',
    policy: everyone,
    async handler(request): Promise<PageAnswer> {
      const minutes = AWAY_CHOICES.find((choice) => String(choice) === request.form.get('minutes'))
      const backBy = request.form.get('backBy') ?? ''
      const asked = minutes ?? (isInstantText(backBy) ? { backBy: parseInstant(backBy) } : undefined)
      if (asked === undefined) return { kind: 'failure', code: 'invalid_input' }
      return say(request, { kind: 'hall.awayOwn', input: asked }, (tx, { visit }) =>
        goAway(tx, visit.id, asked),
      )
    },
  })

  bindPage(app, {
    method: 'POST',
    path: '/w/:token/back',
    policy: everyone,
    handler: (request) =>
      say(request, { kind: 'hall.backOwn', input: null }, (tx, { visit }) => comeBack(tx, visit.id)),
  })

  bindPage(app, {
    method: 'POST',
    path: '/w/:token/no-sms',
    policy: everyone,
    handler: (request) =>
      say(request, { kind: 'hall.noSmsOwn', input: null }, (tx, { visit }) => tellNoMore(tx, visit.id)),
  })

  bindPage(app, {
    method: 'GET',
    path: '/w/:token/needs',
    policy: everyone,
    async handler(request): Promise<PageAnswer> {
      const { params, authority, language } = request
      const behind = await database.withAuthority(authority, (tx) => visitBehind(tx, links, params.token))
      if (!behind) return { kind: 'failure', code: 'not_found' }
      if (behind.isPast || !maySayNeeds(behind.visit))
        return { kind: 'redirect', to: `/w/${params.token}?lang=${language}` }
      return htmlAnswer(
        NeedsPage({ frame: await deps.frame(request), visit: behind.visit, token: params.token }),
      )
    },
  })

  bindPage(app, {
    method: 'POST',
    path: '/w/:token/needs',
    policy: everyone,
    handler(request): Promise<PageAnswer> {
      const needs = readNeeds(request.form)
      return say(request, { kind: 'hall.needsOwn', input: needs }, async (tx, { visit }) =>
        maySayNeeds(visit) ? noteNeeds(tx, visit.id, needs, 'themselves') : ok(null),
      )
    },
  })
}

/** The needs that are ticked in a form; whatever else it holds counts for nothing. */
export function readNeeds(form: URLSearchParams): Need[] {
  const ticked = form.getAll('need')
  return NEEDS.filter((need) => ticked.includes(need))
}
