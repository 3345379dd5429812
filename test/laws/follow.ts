import { pause } from './ground.ts'
import type { Heard, Visitor } from './http.ts'

/** Somebody who listens without end. */
export type Follower = {
  /** How often the line was there; each time but the first it had been lost. */
  readonly lines: () => number
  stop(): void
}

/** A browser waits two seconds, as the server tells it; a test has less patience. */
const COMES_AGAIN_MS = 200

/**
 * Listens to events as a browser does: after a lost line it comes again by itself with the last id that it heard. It
 * ends by `stop`, by an answer 204, or when `hear` says `true`: it has heard all that it wanted.
 */
export function follow(who: Visitor, path: string, hear: (event: Heard) => unknown): Follower {
  let lines = 0
  let lastId: string | undefined
  let over = false
  let drop = (): void => undefined

  async function run(): Promise<void> {
    for (; !over; await pause(COMES_AGAIN_MS)) {
      const line = await who
        .listen(path, lastId, (event) => {
          lastId = event.id ?? lastId
          if (!over && hear(event) === true) over = true
          if (over) drop()
        })
        .catch(() => undefined)
      if (!line) continue
      drop = line.drop
      if (line.status === 204) return
      if (line.status === 200) lines++
      if (over) line.drop()
      else await line.over
    }
  }
  void run()
  return {
    lines: () => lines,
    stop() {
      over = true
      drop()
    },
  }
}
