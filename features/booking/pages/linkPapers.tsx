import { answersIn } from '#features/catalogue/model.ts'
import type { Caller } from '#features/staff/model.ts'
import type { Authority } from '#platform/db/authority.ts'
import { runCommand } from '#platform/db/command.ts'
import { bindPage } from '#platform/http/page.ts'
import type { HttpServer } from '#platform/http/serving.ts'
import { keepLanguage } from '#ui/address.ts'
import { answerQuestions, mayAnswer } from '../actions.ts'
import { answerPrefix } from './address.ts'
import { backTo, describe, holder, read, unknownLink } from './linkBase.tsx'
import { PapersPage } from './PapersPage.tsx'
import { type BookingPageDeps, html } from './view.ts'

/** The questions about what to bring, behind the link. */
export function registerPapers(app: HttpServer<Caller, Authority>, deps: BookingPageDeps): void {
  bindPage(app, {
    method: 'GET',
    path: '/v/:token/papers',
    policy: holder,
    async handler(request) {
      const linked = await read(deps, request)
      if (!linked) return unknownLink(deps, request)
      const matters = linked.matters.filter(({ service }) => service.questions.length > 0)
      if (!mayAnswer(linked.visit) || matters.length === 0) return backTo(request)
      const { frame, token, idempotencyKey } = await describe(deps, request, linked)
      const saved = request.query.has('saved')
      return html(<PapersPage {...{ frame, token, matters, saved, idempotencyKey }} />)
    },
  })

  bindPage(app, {
    method: 'POST',
    path: '/v/:token/papers',
    policy: holder,
    async handler(request) {
      const linked = await read(deps, request)
      if (!linked) return unknownLink(deps, request)
      const kept = await runCommand(deps.database, request.authority, null, (tx) =>
        answerQuestions(tx, linked, (serviceKey) => answersIn(request.form, answerPrefix(serviceKey))),
      )
      if (!kept.ok) return backTo(request)
      const to = `/v/${request.params.token}/papers?saved`
      return { kind: 'redirect', to: keepLanguage(request.here)(to) }
    },
  })
}
