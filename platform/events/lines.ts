import type { Authority } from '#platform/db/authority.ts'

/** Work that goes on until it is stopped, which waits for what is under way. */
export type Line = { stop(): Promise<void> }

/** How often new authorities are noticed, in milliseconds. */
const SURVEY = 5_000

/**
 * Keeps a line of its own for each authority, so that one holds up no other; also for those that come later. `stopped`
 * tells a line that all are being stopped.
 */
export function startLines(
  authorities: () => readonly Authority[],
  startLine: (key: string, stopped: () => boolean) => Line,
): Line {
  const lines = new Map<string, Line>()
  let stopping = false
  const survey = () => {
    for (const { key } of authorities())
      if (!lines.has(key))
        lines.set(
          key,
          startLine(key, () => stopping),
        )
  }
  survey()
  const timer = setInterval(survey, SURVEY)
  timer.unref()
  return {
    async stop() {
      stopping = true
      clearInterval(timer)
      await Promise.all([...lines.values()].map((line) => line.stop()))
    },
  }
}
