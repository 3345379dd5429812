import { useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import type { ClientCode } from '#platform/http/client.ts'
import { type PressLock, useCommand } from '#ui/console/useCommand.ts'
import { readKey, useRead } from '#ui/console/useRead.ts'
import {
  callAgainRoute,
  callNextRoute,
  counterRoute,
  finishRoute,
  missedRoute,
  startServingRoute,
  withdrawRoute,
} from '../contract.ts'
import type { CounterAction, Outcome } from './counterKeys.ts'
import type { CounterCode } from './failures.ts'
import type { CounterViewNow } from './texts.ts'

type Answer =
  | { readonly ok: true; readonly value: CounterViewNow }
  | { readonly ok: false; readonly code: CounterCode | ClientCode }

/** The hall's events say when to read; this is for when they are lost (milliseconds). */
const ANYWAY = 20_000

/** The counter at which somebody sits: how it stands, and what each press does. One press at a time. */
export function useCounter(counter: string) {
  const client = useQueryClient()
  const lock: PressLock = useRef(false)
  const input = { params: { counter } }
  const next = useCommand(callNextRoute, lock)
  const again = useCommand(callAgainRoute, lock)
  const start = useCommand(startServingRoute, lock)
  const missed = useCommand(missedRoute, lock)
  const withdraw = useCommand(withdrawRoute, lock)
  const finish = useCommand(finishRoute, lock)
  const [failure, setFailure] = useState<CounterCode | ClientCode>()
  const busy = [next, again, start, missed, withdraw, finish].some((command) => command.busy)
  // While a press is under way the screen stays as it was: news that overtook the answer would show a state in which
  // the next key is not taken yet.
  const view = useRead(counterRoute, input, { every: ANYWAY, when: !busy })

  /** Shows what a command answered. */
  function take(answer: Answer | undefined): boolean {
    if (!answer) return false
    setFailure(answer.ok ? undefined : answer.code)
    if (answer.ok) client.setQueryData(readKey(counterRoute, input), answer.value)
    else void client.invalidateQueries({ queryKey: [counterRoute.id] })
    return answer.ok
  }

  async function act(
    action: Exclude<CounterAction, 'bookNext'>,
    outcome: Outcome = 'done',
  ): Promise<boolean> {
    void client.cancelQueries({ queryKey: [counterRoute.id] })
    if (action === 'next') return take(await next.press(input))
    if (action === 'again') return take(await again.press(input))
    if (action === 'start') return take(await start.press(input))
    if (action === 'missed') return take(await missed.press(input))
    if (action === 'withdraw') return take(await withdraw.press(input))
    const ended = await finish.press({ ...input, body: { outcome } })
    if (!ended?.ok || action === 'finish') return take(ended)
    const called = await next.press(input)
    // Nobody to call: the counter is free, and the screen says so. Else it goes from person to person at once.
    if (!called?.ok) take(ended)
    return take(called)
  }

  // The seat is gone although nothing was pressed: somebody else took the counter over.
  const unseated = view.error?.code === 'not_seated' ? view.error.code : undefined
  return { view, act, take, busy, failure: failure ?? unseated }
}
