import type { Database } from '#platform/db/database.ts'

const CHANNEL = 'dran'
/** At most one NOTIFY per node in this time (docs/decisions/wake-ups.md). */
const GATHER_MS = 20
/** A lost wake-up costs a second, never an event. */
const POLL_MS = 1_000

/** What may have something new: one topic of one authority, e.g. a site's journal. */
export type Topic = { readonly authority: string; readonly topic: string }

/**
 * Wakes watchers up; says that something may be new, never what. Two functions, so that another carrier
 * than NOTIFY can take its place.
 */
export type WakeUps = {
  /** Calls `look` at every wake-up of the topic and at least once a second, one call at a time. */
  watch(topic: Topic, look: () => Promise<void> | void): { stop(): void }
  /** Wakes this node's watchers of a topic, without a change. */
  lookNow(topic: Topic): void
  stop(): Promise<void>
}

type Watcher = { readonly look: () => Promise<void> | void; running: boolean; again: boolean }

const keyOf = ({ authority, topic }: Topic) => `${authority} ${topic}`

/**
 * Starts listening on the database's channel and to this node's own commits, which wake its watchers at once
 * and those of other nodes within some 20 ms. Failures of a watcher are handed to `onError`.
 */
export function startWakeUps(database: Database, onError: (error: unknown) => void): WakeUps {
  const watchers = new Map<string, Set<Watcher>>()
  const pending = new Set<string>()
  let timer: NodeJS.Timeout | undefined
  const wakeAll = () => {
    for (const key of watchers.keys()) wakeKey(key)
  }
  const wakeKey = (key: string) => {
    for (const watcher of watchers.get(key) ?? []) void run(watcher)
  }

  async function run(watcher: Watcher): Promise<void> {
    if (watcher.running) {
      watcher.again = true
      return
    }
    watcher.running = true
    try {
      await watcher.look()
    } catch (error) {
      onError(error)
    }
    watcher.running = false
    if (watcher.again) {
      watcher.again = false
      void run(watcher)
    }
  }

  function flush(): void {
    timer = undefined
    const payloads = [...pending]
    pending.clear()
    // Another node's poll covers a NOTIFY that fails.
    database.notify(CHANNEL, payloads).catch(onError)
  }

  const listening = database.listen(CHANNEL, wakeKey, wakeAll)
  const poll = setInterval(wakeAll, POLL_MS)
  poll.unref()

  database.onTouched((authority, topic) => {
    const key = keyOf({ authority: authority.key, topic })
    wakeKey(key)
    pending.add(key)
    timer ??= setTimeout(flush, GATHER_MS)
  })

  return {
    watch(topic, look) {
      const key = keyOf(topic)
      const watcher: Watcher = { look, running: false, again: false }
      const set = watchers.get(key) ?? new Set()
      watchers.set(key, set.add(watcher))
      return {
        stop() {
          set.delete(watcher)
          if (set.size === 0) watchers.delete(key)
        },
      }
    },
    lookNow: (topic) => wakeKey(keyOf(topic)),
    async stop() {
      clearInterval(poll)
      clearTimeout(timer)
      watchers.clear()
      await listening.stop()
    },
  }
}
