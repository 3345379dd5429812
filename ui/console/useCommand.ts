import { useCallback, useRef, useState } from 'react'
import type { ClientResult } from '#platform/http/client.ts'
import type { Input, RouteContract } from '#platform/http/contract.ts'
import { useConsole } from './context.ts'

/** Pauses in milliseconds before the same press is sent again when no answer came. */
const PAUSES = [300, 1_000]

/** How several commands share one lock: while one is under way, every other press does nothing. */
export type PressLock = { current: boolean }

/** Sends one command. `undefined`: the press came while another one was under way, and nothing was sent. */
export type Press<R extends RouteContract> = (input: Input<R>) => Promise<ClientResult<R> | undefined>

/**
 * A command of the API behind a button or a key. Each press has one idempotency key: when no answer comes it is sent
 * again under the same key, so it happens once; a second press meanwhile does nothing.
 */
export function useCommand<R extends RouteContract>(
  route: R,
  shared?: PressLock,
): { readonly press: Press<R>; readonly busy: boolean } {
  const { call } = useConsole()
  const own = useRef(false)
  const lock = shared ?? own
  const [busy, setBusy] = useState(false)
  const press = useCallback<Press<R>>(
    async (input) => {
      if (lock.current) return undefined
      lock.current = true
      setBusy(true)
      try {
        const idempotencyKey = crypto.randomUUID()
        let answer = await call(route, input, { idempotencyKey })
        for (const pause of PAUSES) {
          if (answer.ok || answer.code !== 'unreachable') break
          await new Promise((resolve) => setTimeout(resolve, pause))
          answer = await call(route, input, { idempotencyKey })
        }
        return answer
      } finally {
        lock.current = false
        setBusy(false)
      }
    },
    [call, route, lock],
  )
  return { press, busy }
}
