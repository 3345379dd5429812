import type { TSchema } from 'typebox'
import { propertiesOf, type RouteContract } from './contract.ts'
import { COMMON_STATUS, statusOf } from './problem.ts'
import type { AnyCaller, HttpServer, RouteEntry } from './serving.ts'
import { closeObjects } from './validation.ts'

type Json = { readonly [key: string]: unknown }

/** The OpenAPI 3.1 document of all routes that have a contract, in the order of their paths; its diff is the API review. */
export function openApiDocument<Caller extends AnyCaller, Authority>(
  app: HttpServer<Caller, Authority>,
): Json {
  const { routes, options } = app.serving
  const paths: { [path: string]: { [method: string]: Json } } = {}
  for (const { path, method, contract, who } of described(routes)) {
    const key = path.replace(/:([A-Za-z][A-Za-z0-9]*)/g, '{$1}')
    paths[key] = { ...paths[key], [method.toLowerCase()]: operation(contract, who) }
  }
  return {
    openapi: '3.1.0',
    info: { title: options.api?.title ?? 'API', version: options.api?.version ?? '0' },
    paths,
    components: { schemas: { Problem: PROBLEM_SCHEMA } },
  }
}

/** The routes with a contract, sorted by path and method, so that the document does not depend on the start's order. */
export function described(
  routes: readonly RouteEntry[],
): (RouteEntry & { readonly contract: RouteContract })[] {
  const withContract = routes.flatMap((route) =>
    route.contract ? [{ ...route, contract: route.contract }] : [],
  )
  return withContract.sort((a, b) => (`${a.path} ${a.method}` < `${b.path} ${b.method}` ? -1 : 1))
}

function operation(contract: RouteContract, who: string): Json {
  const key = contract.kind === 'command' ? [IDEMPOTENCY_KEY] : []
  return {
    operationId: contract.id,
    summary: contract.summary,
    tags: contract.tags,
    'x-who': who,
    parameters: [...parameters('path', contract.params), ...parameters('query', contract.query), ...key],
    ...(contract.body
      ? {
          requestBody: {
            required: true,
            content: { 'application/json': { schema: closeObjects(contract.body) } },
          },
        }
      : {}),
    ...(contract.bytes === undefined
      ? {}
      : {
          requestBody: {
            required: true,
            description: `At most ${contract.bytes} bytes`,
            content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } },
          },
        }),
    responses: { ...success(contract), ...failures(contract) },
  }
}

const IDEMPOTENCY_KEY = {
  name: 'Idempotency-Key',
  in: 'header',
  required: true,
  schema: { type: 'string', format: 'uuid' },
}

function parameters(where: 'path' | 'query', schema: TSchema | undefined): Json[] {
  const required: unknown = schema && 'required' in schema ? schema.required : []
  return Object.entries(propertiesOf(schema)).map(([name, property]) => ({
    name,
    in: where,
    required: where === 'path' || (Array.isArray(required) && required.includes(name)),
    schema: property,
  }))
}

function success(contract: RouteContract): Json {
  if (!contract.output) return { 204: { description: 'Done' } }
  const json = contract.open?.csv === undefined ? 'application/json' : 'text/csv'
  const type = contract.kind === 'events' ? 'text/event-stream' : json
  const description = contract.kind === 'events' ? 'A stream whose data has this shape' : 'Done'
  const unchanged = contract.open ? { 304: { description: 'What the ETag names still holds' } } : {}
  return { 200: { description, content: { [type]: { schema: contract.output } } }, ...unchanged }
}

function failures(contract: RouteContract): Json {
  const codes = new Map<number, string[]>()
  for (const code of [...contract.errors, ...commonCodes(contract)]) {
    const status = statusOf(code, contract.statuses)
    codes.set(status, [...(codes.get(status) ?? []), code])
  }
  const content = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } }
  return Object.fromEntries(
    [...codes].map(([status, names]) => [
      status,
      { description: names.join(', '), 'x-codes': names, ...headersOf(names), content },
    ]),
  )
}

/** Failures that pass: the answer says when to come again. */
const PASSING = ['rate_limited', 'unavailable', 'busy', 'maintenance', 'in_line']

function headersOf(codes: readonly string[]): Json {
  const [first, ...more] = codes.filter((code) => PASSING.includes(code))
  if (first === undefined) return {}
  const description = `Seconds after which it is worth asking again; with ${[first, ...more].join(', ')}`
  return { headers: { 'Retry-After': { description, schema: { type: 'integer' } } } }
}

const OF_COMMANDS = [
  'idempotency_key_required',
  'idempotency_key_reused',
  'cross_site',
  'unsupported_media_type',
]

function commonCodes(contract: RouteContract): string[] {
  const command = contract.kind === 'command'
  return Object.keys(COMMON_STATUS).filter((code) => {
    if (OF_COMMANDS.includes(code)) return command
    return code !== 'too_large' || contract.body !== undefined || contract.bytes !== undefined
  })
}

const PROBLEM_SCHEMA = {
  type: 'object',
  required: ['type', 'title', 'status', 'code', 'requestId'],
  properties: {
    type: { type: 'string', description: 'urn:dran:problem:<code>' },
    title: { type: 'string', description: "One sentence in the reader's language" },
    status: { type: 'integer' },
    code: { type: 'string', description: 'Stable' },
    requestId: { type: 'string' },
    place: {
      type: 'integer',
      description:
        'With in_line: the place, 1 for the next one. Send the same request again after Retry-After',
    },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['field', 'code', 'message'],
        properties: { field: { type: 'string' }, code: { type: 'string' }, message: { type: 'string' } },
      },
    },
  },
}
