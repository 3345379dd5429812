import { useState } from 'react'
import type { ClientCode } from '#platform/http/client.ts'
import type { ErrorCode } from '#platform/http/contract.ts'
import { useCommand } from '#ui/console/useCommand.ts'
import { closeCounterRoute } from '../contract.ts'

/** Closing the counter at which somebody sits, by button or key, and why it was refused. */
export function useClosing(counter: string, onClosed: () => Promise<unknown>) {
  const { press, busy } = useCommand(closeCounterRoute)
  const [refused, setRefused] = useState<ErrorCode<typeof closeCounterRoute> | ClientCode>()

  async function close() {
    const answer = await press({ params: { counter } })
    if (answer?.ok || (answer && answer.code === 'not_seated')) await onClosed()
    else if (answer) setRefused(answer.code)
  }
  return { close, busy, refused, forget: () => setRefused(undefined) }
}
