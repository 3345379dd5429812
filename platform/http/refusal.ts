import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Language } from '#kernel/language.ts'
import { translator } from '#platform/i18n/translator.ts'
import de from './messages.de.json' with { type: 'json' }
import deSimple from './messages.de-simple.json' with { type: 'json' }
import en from './messages.en.json' with { type: 'json' }
import { isCommonCode, PROBLEM_TYPE, type Problem, statusOf } from './problem.ts'
import type { ErrorPage, Refusal } from './serving.ts'

const texts = translator({ de, 'de-simple': deSimple, en })

/** How failures become answers. */
export type RefusalOptions = {
  readonly errorPage: (page: ErrorPage) => string
  readonly problemTitle?: (code: string, language: Language) => string | undefined
  readonly languageOf: (request: FastifyRequest) => Language
}

/**
 * Makes the one function that answers failures: pages get the neutral page, everything under /api a problem document
 * (RFC 9457). Both carry only code, sentence and request id, so that "absent" and "forbidden" can look the same.
 */
export function refuser(options: RefusalOptions) {
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
      const page = options.errorPage({ status, code, title, requestId, language })
      return reply.header('content-type', 'text/html; charset=utf-8').serializer(String).send(page)
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
    }
    return reply.header('content-type', PROBLEM_TYPE).serializer(JSON.stringify).send(problem)
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
