import type { Socket } from 'node:net'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Language } from '#kernel/language.ts'
import { translator } from '#platform/i18n/translator.ts'
import type { Log } from '#platform/log/log.ts'
import { sayAndEnd } from './connections.ts'
import { parseCookies } from './cookies.ts'
import { securityHeaders } from './headers.ts'
import de from './messages.de.json' with { type: 'json' }
import deSimple from './messages.de-simple.json' with { type: 'json' }
import en from './messages.en.json' with { type: 'json' }
import { ownPath } from './paths.ts'
import { isCommonCode, PROBLEM_TYPE, type Problem, statusOf } from './problem.ts'
import type { ErrorPage, Patience, Refusal } from './serving.ts'

const texts = translator({ de, 'de-simple': deSimple, en })

/** How failures become answers. */
export type RefusalOptions = {
  readonly errorPage: (page: ErrorPage) => string | Promise<string>
  readonly problemTitle?: (code: string, language: Language) => string | undefined
  readonly languageOf: (request: FastifyRequest) => Language
  readonly log: Log
}

/**
 * Makes the one function that answers failures: pages get the neutral page, everything under /api a problem document
 * (RFC 9457). Both carry only code, sentence and request id, so that "absent" and "forbidden" can look the same.
 */
export function refuser(options: RefusalOptions) {
  // The page of a failure must not fail: Fastify would then answer by itself, with the error's own words.
  async function neutralPage(page: ErrorPage): Promise<string> {
    try {
      return await options.errorPage(page)
    } catch (error) {
      options.log.error({ err: error, requestId: page.requestId }, 'error page failed')
      return `<!doctype html><title>${page.title}</title><p>${page.title}</p><p>${page.requestId}</p>`
    }
  }

  return function refuse(request: FastifyRequest, reply: FastifyReply, code: string, more: Refusal = {}) {
    const language = options.languageOf(request)
    const status = statusOf(code, more.statuses)
    const title = titleOf(code, language, options.problemTitle)
    const requestId = request.id
    if (more.retrySeconds !== undefined) reply.header('retry-after', String(more.retrySeconds))
    // A missing file was about to be kept for a year.
    reply.header('cache-control', 'no-store')
    reply.code(status).header('content-language', language === 'en' ? 'en' : 'de')
    if (isPage(request)) {
      const page = neutralPage({ status, code, title, requestId, language, ...placeOf(request) })
      reply.header('content-type', 'text/html; charset=utf-8').serializer(String)
      // Whoever returns the reply waits until it is sent.
      void page.then((html) => reply.send(html))
      return reply
    }
    const problem: Problem = {
      type: `urn:dran:problem:${code}`,
      title,
      status,
      code,
      requestId,
      ...(more.faults
        ? { errors: more.faults.map((fault) => ({ ...fault, message: sentence(fault.code, language) })) }
        : {}),
      ...(more.place === undefined ? {} : { place: more.place }),
    }
    return reply.header('content-type', PROBLEM_TYPE).serializer(JSON.stringify).send(problem)
  }
}

function placeOf(request: FastifyRequest): Pick<ErrorPage, 'path' | 'here' | 'hostname' | 'cookies'> {
  const cookies = parseCookies(request.headers.cookie)
  return {
    path: request.url.split('?')[0] ?? '/',
    // Links on the page lead here in another language: never to another host.
    here: (request.method === 'GET' ? ownPath(request.url) : undefined) ?? '/',
    hostname: request.hostname,
    cookies: { get: (name) => cookies[name] },
  }
}

function titleOf(code: string, language: Language, own: RefusalOptions['problemTitle']): string {
  return isCommonCode(code) ? texts(language)(code) : (own?.(code, language) ?? texts(language)('conflict'))
}

function sentence(code: NonNullable<Refusal['faults']>[number]['code'], language: Language): string {
  return texts(language)(`field.${code}`)
}

function isPage(request: FastifyRequest): boolean {
  const surface = request.routeOptions.config?.rules?.surface
  if (surface) return surface === 'page'
  return request.url !== '/api' && !request.url.startsWith('/api/')
}

/** Answers what is no HTTP request at all, or never became one in time, with the same headers as everything else. */
export function refuseBroken(
  error: Error & { readonly code?: string },
  socket: Socket,
  patience?: Partial<Patience>,
): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return
  const [status, code] = BROKEN[error.code ?? ''] ?? ['400 Bad Request', 'invalid_input']
  const body = JSON.stringify({ type: `urn:dran:problem:${code}`, status: Number(status.slice(0, 3)), code })
  const headers = {
    ...securityHeaders(false),
    'content-type': PROBLEM_TYPE,
    'content-length': String(Buffer.byteLength(body)),
    connection: 'close',
  }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  sayAndEnd(socket, `HTTP/1.1 ${status}\r\n${lines.join('')}\r\n${body}`, patience)
}

const BROKEN: Readonly<Record<string, readonly [status: string, code: string]>> = {
  ERR_HTTP_REQUEST_TIMEOUT: ['408 Request Timeout', 'unavailable'],
  HPE_HEADER_OVERFLOW: ['431 Request Header Fields Too Large', 'too_large'],
}
