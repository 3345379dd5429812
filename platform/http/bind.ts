import { createHash } from 'node:crypto'
import type { FastifyReply, FastifyRequest, FastifySchema } from 'fastify'
import type { Result } from '#kernel/result.ts'
import type { ErrorCode, HandlerCode, Input, OpenAnswer, Output, RouteContract } from './contract.ts'
import type { AnyCaller, HttpServer, Policy, RequestContext, RouteRules, Serving } from './serving.ts'
import { bodyCheck, type Check, type FieldFault, textCheck } from './validation.ts'

/** What a route's handler gets: its checked input, and who asks where. */
export type RouteRequest<R extends RouteContract, Caller, Authority> = Input<R> &
  RequestContext<Caller, Authority> & {
    /** The command's key (lower-case UUID); the same key must give the same outcome. Empty for queries. */
    readonly idempotencyKey: string
    /** What the body holds, of a contract with `bytes`; of any other nothing. */
    readonly content: Buffer
  }

/** Who may call a route, and what it does. */
export type RouteBinding<R extends RouteContract, Caller, Authority> = {
  readonly policy: Policy<Caller>
  /**
   * The handler gives the very same answer object again while it holds, and never changes it: then it is
   * written, and filtered by the contract, only once.
   */
  readonly repeats?: boolean
  readonly handler: (
    request: RouteRequest<R, Caller, Authority>,
  ) => Promise<Result<Output<R>, ErrorCode<R> | HandlerCode>>
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/**
 * Serves one contract: checks the input, asks the policy, filters the output, renders failures as problem documents.
 * @example
 * bindRoute(app, callNext, {
 *   policy: { who: 'clerk', allows: (caller) => caller.kind === 'staff' && caller.roles.includes('clerk') },
 *   handler: ({ params, caller, authority, idempotencyKey }) =>
 *     database.withAuthority(authority, (tx) => callNextVisit(tx, { counter: params.counter, idempotencyKey })),
 * })
 */
export function bindRoute<R extends RouteContract, Caller extends AnyCaller, Authority>(
  app: HttpServer<Caller, Authority>,
  contract: R,
  binding: RouteBinding<R, Caller, Authority>,
): void {
  const { serving } = app
  if (contract.kind === 'events') throw new Error(`${contract.id}: use bindEvents`)
  const check = inputCheck(serving, contract)
  const schema: FastifySchema = contract.output ? { response: { 200: contract.output } } : {}
  app.route({
    method: contract.method,
    url: contract.path,
    config: { rules: routeRules(serving, contract, binding.policy) },
    schema,
    ...(contract.bytes === undefined ? {} : { bodyLimit: contract.bytes }),
    async handler(request, reply) {
      const idempotencyKey = commandKey(request, contract)
      if (idempotencyKey === undefined) return serving.refuse(request, reply, 'idempotency_key_required')
      const input = check(request)
      if (!input.ok) return serving.refuse(request, reply, 'invalid_input', { faults: input.faults })
      const content = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
      const context = { ...serving.contextOf(request), idempotencyKey, content }
      const result = await binding.handler(Object.assign(context, input.value))
      if (result.ok) {
        if (!contract.output) return reply.code(204).send()
        if (contract.open) return sendOpen(request, reply, contract.open, result.value)
        return binding.repeats ? writtenOnce(reply, result.value) : result.value
      }
      const hidden = contract.conceal && result.code === 'forbidden'
      const statuses = contract.statuses ? { statuses: contract.statuses } : {}
      return serving.refuse(request, reply, hidden ? 'not_found' : result.code, statuses)
    },
  })
}

const written = new WeakMap<object, Buffer>()

/** The bytes of an answer that was given before, or those that the contract's serializer writes now. */
function writtenOnce(reply: FastifyReply, value: unknown): Buffer {
  const answer = Object(value)
  const known = written.get(answer)
  const bytes = known ?? Buffer.from(String(reply.serializeInput(answer, '200')))
  if (known === undefined) written.set(answer, bytes)
  reply.header('content-type', 'application/json; charset=utf-8')
  return bytes
}

/**
 * Sends open data: any page may read it (CORS without credentials: the answer is the same for everybody), caches may
 * keep it, and whoever has it already is told so.
 */
function sendOpen(
  request: FastifyRequest,
  reply: FastifyReply,
  { maxAge, csv }: OpenAnswer,
  value: unknown,
): FastifyReply {
  const bytes = csv === undefined ? writtenOnce(reply, value) : Buffer.from(String(value))
  const etag = `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`
  reply.headers({
    'cache-control': `public, max-age=${maxAge}`,
    'access-control-allow-origin': '*',
    'access-control-expose-headers': 'etag',
    'cross-origin-resource-policy': 'cross-origin',
    etag,
  })
  if (csv !== undefined) {
    reply.header('content-type', 'text/csv; charset=utf-8; header=present')
    reply.header('content-disposition', `attachment; filename="${csv}"`)
  }
  const known = request.headers['if-none-match']?.split(',').map((tag) => tag.trim().replace(/^W\//, ''))
  return known?.includes(etag) || known?.includes('*') ? reply.code(304).send() : reply.send(bytes)
}

/** The rules of a route that a contract describes. */
export function routeRules<Caller extends AnyCaller, Authority>(
  serving: Serving<Caller, Authority>,
  contract: RouteContract,
  policy: Policy<Caller>,
): RouteRules {
  return {
    surface: 'api',
    who: policy.who,
    mayCall: (request) => policy.allows(serving.contextOf(request).caller),
    contract,
    ...(contract.limit ? { limit: contract.limit } : {}),
    ...(contract.bytes === undefined ? {} : { takes: 'bytes' as const }),
  }
}

// Queries need no key; a command's must be a UUID, so that nobody uses "1" and meets a stranger's outcome.
function commandKey(request: FastifyRequest, contract: RouteContract): string | undefined {
  if (contract.kind !== 'command') return ''
  const key = String(request.headers['idempotency-key'] ?? '').toLowerCase()
  return UUID.test(key) ? key : undefined
}

/** The input of a request after the contract's checks, or what is wrong with it. */
export type CheckedInput<R extends RouteContract> =
  | { readonly ok: true; readonly value: Input<R> }
  | { readonly ok: false; readonly faults: readonly FieldFault[] }

/** Makes the check of everything that a contract lets in. Compiled once, at start. */
export function inputCheck<R extends RouteContract, Caller extends AnyCaller, Authority>(
  serving: Serving<Caller, Authority>,
  contract: R,
): (request: FastifyRequest) => CheckedInput<R> {
  const checks: [name: 'params' | 'query' | 'body', check: Check][] = []
  if (contract.params) checks.push(['params', textCheck(contract.params)])
  if (contract.query) checks.push(['query', textCheck(contract.query)])
  if (contract.body) {
    checks.push(['body', serving.guards('closedBody') ? bodyCheck(contract.body) : textCheck(contract.body)])
  }
  return (request) => {
    const value: { [part: string]: unknown } = {}
    for (const [name, check] of checks) {
      const checked = check(request[name])
      if (!checked.ok) return checked
      value[name] = checked.value
    }
    // The one place where unknown input gets its type: the schemas that give the type have just checked it.
    return { ok: true, value: value as Input<R> }
  }
}
