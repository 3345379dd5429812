import { Type } from 'typebox'
import { fail, ok } from '#kernel/result.ts'
import { openLog } from '#platform/log/log.ts'
import { bindRoute } from './bind.ts'
import { defineRoute } from './contract.ts'
import { bindPage } from './page.ts'
import { createHttpServer } from './server.ts'
import type { HttpOptions, HttpServer, Policy } from './serving.ts'

/** The callers of the test servers. */
export type TestCaller = { readonly kind: 'anonymous' } | { readonly kind: 'staff'; readonly role: string }

/** A server as the tests use it; its authorities are their own keys. */
export type TestServer = HttpServer<TestCaller, string>

/** Lets everybody in. */
export const everyone: Policy<TestCaller> = { who: 'everyone', allows: () => true }

/** Lets in who signed in. */
export const staff: Policy<TestCaller> = { who: 'staff', allows: (caller) => caller.kind === 'staff' }

/** What a test may change. */
export type TestOptions = Partial<HttpOptions<TestCaller, string>> & {
  /** Gets every log line. */
  readonly onLog?: (line: string) => void
}

/** A server with one open authority (`localhost`), one under maintenance (`resting.localhost`), and no routes. */
export function testServer(options: TestOptions = {}): TestServer {
  const { onLog, ...own } = options
  const log = onLog ? openLog({ level: 'info' }, { write: onLog }) : openLog({ level: 'silent' })
  return createHttpServer<TestCaller, string>({
    log,
    identify: async ({ authorization }) =>
      authorization ? { kind: 'staff', role: authorization } : { kind: 'anonymous' },
    resolveAuthority: async (hostname) => {
      if (hostname === 'resting.localhost')
        return { key: 'resting', state: 'maintenance', authority: 'resting' }
      const known = hostname === 'localhost' || hostname === '127.0.0.1'
      return known ? { key: 'open', state: 'open', authority: 'open' } : undefined
    },
    errorPage: ({ title, requestId }) => `<!doctype html><title>${title}</title>${requestId}`,
    ...own,
  })
}

/** A command with every kind of input, and an output that is smaller than what its handler knows. */
export const renameThing = defineRoute({
  id: 'thing.rename',
  kind: 'command',
  method: 'POST',
  path: '/api/things/:thing',
  summary: 'Rename a thing',
  tags: ['things'],
  params: Type.Object({ thing: Type.String({ maxLength: 40 }) }),
  body: Type.Object({
    name: Type.String({ minLength: 1, maxLength: 20 }),
    count: Type.Optional(Type.Integer({ minimum: 1, maximum: 9 })),
    parts: Type.Optional(Type.Array(Type.Object({ label: Type.String() }), { maxItems: 3 })),
  }),
  output: Type.Object({ name: Type.String(), parts: Type.Array(Type.Object({ label: Type.String() })) }),
  errors: ['taken', 'gone'],
  statuses: { gone: 410 },
})

/** A query with converted parameters. */
export const listThings = defineRoute({
  id: 'thing.list',
  kind: 'query',
  method: 'GET',
  path: '/api/things',
  summary: 'List things',
  tags: ['things'],
  query: Type.Object({
    most: Type.Optional(Type.Integer({ minimum: 1 })),
    tag: Type.Optional(Type.Array(Type.String())),
    open: Type.Optional(Type.Boolean()),
  }),
  output: Type.Object({ query: Type.Unknown() }),
  errors: [],
})

/** Binds both, and the page `/form`. */
export function bindThings(app: TestServer, policy: Policy<TestCaller> = everyone): void {
  bindRoute(app, renameThing, {
    policy,
    handler: async ({ params, body }) => {
      if (params.thing === 'taken' || params.thing === 'gone') return fail(params.thing)
      if (params.thing === 'hidden') return fail('forbidden')
      const secret = { secret: 'not for you' }
      const parts = (body.parts ?? []).map((part) => ({ ...part, ...secret }))
      return ok({ name: body.name, parts, ...secret })
    },
  })
  bindRoute(app, listThings, { policy, handler: async ({ query }) => ok({ query }) })
  bindPage(app, {
    method: 'GET',
    path: '/form',
    policy,
    handler: async () => ({ kind: 'html', body: '<p>form' }),
  })
  bindPage(app, {
    method: 'POST',
    path: '/form',
    policy,
    handler: async ({ form }) => ({ kind: 'html', body: JSON.stringify([...form]) }),
  })
}

/** The headers of a command as the client sends it. */
export function commandHeaders(): Record<string, string> {
  return { 'idempotency-key': crypto.randomUUID() }
}
