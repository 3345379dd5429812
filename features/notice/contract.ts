import { type Static, Type } from 'typebox'
import { defineRoute } from '#platform/http/contract.ts'
import { LONGEST_NOTICE } from './model.ts'

const Key = Type.String({ pattern: '^[a-z0-9-]{2,40}$' })
const Moment = Type.String({ format: 'date-time', description: 'ISO 8601, UTC' })
const Uuid = Type.String({ format: 'uuid' })
const OrNull = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()])
const WallMoment = Type.String({
  pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}T([01][0-9]|2[0-3]):[0-5][0-9]$',
  description: 'Wall time of the site; of the city for all sites',
})
const Words = Type.String({ maxLength: LONGEST_NOTICE })

export const NoticeTexts = Type.Object({ de: Words, 'de-simple': Words, en: Words })

const NoticeBody = Type.Object({
  site: OrNull(Key),
  texts: NoticeTexts,
  from: WallMoment,
  until: WallMoment,
})

/** `notices.json`: what the house says on its displays. Without the file all stays as it was written in the console. */
export const noticesFileSchema = Type.Array(NoticeBody)
export type NoticesFile = Static<typeof noticesFileSchema>

const NOTICE_ERRORS = ['unknown_notice', 'unknown_site', 'no_text', 'wrong_time', 'over_already'] as const
const NoticeParams = Type.Object({ notice: Uuid })

export const noticesRoute = defineRoute({
  id: 'notice.list',
  kind: 'query',
  method: 'GET',
  path: '/api/notices',
  summary: 'What the house says on its displays, planned, shown and taken back',
  tags: ['device'],
  output: Type.Object({
    notices: Type.Array(
      Type.Object({
        notice: Uuid,
        site: OrNull(Key),
        texts: NoticeTexts,
        from: Moment,
        until: Moment,
        state: Type.Enum(['planned', 'shown', 'over', 'withdrawn']),
        writable: Type.Boolean({ description: 'May whoever asks change it?' }),
      }),
    ),
  }),
  errors: [],
})

export const writeNoticeRoute = defineRoute({
  id: 'notice.write',
  kind: 'command',
  method: 'POST',
  path: '/api/notices',
  summary: 'Say something on the displays of a site, or of all',
  tags: ['device'],
  body: NoticeBody,
  output: Type.Object({ notice: Uuid }),
  errors: NOTICE_ERRORS,
})

export const changeNoticeRoute = defineRoute({
  id: 'notice.change',
  kind: 'command',
  method: 'POST',
  path: '/api/notices/:notice',
  summary: 'Change what is said, where, or how long',
  tags: ['device'],
  params: NoticeParams,
  body: NoticeBody,
  errors: NOTICE_ERRORS,
})

export const withdrawNoticeRoute = defineRoute({
  id: 'notice.withdraw',
  kind: 'command',
  method: 'POST',
  path: '/api/notices/:notice/withdraw',
  summary: 'Take a notice off the displays',
  tags: ['device'],
  params: NoticeParams,
  errors: ['unknown_notice'],
})

export const restoreNoticeRoute = defineRoute({
  id: 'notice.restore',
  kind: 'command',
  method: 'POST',
  path: '/api/notices/:notice/restore',
  summary: 'Show a notice again that was taken back',
  tags: ['device'],
  params: NoticeParams,
  errors: ['unknown_notice'],
})
