import { useEffect, useState } from 'react'
import { parseInstant } from '#kernel/instant.ts'
import { monotonic } from '#platform/time/clock.ts'
import type { CounterViewNow } from './texts.ts'

/**
 * Whole seconds in which what was done last can still be taken back; 0 when it cannot. Counted from the moment the
 * answer came, by a clock that never jumps: the clock of this device is not asked.
 */
export function useUndoSeconds({ at, undo }: Pick<CounterViewNow, 'at' | 'undo'>): number {
  const left = undo ? Math.max(0, parseInstant(undo.until) - parseInstant(at)) : 0
  const [seconds, setSeconds] = useState(Math.ceil(left / 1_000))
  useEffect(() => {
    void at
    const end = monotonic() + left
    const show = () => setSeconds(Math.max(0, Math.ceil((end - monotonic()) / 1_000)))
    show()
    if (left === 0) return
    const timer = setInterval(show, 250)
    return () => clearInterval(timer)
  }, [at, left])
  return left === 0 ? 0 : seconds
}
