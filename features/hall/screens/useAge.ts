import { useEffect, useState } from 'react'
import { monotonic } from '#platform/time/clock.ts'

/** Whole seconds since something was read; `updatedAt` as the query library notes it (milliseconds of the system clock). */
export function useAge(updatedAt: number): number {
  const [seconds, setSeconds] = useState(0)
  useEffect(() => {
    // The age is measured from the moment this screen saw the answer, by a clock that never jumps.
    const start = monotonic()
    void updatedAt
    setSeconds(0)
    const timer = setInterval(() => setSeconds(Math.floor((monotonic() - start) / 1_000)), 1_000)
    return () => clearInterval(timer)
  }, [updatedAt])
  return seconds
}
