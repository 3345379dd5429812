import { useState } from 'react'
import type { ClientCode } from '#platform/http/client.ts'
import type { ErrorCode } from '#platform/http/contract.ts'
import { useCommand } from '#ui/console/useCommand.ts'
import { closeCounterRoute } from '../contract.ts'

/** The counter is closed, or another's; with the numbers of those who had been sent to it and whom others may call now. */
export type OnLeft = (untied?: readonly string[]) => Promise<unknown>

/** Closing the counter at which somebody sits, by button or key, and why it was refused. */
export function useClosing(counter: string, onClosed: OnLeft) {
  const { press, busy } = useCommand(closeCounterRoute)
  const [refused, setRefused] = useState<ErrorCode<typeof closeCounterRoute> | ClientCode>()

  async function close() {
    const answer = await press({ params: { counter } })
    if (answer?.ok) await onClosed(answer.value.untied)
    else if (answer?.code === 'not_seated') await onClosed()
    else if (answer) setRefused(answer.code)
  }
  return { close, busy, refused, forget: () => setRefused(undefined) }
}
