import { randomUUID } from 'node:crypto'
import {
  type FastifyBaseLogger,
  type FastifyReply,
  type FastifyRequest,
  fastify,
  LogController,
} from 'fastify'
import { canonicalAddress, limitKey, networkTest } from './address.ts'
import { awaitBody, capConnections, patient } from './connections.ts'
import { parseCookies, requestCookies } from './cookies.ts'
import { securityHeaders } from './headers.ts'
import { InLine } from './inLine.ts'
import { LANGUAGE_COOKIE, requestLanguage } from './language.ts'
import { DEFAULT_LIMITS, type LimitAnswer, type LimitClass, LimitReached, memoryLimiter } from './limits.ts'
import { bindLook } from './look.ts'
import { httpMetrics } from './metrics.ts'
import { bindOperations } from './operations.ts'
import { isSameSiteRequest } from './origin.ts'
import type { CommonCode } from './problem.ts'
import { refuseBroken, refuser } from './refusal.ts'
import type {
  AnyCaller,
  Guard,
  HttpOptions,
  HttpServer,
  Refusal,
  RequestContext,
  RouteEntry,
  Serving,
} from './serving.ts'

/** The largest body that any request may have, in bytes. */
export const BODY_LIMIT = 64 * 1024

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS'])
const REQUEST_ID = /^[A-Za-z0-9._-]{8,64}$/

/**
 * The HTTP server: the whole way of a request, from top to bottom. Routes come by `bindRoute`, `bindPage`,
 * `bindEvents` and `bindFiles`; a route that names no policy fails the start.
 *
 * 1. arrival: request id, security headers, language
 * 2. `admit`: rate limit, same site, content type, authority, caller, policy
 * 3. body (at most 64 kB; JSON or form; more only where a route takes files) and its check against the contract
 * 4. handler, and its answer filtered by the contract
 * 5. failures as problem document or neutral page; one log line and one measurement
 */
export function createHttpServer<Caller extends AnyCaller, Authority>(
  options: HttpOptions<Caller, Authority>,
): HttpServer<Caller, Authority> {
  const guards = guardTest(options.withoutGuards ?? [])
  const limiter = options.limiter ?? memoryLimiter({ ...DEFAULT_LIMITS, ...options.limits })
  const isShared = networkTest(options.sharedNetworks ?? [])
  const contexts = new WeakMap<FastifyRequest, RequestContext<Caller, Authority>>()
  const authorityKeys = new WeakMap<FastifyRequest, string>()
  const routes: RouteEntry[] = []

  const log: FastifyBaseLogger = options.log
  const app = fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: BODY_LIMIT,
    trustProxy: options.trustedProxies?.length ? [...options.trustedProxies] : false,
    requestIdHeader: false,
    genReqId: (request) => wellFormedId(request.headers['x-request-id']) ?? randomUUID(),
    ...patient(options),
    keepAliveTimeout: 65_000,
    onProtoPoisoning: 'error',
    onConstructorPoisoning: 'error',
    clientErrorHandler: (error, socket) => refuseBroken(error, socket, options.patience),
    frameworkErrors: (error, request, reply) => {
      arrive(request, reply)
      void refuse(request, reply, error.statusCode === 414 ? 'too_large' : 'not_found')
    },
  })

  const languageOf = (request: FastifyRequest) =>
    requestLanguage({
      query: parameter(request, 'lang'),
      cookie: parseCookies(request.headers.cookie)[LANGUAGE_COOKIE],
      accept: request.headers['accept-language'],
    })

  const cookiesOf = (request: FastifyRequest, reply: FastifyReply) =>
    requestCookies({
      received: parseCookies(request.headers.cookie),
      secure: request.protocol === 'https',
      hostname: request.hostname,
      address: request.ip,
      write: (line) => void reply.header('set-cookie', line),
    })

  const refuse = refuser({
    log: options.log,
    errorPage: options.errorPage,
    languageOf,
    ...(options.problemTitle ? { problemTitle: options.problemTitle } : {}),
  })

  const { registry, measure } = httpMetrics()
  const serving: Serving<Caller, Authority> = {
    options,
    routes,
    metrics: registry,
    guards,
    isShared,
    languageOf,
    cookiesOf,
    refuse,
    count,
    contextOf(request) {
      const context = contexts.get(request)
      if (!context) throw new Error('a handler without an admitted request')
      return context
    },
  }

  capConnections(app, options, serving)

  // Every route, also those of plugins and the HEAD twin of a GET, says who may call it.
  app.addHook('onRoute', (route) => {
    const rules = route.config?.rules
    if (!rules?.who.trim() && guards('policy')) {
      throw new Error(`${String(route.method)} ${route.url} names no policy: say who may call it`)
    }
    if (!rules || route.method === 'HEAD') return
    const { surface, who, contract } = rules
    routes.push({
      method: String(route.method),
      path: route.url,
      surface,
      who,
      ...(contract ? { contract } : {}),
    })
  })

  // 1. Arrival.
  app.addHook('onRequest', async (request, reply) => {
    arrive(request, reply)
    const late = Object.assign(new Error('body too late'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' })
    const tooLate = () => refuseBroken(late, request.raw.socket, options.patience)
    const bringsFiles = request.routeOptions.config?.rules?.takes !== undefined
    awaitBody(request.raw, bringsFiles, tooLate, options.patience)
  })

  function arrive(request: FastifyRequest, reply: FastifyReply): void {
    reply.header('x-request-id', request.id)
    if (!guards('headers')) return
    reply.headers(securityHeaders(request.protocol === 'https', request.routeOptions.config?.rules?.needs))
  }

  // 2. Who comes in.
  app.addHook('onRequest', async function admit(request, reply) {
    const rules = request.routeOptions.config?.rules
    if (guards('limits')) {
      const answer = await limit(request, rules?.limit)
      if (!answer.allowed) return refuse(request, reply, answer.code, { retrySeconds: answer.retrySeconds })
    }
    if (request.is404 || !rules) return
    if (guards('crossSite') && !comesFromOwnPage(request)) return refuse(request, reply, 'cross_site')
    if (guards('contentType') && !hasRightType(request))
      return refuse(request, reply, 'unsupported_media_type')
    if (!rules.ownerless) {
      const answer = await options.resolveAuthority(request.hostname)
      if (!answer) return refuse(request, reply, 'not_found')
      authorityKeys.set(request, answer.key)
      if (answer.state === 'maintenance') return refuse(request, reply, 'maintenance', { retrySeconds: 60 })
      const arrival = {
        authority: answer.authority,
        cookies: cookiesOf(request, reply),
        authorization: request.headers.authorization,
        address: canonicalAddress(request.ip),
        requestId: request.id,
      }
      const caller = await options.identify(arrival)
      contexts.set(request, { ...arrival, caller, language: languageOf(request) })
    }
    if (rules.mayCall(request)) return
    const anonymous = contexts.get(request)?.caller.kind === 'anonymous'
    if (anonymous && rules.signIn) return reply.redirect(rules.signIn, 303)
    if (rules.contract?.conceal) return refuse(request, reply, 'not_found')
    return refuse(request, reply, anonymous ? 'unauthenticated' : 'forbidden')
  })

  // Reading goes on when the limiter fails, changing does not: a bot must gain nothing by breaking it.
  async function limit(request: FastifyRequest, own: 'sensitive' | undefined) {
    const limitClass: LimitClass = own ?? (SAFE_METHODS.has(request.method) ? 'reading' : 'command')
    let answer: LimitAnswer
    try {
      answer = await limiter.take(limitClass, limitKey(request.ip), isShared(request.ip) ? 20 : 1)
    } catch (error) {
      options.log.error({ err: error, requestId: request.id }, 'rate limiter failed')
      if (limitClass === 'reading') return { allowed: true as const }
      return { allowed: false as const, code: 'unavailable', retrySeconds: 5 }
    }
    return answer.allowed ? answer : { ...answer, code: 'rate_limited' }
  }

  async function count(limitClass: LimitClass, keys: readonly string[]): Promise<void> {
    if (!guards('limits')) return
    for (const key of keys) {
      const answer = await Promise.resolve()
        .then(() => limiter.take(limitClass, key))
        .catch((error: unknown) => {
          options.log.error({ err: error }, 'rate limiter failed')
          throw new LimitReached('unavailable', 5)
        })
      if (!answer.allowed) throw new LimitReached('rate_limited', answer.retrySeconds)
    }
  }

  // 3. Bodies: JSON and forms, nothing else. Forms arrive as URLSearchParams.
  app.removeContentTypeParser('text/plain')
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (_request, body, done) => {
      done(null, new URLSearchParams(String(body)))
    },
  )
  // Files are read part by part, by the one route that takes them (uploads.ts); all others refuse their type.
  app.addContentTypeParser('multipart/form-data', (_request, payload, done) => done(null, payload))
  app.addContentTypeParser('application/octet-stream', { parseAs: 'buffer' }, (_request, body, done) =>
    done(null, body),
  )

  // 5. Failures.
  app.setNotFoundHandler((request, reply) => refuse(request, reply, 'not_found'))
  app.setErrorHandler((error, request, reply) => {
    if (error instanceof LimitReached)
      return refuse(request, reply, error.code, { retrySeconds: error.retrySeconds })
    if (error instanceof InLine) {
      const { place, retrySeconds } = error
      return refuse(request, reply, error.code, { place, retrySeconds })
    }
    const known = knownFailure(error) ?? options.sendersFault?.(error)
    if (known) return refuse(request, reply, known)
    const passing = passingFailure(error)
    options.log.error(
      { err: error, requestId: request.id, route: request.routeOptions.url },
      'request failed',
    )
    return passing ? refuse(request, reply, ...passing) : refuse(request, reply, 'internal')
  })

  function passingFailure(error: unknown): readonly [code: CommonCode, more: Refusal] | undefined {
    if (options.isUnavailable?.(error)) return ['unavailable', { retrySeconds: 5 }]
    // Later than a statement's time limit away from the others, and not all who wait at the same second.
    if (options.isOverloaded?.(error)) return ['busy', { retrySeconds: 5 + Math.floor(Math.random() * 11) }]
    return undefined
  }

  // While the server closes, an answer takes its connection with it: else the end waits for the browser to let go.
  let closing = false
  app.addHook('preClose', async () => {
    closing = true
  })
  app.addHook('onSend', async (_request, reply) => {
    if (closing) reply.header('connection', 'close')
  })

  // One line per answer: the route's pattern, never the address with its tokens, and no client address.
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'unknown'
    measure({ method: request.method, route, status: reply.statusCode, seconds: reply.elapsedTime / 1000 })
    options.log.info({
      method: request.method,
      route,
      status: reply.statusCode,
      milliseconds: Math.round(reply.elapsedTime),
      requestId: request.id,
      authority: authorityKeys.get(request),
    })
  })

  const server: HttpServer<Caller, Authority> = Object.assign(app, { serving })
  bindOperations(server)
  bindLook(server)
  return server
}

function guardTest(without: readonly Guard[]): (guard: Guard) => boolean {
  if (without.length > 0 && !process.env.VITEST) throw new Error('guards are left out in tests only')
  return (guard) => !without.includes(guard)
}

function wellFormedId(header: string | readonly string[] | undefined): string | undefined {
  return typeof header === 'string' && REQUEST_ID.test(header) ? header : undefined
}

function parameter(request: FastifyRequest, name: string): string | undefined {
  const value: unknown = Reflect.get(Object(request.query), name)
  return typeof value === 'string' ? value : undefined
}

function comesFromOwnPage(request: FastifyRequest): boolean {
  const { headers } = request
  const fetchSite = headers['sec-fetch-site']
  return isSameSiteRequest({
    method: request.method,
    own: `${request.protocol}://${request.host}`,
    fetchSite: typeof fetchSite === 'string' ? fetchSite : undefined,
    origin: headers.origin,
    referer: headers.referer,
    ambient: headers.cookie !== undefined || request.routeOptions.config?.rules?.surface === 'page',
  })
}

// Pages take forms, the API takes JSON; a command without a body needs no type.
function hasRightType(request: FastifyRequest): boolean {
  if (SAFE_METHODS.has(request.method)) return true
  const type = request.headers['content-type']
  const empty = !request.headers['transfer-encoding'] && Number(request.headers['content-length'] ?? 0) === 0
  if (type === undefined) return empty
  const { surface, takes } = request.routeOptions.config?.rules ?? {}
  if (takes === 'bytes') return isType(type, 'application/octet-stream')
  if (takes === 'files') return isType(type, 'multipart/form-data')
  return isType(type, surface === 'page' ? 'application/x-www-form-urlencoded' : 'application/json')
}

function isType(header: string | undefined, type: string): boolean {
  return header?.split(';')[0]?.trim().toLowerCase() === type
}

function knownFailure(error: unknown): string | undefined {
  const status: unknown = Reflect.get(Object(error), 'statusCode')
  if (status === 413) return 'too_large'
  if (status === 415) return 'unsupported_media_type'
  // A path that tries to leave its folder is no more than absent.
  if (status === 403 || status === 404) return 'not_found'
  return status === 400 ? 'invalid_input' : undefined
}
