import type { Caller } from '#features/staff/model.ts'
import type { Links } from '#features/visit/model.ts'
import { asId, isId } from '#kernel/id.ts'
import { LANGUAGES } from '#kernel/language.ts'
import type { Authority } from '#platform/db/authority.ts'
import type { Database } from '#platform/db/database.ts'
import { bindPage } from '#platform/http/page.ts'
import type { HttpServer } from '#platform/http/serving.ts'
import { writeLetters } from '#platform/letter/pdf.ts'
import { qrPng } from '#platform/print/qr.ts'
import { lettersToPrint, type PunctualityAt, runOf, showDraft } from './actions.ts'
import { QR_IMAGE } from './model/beginning.ts'
import { texts } from './model/phrases.ts'
import { letterSite, printers, templateWriters } from './policy.ts'

const QR_SCALE = 6

/** What the pages of messages stand on. */
export type MessagePageDeps = {
  readonly database: Database
  readonly links: Links
  /** What the rules of a site's hall say of coming early and late. */
  readonly punctualityAt?: PunctualityAt
}

/** The HTML part of a mail in the words of a draft, for the frame beside the form: no script, an origin of its own. */
export function registerMessagePages(app: HttpServer<Caller, Authority>, deps: MessagePageDeps): void {
  const { database } = deps
  registerLetterFile(app, deps)
  bindPage(app, {
    method: 'GET',
    path: '/message-drafts/:draft/:language',
    policy: templateWriters,
    needs: { foreign: true },
    handler: async ({ authority, params, origin }) => {
      const language = LANGUAGES.find((each) => each === params.language)
      if (!language || !isId(params.draft)) return { kind: 'failure', code: 'not_found' }
      const draft = asId<'templateDraft'>(params.draft)
      const mail = await database.withAuthority(authority, (tx) =>
        showDraft(tx, { draft, language, publicUrl: origin }),
      )
      if (!mail) return { kind: 'failure', code: 'not_found' }
      const { html, qrLink } = mail
      const image = qrLink && `data:image/png;base64,${qrPng(qrLink, QR_SCALE).toString('base64')}`
      return { kind: 'html', body: image ? html.replaceAll(`cid:${QR_IMAGE}`, image) : html }
    },
  })
}

/** A print run as one PDF, as often as it is wanted until it is posted. */
function registerLetterFile(
  app: HttpServer<Caller, Authority>,
  { database, links, punctualityAt }: MessagePageDeps,
): void {
  bindPage(app, {
    method: 'GET',
    path: '/letter-runs/:run',
    policy: printers,
    handler: async ({ authority, caller, params, origin }) => {
      if (!isId(params.run)) return { kind: 'failure', code: 'not_found' }
      const id = asId<'letterRun'>(params.run)
      const found = await database.withAuthority(authority, async (tx) => {
        const run = await runOf(tx, id, letterSite(caller))
        if (!run || run.postedAt !== null) return undefined
        return { run, letters: await lettersToPrint(tx, { links, publicUrl: origin, punctualityAt }, run) }
      })
      if (!found) return { kind: 'failure', code: 'not_found' }
      const { run, letters } = found
      const title = texts('de')('letter.run', { number: String(run.number) })
      const body = await writeLetters({ title, language: 'de', at: run.madeAt, letters })
      return { kind: 'file', body, type: 'application/pdf' }
    },
  })
}
