import type { FastifyRequest } from 'fastify'
import { constantTimeEquals } from '#platform/crypto/compare.ts'
import { isLoopback } from './address.ts'
import { apiPage } from './apiPage.ts'
import { openApiDocument } from './openapi.ts'
import type { AnyCaller, HttpServer, RouteRules } from './serving.ts'

const everyone: RouteRules = {
  surface: 'operations',
  who: 'everyone',
  mayCall: () => true,
  ownerless: true,
}

/**
 * The routes for operators: `/healthz` (the process answers), `/readyz` (it may get requests; reasons only for those
 * who may read the metrics), `/metrics` (Prometheus), and the API document, `/api/openapi.json`
 * for programs and `/api` for people.
 */
export function bindOperations<Caller extends AnyCaller, Authority>(
  app: HttpServer<Caller, Authority>,
): void {
  const { options, metrics } = app.serving
  const mayMeasure = (request: FastifyRequest) => isOperator(request, options.metricsToken)

  app.get('/healthz', { config: { rules: everyone } }, async () => ({ status: 'ok' }))

  app.get('/readyz', { config: { rules: everyone } }, async (request, reply) => {
    const reasons = (await options.ready?.().catch(() => ['the check itself failed'])) ?? []
    if (reasons.length > 0) reply.code(503).header('retry-after', '5')
    const status = reasons.length > 0 ? 'not ready' : 'ready'
    return mayMeasure(request) ? { status, reasons } : { status }
  })

  const operators = { ...everyone, who: 'this machine, or with the metrics token', mayCall: mayMeasure }
  app.get('/metrics', { config: { rules: operators } }, async (_request, reply) => {
    return reply.header('content-type', metrics.contentType).send(await metrics.metrics())
  })

  app.get('/api/openapi.json', { config: { rules: { ...everyone, surface: 'api' } } }, async () =>
    openApiDocument(app),
  )

  app.get('/api', { config: { rules: { ...everyone, surface: 'page' } } }, async (request, reply) => {
    const language = app.serving.languageOf(request) === 'en' ? 'en' : 'de'
    const page = apiPage(app.serving.routes, language, options.api?.stylesheet)
    return reply.header('content-type', 'text/html; charset=utf-8').send(page)
  })
}

// A request that a proxy on this machine passes on comes from loopback too; its forwarding headers give it away.
function isOperator(request: FastifyRequest, token: string | undefined): boolean {
  const { headers } = request
  const sent = /^Bearer (\S+)$/.exec(headers.authorization ?? '')?.[1]
  if (token && sent && constantTimeEquals(sent, token)) return true
  const forwarded = headers['x-forwarded-for'] ?? headers.forwarded ?? headers['x-real-ip']
  return forwarded === undefined && isLoopback(request.socket.remoteAddress ?? '')
}
