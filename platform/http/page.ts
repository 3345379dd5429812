import { randomUUID } from 'node:crypto'
import type { FastifyReply } from 'fastify'
import type { HeaderNeeds } from './headers.ts'
import { ownPath } from './paths.ts'
import type { CommonCode } from './problem.ts'
import type { AnyCaller, HttpServer, Policy, RequestContext } from './serving.ts'
import { type FormPart, formParts, type UploadLimits } from './uploads.ts'

/** The parameters that a path names, e.g. `{ token }` of `/v/:token`. */
export type PathParams<Path extends string> = Path extends `${string}:${infer Name}/${infer Rest}`
  ? { readonly [N in Name]: string } & PathParams<`/${Rest}`>
  : Path extends `${string}:${infer Name}`
    ? { readonly [N in Name]: string }
    : unknown

/** What a page's handler gets. */
export type PageRequest<Path extends string, Caller, Authority> = RequestContext<Caller, Authority> & {
  readonly params: PathParams<Path>
  readonly query: URLSearchParams
  /** The fields of a posted form; empty for GET. */
  readonly form: URLSearchParams
  /** What a form with files sends, part by part and in its order; of any other form nothing. */
  readonly parts: AsyncGenerator<FormPart>
  /** This request's path and query, for links that change the language and come back here. */
  readonly here: string
  /** This server's origin as the visitor sees it, e.g. `https://termine.example`. */
  readonly origin: string
  /** The form's hidden field `idempotencyKey`, so that a double press counts once; a new UUID where it has none. */
  readonly idempotencyKey: string
}

/** What a page answers. Cookies go through `request.cookies`. */
export type PageAnswer =
  | { readonly kind: 'html'; readonly body: string; readonly status?: number }
  /** Always 303, and only to a path on this server. */
  | { readonly kind: 'redirect'; readonly to: string }
  /** A file made for this request (calendar entry, QR code); `download` names it, else the browser shows it. */
  | {
      readonly kind: 'file'
      readonly body: string | Uint8Array
      readonly type: string
      readonly download?: string
    }
  /** The neutral page of a common failure. */
  | { readonly kind: 'failure'; readonly code: CommonCode }

/** A page, who may see it, and what it does. */
export type PageBinding<Path extends string, Caller, Authority> = {
  readonly method: 'GET' | 'POST'
  readonly path: Path
  readonly policy: Policy<Caller>
  readonly handler: (request: PageRequest<Path, Caller, Authority>) => Promise<PageAnswer>
  /** Where the strict content policy must give way. */
  readonly needs?: HeaderNeeds
  /** This form sends files (multipart/form-data): so many of at most so many bytes, and no more in all. */
  readonly files?: UploadLimits
  readonly limit?: 'sensitive'
  /** Where somebody who is not signed in is sent. Without it: the neutral page, 401. */
  readonly signIn?: string
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/**
 * Serves a page rendered on the server. Forms are urlencoded and need no hidden token (see origin.ts).
 * @example
 * bindPage(app, {
 *   method: 'POST', path: '/v/:token/cancel',
 *   policy: { who: 'everyone with the link', allows: () => true },
 *   handler: async ({ params, form, authority, idempotencyKey }) => {
 *     const result = await cancel(authority, params.token, form.get('reason') ?? '', idempotencyKey)
 *     return result.ok ? { kind: 'redirect', to: `/v/${params.token}` } : { kind: 'failure', code: 'not_found' }
 *   },
 * })
 */
export function bindPage<const Path extends string, Caller extends AnyCaller, Authority>(
  app: HttpServer<Caller, Authority>,
  page: PageBinding<Path, Caller, Authority>,
): void {
  const { serving } = app
  app.route({
    method: page.method,
    url: page.path,
    config: {
      rules: {
        surface: 'page',
        who: page.policy.who,
        mayCall: (request) => page.policy.allows(serving.contextOf(request).caller),
        ...(page.needs ? { needs: page.needs } : {}),
        ...(page.limit ? { limit: page.limit } : {}),
        ...(page.files ? { takes: 'files' as const } : {}),
        ...(page.signIn ? { signIn: page.signIn } : {}),
      },
    },
    async handler(request, reply) {
      const form = request.body instanceof URLSearchParams ? request.body : new URLSearchParams()
      const key = form.get('idempotencyKey') ?? ''
      const url = new URL(request.url, 'http://own.invalid')
      const answer = await page.handler({
        ...serving.contextOf(request),
        // The router gives exactly the parameters that the path names, as text.
        params: request.params as PathParams<Path>,
        query: url.searchParams,
        form,
        parts: page.files ? formParts(request.raw, page.files) : nothing(),
        here: url.pathname + url.search,
        origin: `${request.protocol}://${request.host}`,
        idempotencyKey: UUID.test(key) ? key.toLowerCase() : randomUUID(),
      })
      if (answer.kind === 'failure') return serving.refuse(request, reply, answer.code)
      return sendPage(reply, answer)
    },
  })
}

async function* nothing(): AsyncGenerator<FormPart> {
  // A form without files.
}

function sendPage(reply: FastifyReply, answer: Exclude<PageAnswer, { kind: 'failure' }>): FastifyReply {
  if (answer.kind === 'redirect') {
    const to = ownPath(answer.to)
    if (to === undefined) throw new Error('a redirect may only lead to a path on this server')
    return reply.redirect(to, 303)
  }
  if (answer.kind === 'html') {
    return reply
      .code(answer.status ?? 200)
      .header('content-type', 'text/html; charset=utf-8')
      .send(answer.body)
  }
  reply.header('content-type', answer.type)
  if (answer.download)
    reply.header('content-disposition', `attachment; filename="${fileName(answer.download)}"`)
  return reply.send(typeof answer.body === 'string' ? answer.body : Buffer.from(answer.body))
}

function fileName(name: string): string {
  return name.replace(/[^A-Za-z0-9._-]/g, '_').slice(0, 100)
}
