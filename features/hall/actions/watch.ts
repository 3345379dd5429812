import type { Site } from '#features/authority/model.ts'
import { loadVisit } from '#features/visit/actions.ts'
import type { Visit } from '#features/visit/model.ts'
import type { Id } from '#kernel/id.ts'
import type { Authority } from '#platform/db/authority.ts'
import type { Database } from '#platform/db/database.ts'
import type { WakeUps } from '#platform/events/wakeUps.ts'
import { type HallView, hallOf } from './see.ts'

type Listener = (view: HallView) => void

type WatchedHall = {
  readonly listeners: Set<Listener>
  view: HallView | undefined
  stop(): void
}

/** Reads each watched hall once per change and hands the view to all its watchers on this node. */
export type HallWatch = {
  /** Calls `listen` with the present view and at every change, until `stop`. */
  follow(authority: Authority, site: Site, listen: Listener): { stop(): void }
  /** The newest view of a hall that somebody follows here; at most a moment old. */
  present(authority: Authority, site: Site): HallView | undefined
  /** A visit that is no longer in the hall, e.g. served. */
  visit(authority: Authority, id: Id<'visit'>): Promise<Visit | undefined>
  watchers(): number
}

/** `authorityNow` gives the present entry of the directory, because a demo clock can move. */
export function createHallWatch(
  database: Database,
  wakeUps: WakeUps,
  authorityNow: (key: string) => Authority | undefined,
): HallWatch {
  const halls = new Map<string, WatchedHall>()

  function watch(authorityKey: string, site: Site): WatchedHall {
    const listeners = new Set<Listener>()
    const hall: WatchedHall = { listeners, view: undefined, stop: () => watching.stop() }
    const look = async () => {
      const authority = authorityNow(authorityKey)
      if (!authority || listeners.size === 0) return
      const view = await database.withAuthority(authority, (tx) => hallOf(tx, site))
      if (hall.view && !isNews(hall.view, view)) return
      hall.view = view
      for (const listen of listeners) listen(view)
    }
    const watching = wakeUps.watch({ authority: authorityKey, topic: site.id }, look)
    return hall
  }

  return {
    follow(authority, site, listen) {
      const key = `${authority.key} ${site.id}`
      const hall = halls.get(key) ?? watch(authority.key, site)
      halls.set(key, hall)
      hall.listeners.add(listen)
      if (hall.view) listen(hall.view)
      else wakeUps.lookNow({ authority: authority.key, topic: site.id })
      return {
        stop() {
          hall.listeners.delete(listen)
          if (hall.listeners.size > 0) return
          hall.stop()
          halls.delete(key)
        },
      }
    },
    present: (authority, site) => halls.get(`${authority.key} ${site.id}`)?.view,
    visit: (authority, id) => database.withAuthority(authority, (tx) => loadVisit(tx, id)),
    watchers: () => [...halls.values()].reduce((sum, hall) => sum + hall.listeners.size, 0),
  }
}

/** The journal moved, or a counter opened or closed, which has no journal entry. */
function isNews(before: HallView, after: HallView): boolean {
  const open = (view: HallView) => view.counters.map((counter) => Number(counter.open)).join('')
  return before.number !== after.number || open(before) !== open(after)
}
