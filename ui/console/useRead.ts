import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { ErrorCode, Input, Output, RouteContract } from '#platform/http/contract.ts'
import { useConsole } from './context.ts'
import { type ReadFailure, readFailure } from './failure.ts'

/** How a read behaves. */
export type ReadOptions = {
  /** Milliseconds after which it is read again by itself. */
  readonly every?: number
  /** False: nothing is asked yet. */
  readonly when?: boolean
  /** Shows the last answer while a new question is under way. */
  readonly keep?: boolean
}

/** The name under which the answer to a question is kept. */
export function readKey<R extends RouteContract>(route: R, input: Input<R>) {
  return [route.id, input] as const
}

/**
 * Reads a route of the API and keeps the answer. After a failure what was read before stays, with `error` beside it.
 * @example const hall = useRead(hallRoute, { params: { site } }, { every: 30_000 })
 */
export function useRead<R extends RouteContract>(route: R, input: Input<R>, options: ReadOptions = {}) {
  const { call } = useConsole()
  return useQuery<Output<R>, ReadFailure<ErrorCode<R>>>({
    queryKey: readKey(route, input),
    queryFn: async ({ signal }) => {
      const answer = await call(route, input, { signal })
      if (answer.ok) return answer.value
      throw readFailure<ErrorCode<R>>(answer.code)
    },
    enabled: options.when ?? true,
    ...(options.every === undefined ? {} : { refetchInterval: options.every }),
    ...(options.keep ? { placeholderData: keepPreviousData } : {}),
  })
}
