import type { Result } from '#kernel/result.ts'
import type { ErrorCode, Input, Output, RouteContract } from './contract.ts'
import type { CommonCode, Problem } from './problem.ts'

/** Failures that any call can have: the common ones, and `unreachable` when no answer came. */
export type ClientCode = CommonCode | 'unreachable'

/** A failed call carries the server's problem document where there was one (its `errors` name wrong fields). */
export type ClientFailure<Code extends string> = {
  readonly ok: false
  readonly code: Code | ClientCode
  readonly problem?: Problem
}

/** The outcome of a call; fits `Result`. */
export type ClientResult<R extends RouteContract> =
  | Extract<Result<Output<R>>, { ok: true }>
  | ClientFailure<ErrorCode<R>>

/** What can be said with one call. */
export type CallOptions = {
  /** UUID of a command: pass the same one when trying again. Default: a new one. */
  readonly idempotencyKey?: string
  readonly signal?: AbortSignal
}

/** Calls a route of the API by its contract. */
export type Client = <R extends RouteContract>(
  route: R,
  input: Input<R>,
  options?: CallOptions,
) => Promise<ClientResult<R>>

type Parts = { readonly params?: unknown; readonly query?: unknown; readonly body?: unknown }

/**
 * The typed client of the API. Commands carry an `Idempotency-Key`; because no foreign page can send that header
 * without permission (CORS), it is at the same time the header that proves "not forged" (see origin.ts).
 * @example
 * const call = makeClient(fetch, { base: '' })
 * const next = await call(callNext, { params: { counter } })
 * if (!next.ok) show(next.code)
 */
export function makeClient(
  send: typeof fetch,
  options: { readonly base: string; readonly headers?: () => Readonly<Record<string, string>> },
): Client {
  return async function call<R extends RouteContract>(route: R, input: Input<R>, how: CallOptions = {}) {
    const parts: Parts = Object(input)
    const headers: Record<string, string> = { accept: 'application/json', ...options.headers?.() }
    if (route.kind === 'command') headers['idempotency-key'] = how.idempotencyKey ?? crypto.randomUUID()
    if (parts.body !== undefined) headers['content-type'] = 'application/json'
    let response: Response
    try {
      response = await send(options.base + addressOf(route, parts), {
        method: route.method,
        headers,
        credentials: 'same-origin',
        ...(parts.body === undefined ? {} : { body: JSON.stringify(parts.body) }),
        ...(how.signal ? { signal: how.signal } : {}),
      })
      return await readAnswer<R>(response)
    } catch {
      return { ok: false, code: 'unreachable' }
    }
  }
}

/** The path of a route with its parameters and query filled in, e.g. for an EventSource or a link. */
export function addressOf(route: RouteContract, parts: Parts): string {
  const params = new Map(Object.entries(Object(parts.params)))
  const path = route.path.replace(/:([A-Za-z][A-Za-z0-9]*)/g, (_, name: string) =>
    encodeURIComponent(String(params.get(name))),
  )
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(Object(parts.query))) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined && one !== null) query.append(name, String(one))
    }
  }
  return query.size > 0 ? `${path}?${query}` : path
}

async function readAnswer<R extends RouteContract>(response: Response): Promise<ClientResult<R>> {
  if (response.status === 204) return { ok: true, value: undefined as Output<R> }
  const type = response.headers.get('content-type') ?? ''
  if (response.ok && type.startsWith('application/json')) {
    return { ok: true, value: (await response.json()) as Output<R> }
  }
  if (!type.startsWith('application/problem+json')) return { ok: false, code: 'internal' }
  const problem = (await response.json()) as Problem
  return { ok: false, code: problem.code as ErrorCode<R>, problem }
}
