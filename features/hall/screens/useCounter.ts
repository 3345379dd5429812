import { useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import type { ClientCode } from '#platform/http/client.ts'
import { type PressLock, useCommand } from '#ui/console/useCommand.ts'
import { readKey, useRead } from '#ui/console/useRead.ts'
import { leftRoute, pauseRoute, resumeRoute, undoRoute } from '../contract/handOver.ts'
import {
  callAgainRoute,
  callNextRoute,
  counterRoute,
  finishRoute,
  missedRoute,
  startServingRoute,
  withdrawRoute,
} from '../contract.ts'
import type { CounterStep } from './counterKeys.ts'
import type { CounterCode } from './failures.ts'
import type { CounterViewNow, Ended } from './texts.ts'
import { useHandOver } from './useHandOver.ts'

export type CounterAnswer =
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
  const finish = useCommand(finishRoute, lock)
  const steps = {
    next,
    again: useCommand(callAgainRoute, lock),
    start: useCommand(startServingRoute, lock),
    missed: useCommand(missedRoute, lock),
    withdraw: useCommand(withdrawRoute, lock),
    left: useCommand(leftRoute, lock),
    pause: useCommand(pauseRoute, lock),
    resume: useCommand(resumeRoute, lock),
    undo: useCommand(undoRoute, lock),
  }
  const [failure, setFailure] = useState<CounterCode | ClientCode>()
  const handOver = useHandOver(counter, lock, take)
  const busy = handOver.busy || finish.busy || Object.values(steps).some((command) => command.busy)
  // While a press is under way the screen stays as it was: news that overtook the answer would show a state in which
  // the next key is not taken yet.
  const view = useRead(counterRoute, input, { every: ANYWAY, when: !busy })

  /** Shows what a command answered. */
  function take(answer: CounterAnswer | undefined): boolean {
    if (!answer) return false
    setFailure(answer.ok ? undefined : answer.code)
    if (answer.ok) client.setQueryData(readKey(counterRoute, input), answer.value)
    // Read again in any case: somebody else may have changed it meanwhile.
    void client.invalidateQueries({ queryKey: [counterRoute.id] })
    return answer.ok
  }

  async function act(step: CounterStep): Promise<boolean> {
    void client.cancelQueries({ queryKey: [counterRoute.id] })
    if (step !== 'finishAndNext') return take(await press(step))
    const ended = await finish.press({ ...input, body: { outcome: 'done' } })
    if (!ended?.ok) return take(ended)
    const called = await next.press(input)
    // Nobody to call: the counter is free, and the screen says so. Else it goes from person to person at once.
    if (!called?.ok) take(ended)
    return take(called)
  }

  function press(step: Exclude<CounterStep, 'finishAndNext'>): Promise<CounterAnswer | undefined> {
    if (step === 'left') return steps.left.press({ ...input, body: { visit: null } })
    if (step === 'pause' || step === 'resume' || step === 'undo')
      return steps[step].press({ ...input, body: {} })
    return steps[step].press(input)
  }

  /** Ends the visit: as a whole, and for matters that ended otherwise. */
  async function end(outcome: Ended): Promise<boolean> {
    void client.cancelQueries({ queryKey: [counterRoute.id] })
    return take(await finish.press({ ...input, body: outcome }))
  }

  // The seat is gone although nothing was pressed: somebody else took the counter over.
  const unseated = view.error?.code === 'not_seated' ? view.error.code : undefined
  const forget = () => setFailure(undefined)
  return { view, act, end, handOver, take, busy, failure: failure ?? unseated, forget }
}
