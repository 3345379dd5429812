import { browserOf, heldBooking, visitOfLink } from '#features/booking/actions.ts'
import type { Caller } from '#features/staff/model.ts'
import type { Links, Visit } from '#features/visit/model.ts'
import { asId } from '#kernel/id.ts'
import { fail, ok, type Result } from '#kernel/result.ts'
import type { Authority } from '#platform/db/authority.ts'
import { runCommand } from '#platform/db/command.ts'
import type { Database } from '#platform/db/database.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { bindRoute } from '#platform/http/bind.ts'
import type { HttpServer, RequestContext } from '#platform/http/serving.ts'
import { type Announced, beginFile, type Received, receivePart, uploadOf, type Vault } from '../actions.ts'
import {
  beginHoldUploadRoute,
  beginLinkUploadRoute,
  holdUploadRoute,
  linkUploadRoute,
  sendHoldPartRoute,
  sendLinkPartRoute,
} from '../contract/upload.ts'
import { holder, keeper } from '../policy.ts'

type UploadDeps = { readonly database: Database; readonly links: Links; readonly vault: Vault }
type Context = RequestContext<Caller, Authority>
/** Finds the visit that the request may hand papers in for. */
type Find = (tx: Tx) => Promise<Visit | undefined>

/** Files in parts, by the link of a visit and by the hold of a browser: the same checks as of the form without script. */
export function registerUploadRoutes(app: HttpServer<Caller, Authority>, deps: UploadDeps): void {
  const { database, links, vault } = deps
  const byLink =
    (token: string): Find =>
    (tx) =>
      visitOfLink(tx, links, token)
  const byHold =
    ({ cookies }: Pick<Context, 'cookies'>): Find =>
    async (tx) =>
      (await heldBooking(tx, browserOf(cookies)))?.visit

  async function begin(
    { authority }: Context,
    command: { readonly key: string; readonly kind: string; readonly input: unknown },
    find: Find,
    announced: Announced,
  ) {
    const visit = await database.withAuthority(authority, find)
    if (!visit) return fail('not_found')
    await app.serving.count('booking', [`papers ${visit.id}`])
    return runCommand(database, authority, { ...command, caller: visit.id }, async (tx) => {
      const still = await find(tx)
      if (!still) return fail('closed')
      const begun = await beginFile(tx, vault, still, announced)
      if (begun.ok) return ok({ file: begun.value })
      return fail(begun.code === 'too_large' ? 'file_too_large' : begun.code)
    })
  }

  const progress = ({ authority }: Context, find: Find, file: string) =>
    database.withAuthority(authority, async (tx): Promise<Result<Received, 'not_found' | 'unknown_file'>> => {
      const visit = await find(tx)
      if (!visit) return fail('not_found')
      const upload = await uploadOf(tx, visit.id, asId<'paperFile'>(file))
      return upload ? ok(upload) : fail('unknown_file')
    })

  // Not among the stored answers: a part that is sent again is due no more, and the answer says where to go on.
  const part = (
    { authority }: Context,
    find: Find,
    sent: { readonly file: string; readonly from: number; readonly bytes: Buffer },
  ) =>
    database.withAuthority(authority, async (tx) => {
      const visit = await find(tx)
      if (!visit) return fail('not_found')
      const received = await receivePart(tx, vault, visit, { ...sent, fileId: asId<'paperFile'>(sent.file) })
      if (received.ok) return received
      return fail(received.code === 'too_large' ? 'file_too_large' : received.code)
    })

  bindRoute(app, beginLinkUploadRoute, {
    policy: holder,
    handler: (request) => {
      const { params, body, idempotencyKey: key } = request
      const command = { key, kind: beginLinkUploadRoute.id, input: body }
      const announced = { ...body, matterId: asId<'matter'>(body.matter) }
      return begin(request, command, byLink(params.token), announced)
    },
  })
  bindRoute(app, linkUploadRoute, {
    policy: holder,
    handler: (request) => progress(request, byLink(request.params.token), request.params.file),
  })
  bindRoute(app, sendLinkPartRoute, {
    policy: holder,
    handler: (request) => {
      const { params, query, content } = request
      const sent = { file: params.file, from: query.offset, bytes: content }
      return part(request, byLink(params.token), sent)
    },
  })

  bindRoute(app, beginHoldUploadRoute, {
    policy: keeper,
    handler: (request) => {
      const { body, idempotencyKey: key } = request
      const command = { key, kind: beginHoldUploadRoute.id, input: body }
      return begin(request, command, byHold(request), { ...body, matterId: asId<'matter'>(body.matter) })
    },
  })
  bindRoute(app, holdUploadRoute, {
    policy: keeper,
    handler: (request) => progress(request, byHold(request), request.params.file),
  })
  bindRoute(app, sendHoldPartRoute, {
    policy: keeper,
    handler: (request) => {
      const { params, query, content } = request
      return part(request, byHold(request), { file: params.file, from: query.offset, bytes: content })
    },
  })
}
