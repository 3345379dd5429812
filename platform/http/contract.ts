import type { Static, TSchema } from 'typebox'
import type { CommonCode } from './problem.ts'

type Part = TSchema | undefined

/** What a route does: `query` reads (GET), `command` changes something, `events` is a stream of server-sent events. */
export type RouteKind = 'query' | 'command' | 'events'

/** The HTTP methods of contracts. Queries and streams are GET, commands anything else. */
export type RouteMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/**
 * One route of the API as data: the source of validation, output filter, OpenAPI document and typed client.
 * It imports nothing of the server, so that browsers can use it too.
 */
export type RouteContract<
  Params extends Part = Part,
  Query extends Part = Part,
  Body extends Part = Part,
  Output extends Part = Part,
  Code extends string = string,
> = {
  /** Unique name, e.g. `visit.call`; becomes the operationId. */
  readonly id: string
  readonly method: RouteMethod
  /** Path with `:name` parameters, e.g. `/api/visits/:visit/call`. */
  readonly path: string
  readonly summary: string
  readonly tags: readonly string[]
  readonly kind: RouteKind
  readonly params?: Params
  readonly query?: Query
  readonly body?: Body
  /** The body is no JSON but plain bytes (application/octet-stream), at most so many. Commands only. */
  readonly bytes?: number
  /** The answer; for `events` the data of one event. Without it the answer is empty (204). */
  readonly output?: Output
  /** Codes of the expected failures, beside the common ones of problem.ts. */
  readonly errors: readonly Code[]
  /** Status of a code where 409 is not right. */
  readonly statuses?: { readonly [C in Code]?: number }
  /** Answer 404 instead of 403, with the same body, so that nobody learns what exists. */
  readonly conceal?: boolean
  /** `sensitive` routes (sign-in, codes that could be guessed) have the tightest rate limit. */
  readonly limit?: 'sensitive'
  /** Open data: pages and programs of anybody may read the answer, and keep it for a while. Queries only. */
  readonly open?: OpenAnswer
}

/** How an answer of open data goes out. */
export type OpenAnswer = {
  /** So long it may be kept, in seconds; then it is asked for again by its ETag. */
  readonly maxAge: number
  /** The answer is a text that goes out as a file of this name, not as JSON. */
  readonly csv?: string
}

type StaticOf<P> = [Exclude<P, undefined>] extends [infer S extends TSchema] ? Static<S> : undefined
type InputPart<Name extends string, P> = [Exclude<P, undefined>] extends [never]
  ? Record<never, never>
  : { readonly [N in Name]: StaticOf<P> }

/** What a caller of this route sends: `params`, `query` and `body`, as far as the contract has them. */
export type Input<R extends RouteContract> = InputPart<'params', R['params']> &
  InputPart<'query', R['query']> &
  InputPart<'body', R['body']>

/** What the route answers on success; `undefined` where the contract has no output. */
export type Output<R extends RouteContract> = [Exclude<R['output'], undefined>] extends [never]
  ? undefined
  : StaticOf<R['output']>

/** The codes with which this route fails, beside the common ones. */
export type ErrorCode<R extends RouteContract> = R['errors'][number]

/** Codes that every handler may return beside its own. */
export type HandlerCode = Extract<CommonCode, 'forbidden' | 'not_found' | 'invalid_input'>

/**
 * Describes one route. Throws at start where method and kind disagree (no change by GET) or the path's
 * parameters are not those of the schema.
 * @example
 * export const callNext = defineRoute({
 *   id: 'hall.callNext', kind: 'command', method: 'POST', path: '/api/counters/:counter/next',
 *   summary: 'Call the next person to this counter', tags: ['hall'],
 *   params: Type.Object({ counter: Type.String({ format: 'uuid' }) }),
 *   output: Type.Object({ number: Type.String() }),
 *   errors: ['nobody_waiting', 'counter_closed'],
 * })
 */
export function defineRoute<
  const Code extends string = never,
  Params extends Part = undefined,
  Query extends Part = undefined,
  Body extends Part = undefined,
  Output extends Part = undefined,
>(
  contract: RouteContract<Params, Query, Body, Output, Code>,
): RouteContract<Params, Query, Body, Output, Code> {
  const reads = contract.kind !== 'command'
  if (reads !== (contract.method === 'GET')) {
    throw new Error(`${contract.id}: queries and events are GET, commands are not`)
  }
  if (contract.open && contract.kind !== 'query')
    throw new Error(`${contract.id}: only queries are open data`)
  if (contract.bytes !== undefined && (reads || contract.body))
    throw new Error(`${contract.id}: bytes come with a command, and alone`)
  if (reads && contract.body) throw new Error(`${contract.id}: a query has no body`)
  const named = pathParameters(contract.path).sort().join()
  const described = Object.keys(propertiesOf(contract.params)).sort().join()
  if (named !== described) {
    throw new Error(`${contract.id}: the path names (${named}), the params schema (${described})`)
  }
  return Object.freeze(contract)
}

/** The names of the `:name` parameters of a path, in order. */
export function pathParameters(path: string): string[] {
  return Array.from(path.matchAll(/:([A-Za-z][A-Za-z0-9]*)/g), (match) => match[1] ?? '')
}

/** The properties of an object schema; empty for anything else. */
export function propertiesOf(schema: TSchema | undefined): { readonly [name: string]: TSchema } {
  if (!schema || !('properties' in schema)) return {}
  return schema.properties as { readonly [name: string]: TSchema }
}
