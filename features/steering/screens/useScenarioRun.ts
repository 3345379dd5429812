import { useCallback, useEffect, useRef, useState } from 'react'
import { addressOf } from '#platform/http/client.ts'
import type { Output } from '#platform/http/contract.ts'
import { playScenarioRoute } from '../contract.ts'

/** How far a scenario is. */
export type Running = Output<typeof playScenarioRoute>

/**
 * Plays a scenario and says how far it is. Stopping, leaving the screen or another scenario cancels it; a lost line
 * begins anew by itself.
 */
export function useScenarioRun(onEnd: (outcome: Running['outcome']) => void) {
  const stream = useRef<EventSource>(undefined)
  const ended = useRef(onEnd)
  ended.current = onEnd
  const [running, setRunning] = useState<Running>()
  const [failure, setFailure] = useState<'no_past_days' | 'failed' | 'refused'>()

  const stop = useCallback(() => {
    stream.current?.close()
    stream.current = undefined
    setRunning(undefined)
  }, [])
  useEffect(() => stop, [stop])

  const start = useCallback(
    (scenario: string) => {
      stop()
      setFailure(undefined)
      setRunning({ done: 0, of: 0, outcome: null, failure: null })
      const opened = new EventSource(addressOf(playScenarioRoute, { params: { scenario } }))
      stream.current = opened
      opened.onmessage = ({ data }: MessageEvent<string>) => {
        const now: Running = JSON.parse(data)
        if (now.outcome === null && now.failure === null) return setRunning(now)
        stop()
        if (now.failure !== null) return setFailure(now.failure)
        ended.current(now.outcome)
      }
      opened.onerror = () => {
        // Refused, not lost: the browser does not come again, and does not tell why.
        if (opened.readyState !== EventSource.CLOSED) return
        stop()
        setFailure('refused')
      }
    },
    [stop],
  )

  return { running, failure, start, stop }
}
