import { Type } from 'typebox'
import { defineRoute } from '#platform/http/contract.ts'
import { MOST_BYTES } from '../model.ts'

/** The most of a file that one request brings, in bytes: what a slow line has to send again after a break. */
export const PART_BYTES = 512 * 1024

const Token = Type.String({ pattern: '^[A-Za-z0-9_-]{22}$' })
const Uuid = Type.String({ format: 'uuid' })
const LinkParams = Type.Object({ token: Token })
const LinkFileParams = Type.Object({ token: Token, file: Uuid })
const HoldFileParams = Type.Object({ file: Uuid })
const Offset = Type.Object({
  offset: Type.Integer({ minimum: 0, maximum: MOST_BYTES, description: 'Where in the file the part begins' }),
})

const AnnouncedBody = Type.Object({
  matter: Uuid,
  item: Type.Union([Type.String({ minLength: 1, maxLength: 300 }), Type.Null()], {
    description: "Which paper, by the German words of the service's list; null: on no list",
  }),
  name: Type.String({ minLength: 1, maxLength: 1_000, description: 'As the device names it; only shown' }),
  bytes: Type.Integer({ minimum: 0, description: 'The length of the whole file' }),
})
const Begun = Type.Object({ file: Uuid })
const Progress = Type.Object({
  receivedBytes: Type.Integer({ description: 'From here on it goes on' }),
  bytes: Type.Integer(),
  isWhole: Type.Boolean(),
})

const BEGIN_ERRORS = [
  'closed',
  'too_many_files',
  'unknown_paper',
  'empty',
  'file_too_large',
  'wrong_kind',
] as const
const PART_ERRORS = ['unknown_file', 'wrong_place', 'file_too_large', 'wrong_kind', 'other_kind'] as const
const STATUSES = {
  unknown_file: 404,
  empty: 422,
  file_too_large: 422,
  wrong_kind: 422,
  other_kind: 422,
  unknown_paper: 422,
} as const

export const beginLinkUploadRoute = defineRoute({
  id: 'papers.beginUpload',
  kind: 'command',
  method: 'POST',
  path: '/api/visits/:token/papers',
  summary: 'Begin to hand in a file by the link of a visit; its bytes come in parts afterwards',
  tags: ['papers'],
  params: LinkParams,
  body: AnnouncedBody,
  output: Begun,
  errors: BEGIN_ERRORS,
  statuses: STATUSES,
})

export const linkUploadRoute = defineRoute({
  id: 'papers.upload',
  kind: 'query',
  method: 'GET',
  path: '/api/visits/:token/papers/:file',
  summary: 'How much of a file has arrived: where to go on after a break',
  tags: ['papers'],
  params: LinkFileParams,
  output: Progress,
  errors: ['unknown_file'],
  statuses: STATUSES,
})

export const sendLinkPartRoute = defineRoute({
  id: 'papers.sendPart',
  kind: 'command',
  method: 'PUT',
  path: '/api/visits/:token/papers/:file',
  summary: 'The next part of a file, from the byte on that is due',
  tags: ['papers'],
  params: LinkFileParams,
  query: Offset,
  bytes: PART_BYTES,
  output: Progress,
  errors: PART_ERRORS,
  statuses: STATUSES,
})

export const beginHoldUploadRoute = defineRoute({
  id: 'papers.beginHoldUpload',
  kind: 'command',
  method: 'POST',
  path: '/api/hold/papers',
  summary: 'Begin to hand in a file for the time that this browser holds',
  tags: ['papers'],
  body: AnnouncedBody,
  output: Begun,
  errors: BEGIN_ERRORS,
  statuses: STATUSES,
})

export const holdUploadRoute = defineRoute({
  id: 'papers.holdUpload',
  kind: 'query',
  method: 'GET',
  path: '/api/hold/papers/:file',
  summary: 'How much of a file has arrived: where to go on after a break',
  tags: ['papers'],
  params: HoldFileParams,
  output: Progress,
  errors: ['unknown_file'],
  statuses: STATUSES,
})

export const sendHoldPartRoute = defineRoute({
  id: 'papers.sendHoldPart',
  kind: 'command',
  method: 'PUT',
  path: '/api/hold/papers/:file',
  summary: 'The next part of a file, from the byte on that is due',
  tags: ['papers'],
  params: HoldFileParams,
  query: Offset,
  bytes: PART_BYTES,
  output: Progress,
  errors: PART_ERRORS,
  statuses: STATUSES,
})
