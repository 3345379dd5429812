import type { Caller } from '#features/staff/model.ts'
import { asId, isId } from '#kernel/id.ts'
import { LANGUAGES } from '#kernel/language.ts'
import type { Authority } from '#platform/db/authority.ts'
import type { Database } from '#platform/db/database.ts'
import { bindPage } from '#platform/http/page.ts'
import type { HttpServer } from '#platform/http/serving.ts'
import { qrPng } from '#platform/print/qr.ts'
import { showDraft } from './actions.ts'
import { QR_IMAGE } from './model/beginning.ts'
import { templateWriters } from './policy.ts'

const QR_SCALE = 6

/** The HTML part of a mail in the words of a draft, for the frame beside the form: no script, an origin of its own. */
export function registerMessagePages(
  app: HttpServer<Caller, Authority>,
  { database }: { readonly database: Database },
): void {
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
