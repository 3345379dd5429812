import { Type } from 'typebox'
import { LANGUAGES } from '#kernel/language.ts'
import { defineRoute } from '#platform/http/contract.ts'
import { EMAIL_LIMIT } from './model/address.ts'
import { LONGEST_PART, PLACEHOLDERS, TEMPLATE_KINDS, type TemplatePart } from './model/template.ts'

const Moment = Type.String({ format: 'date-time', description: 'ISO 8601, UTC' })
const Uuid = Type.String({ format: 'uuid' })
const OrNull = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()])
const Kind = Type.Enum([...TEMPLATE_KINDS])
const AllTexts = Type.Object({ de: Type.String(), 'de-simple': Type.String(), en: Type.String() })
const Shown = Type.Object({ subject: AllTexts, opening: AllTexts, closing: AllTexts })

/** Twice as long as may be kept, so that what is too long is refused with words beside its field. */
const written = (part: TemplatePart) => {
  const words = Type.String({ maxLength: 2 * LONGEST_PART[part] })
  return Type.Object({ de: words, 'de-simple': words, en: words })
}
const Written = Type.Object(
  { subject: written('subject'), opening: written('opening'), closing: written('closing') },
  { description: 'What is empty stays as it is built in' },
)
const Seen = Type.Union([Uuid, Type.Null()], { description: 'The newest version that was seen' })
const KindParams = Type.Object({ kind: Kind })

export const smsReportRoute = defineRoute({
  id: 'message.smsReport',
  kind: 'command',
  method: 'POST',
  path: '/api/sms/reports',
  summary: 'What became of an SMS, signed by the gateway that had accepted it (docs/sms-gateway.md)',
  tags: ['administration'],
  body: Type.Object({
    message: Type.String({ format: 'uuid', description: 'The key under which it was handed over' }),
    state: Type.Enum(['delivered', 'undelivered']),
    code: Type.String({ pattern: '^[a-z_]{0,40}$', description: 'Why it was not delivered' }),
    time: Type.Integer({ minimum: 0, description: 'Seconds since 1970' }),
    signature: Type.String({ pattern: '^[0-9a-f]{64}$', description: 'HMAC-SHA-256 over all this' }),
  }),
  errors: ['not_genuine'],
  statuses: { not_genuine: 403 },
})

export const templatesRoute = defineRoute({
  id: 'message.templates',
  kind: 'query',
  method: 'GET',
  path: '/api/message-templates',
  summary: 'The kinds of mails, and which of them the city words by itself',
  tags: ['administration'],
  output: Type.Object({
    kinds: Type.Array(
      Type.Object({
        kind: Kind,
        changedAt: Type.Union([Moment, Type.Null()], { description: 'Null: all is as built in' }),
      }),
    ),
  }),
  errors: [],
})

export const templateRoute = defineRoute({
  id: 'message.template',
  kind: 'query',
  method: 'GET',
  path: '/api/message-templates/:kind',
  summary: 'The words of a kind of mail, what may stand in braces, and every version',
  tags: ['administration'],
  params: KindParams,
  output: Type.Object({
    newest: OrNull(Uuid),
    texts: Shown,
    builtIn: Shown,
    placeholders: Type.Array(
      Type.Object({
        name: Type.Enum([...PLACEHOLDERS]),
        inSubject: Type.Boolean({ description: 'May it stand in the subject, too?' }),
        example: AllTexts,
      }),
    ),
    versions: Type.Array(
      Type.Object({
        version: Uuid,
        at: Moment,
        by: Type.Union([Type.String(), Type.Null()], { description: 'Null once the audit is deleted' }),
        texts: Shown,
        restores: OrNull(Uuid),
      }),
      { description: 'Newest first' },
    ),
  }),
  errors: [],
})

export const previewTemplateRoute = defineRoute({
  id: 'message.previewTemplate',
  kind: 'command',
  method: 'POST',
  path: '/api/message-templates/:kind/preview',
  summary:
    'How a mail would be with these words and made-up facts, in every language. Nothing counts yet; kept for a day under /message-drafts/:draft/:language',
  tags: ['administration'],
  params: KindParams,
  body: Type.Object({ texts: Written }),
  output: Type.Object({
    draft: Uuid,
    mails: Type.Array(
      Type.Object({ language: Type.Enum(LANGUAGES), subject: Type.String(), text: Type.String() }),
    ),
  }),
  errors: ['bad_template'],
  statuses: { bad_template: 422 },
})

export const writeTemplateRoute = defineRoute({
  id: 'message.writeTemplate',
  kind: 'command',
  method: 'POST',
  path: '/api/message-templates/:kind',
  summary: 'Word a kind of mail; holds from the next one that leaves',
  tags: ['administration'],
  params: KindParams,
  body: Type.Object({ texts: Written, seen: Seen }),
  output: Type.Object({ version: Uuid }),
  errors: ['bad_template', 'changed_meanwhile', 'nothing_changed'],
  statuses: { bad_template: 422 },
})

export const restoreTemplateRoute = defineRoute({
  id: 'message.restoreTemplate',
  kind: 'command',
  method: 'POST',
  path: '/api/message-templates/:kind/versions/:version/restore',
  summary: 'Let an earlier version hold again',
  tags: ['administration'],
  params: Type.Object({ kind: Kind, version: Uuid }),
  body: Type.Object({ seen: Seen }),
  output: Type.Object({ version: Uuid }),
  errors: ['unknown_version', 'bad_template', 'changed_meanwhile', 'nothing_changed'],
  statuses: { bad_template: 422, unknown_version: 404 },
})

export const tryTemplateRoute = defineRoute({
  id: 'message.tryTemplate',
  kind: 'command',
  method: 'POST',
  path: '/api/message-drafts/:draft/send',
  summary: 'Send a mail with made-up facts in the words of a draft; its subject says that it is a test',
  tags: ['administration'],
  params: Type.Object({ draft: Uuid }),
  body: Type.Object({ language: Type.Enum(LANGUAGES), to: Type.String({ maxLength: EMAIL_LIMIT }) }),
  errors: ['unknown_draft', 'bad_address', 'too_many_tests'],
  statuses: { unknown_draft: 404, bad_address: 422, too_many_tests: 429 },
})
