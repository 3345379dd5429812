import { useCommand } from '#ui/console/useCommand.ts'
import { openCounterRoute } from '../contract.ts'
import type { useCounter } from './useCounter.ts'

/** Opens a counter again that was closed while its clerk still sits there, by button or key. */
export function useReopening(
  at: ReturnType<typeof useCounter>,
  counter: string,
  onLeft: () => Promise<unknown>,
) {
  const { press, busy } = useCommand(openCounterRoute)
  async function open() {
    const answer = await press({ params: { counter } })
    if (answer?.ok) at.take(answer)
    else if (answer) await onLeft()
  }
  return { open, busy }
}
