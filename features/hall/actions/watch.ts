import { listSites } from '#features/authority/actions.ts'
import type { Site } from '#features/authority/model.ts'
import { listCounters } from '#features/capacity/actions.ts'
import { loadVisit } from '#features/visit/actions.ts'
import type { Visit } from '#features/visit/model.ts'
import type { Id } from '#kernel/id.ts'
import type { Authority } from '#platform/db/authority.ts'
import type { Database } from '#platform/db/database.ts'
import type { Tx } from '#platform/db/transaction.ts'
import type { WakeUps } from '#platform/events/wakeUps.ts'
import { type HallView, hallMark, hallOf } from './see.ts'

type Listener = (view: HallView) => void

type WatchedHall = {
  readonly listeners: Set<Listener>
  view: HallView | undefined
  /** What the view was read at. */
  mark: string | undefined
  stop(): void
}

/** Reads each watched hall once per change and hands the view to all its watchers on this node. */
export type HallWatch = {
  /** Calls `listen` with the present view and at every change, until `stop`. */
  follow(authority: Authority, site: Site, listen: Listener): { stop(): void }
  /** The newest view of a hall that somebody follows here; at most a moment old. */
  present(authority: Authority, site: Site): HallView | undefined
  /** The hall as it is: what is kept here of one that somebody follows while nothing has happened since, else read anew. */
  read(tx: Tx, site: Site): Promise<HallView>
  /** A visit that is no longer in the hall, e.g. served. */
  visit(authority: Authority, id: Id<'visit'>): Promise<Visit | undefined>
  watchers(): number
}

/**
 * `authorityNow` gives the present entry of the directory, because a demo clock can move. `onError` gets what a listener
 * throws at a change; the others hear of the change all the same.
 */
export function createHallWatch(
  database: Database,
  wakeUps: WakeUps,
  authorityNow: (key: string) => Authority | undefined,
  onError: (error: unknown) => void = warn,
): HallWatch {
  const halls = new Map<string, WatchedHall>()

  function watch(authorityKey: string, site: Site): WatchedHall {
    const listeners = new Set<Listener>()
    const hall: WatchedHall = { listeners, view: undefined, mark: undefined, stop: () => watching.stop() }
    const look = async () => {
      const authority = authorityNow(authorityKey)
      if (!authority || listeners.size === 0) return
      const news = await database.withAuthority(authority, async (tx) => {
        // Its hours may have changed since somebody followed it first.
        const now = (await listSites(tx)).find(({ id }) => id === site.id) ?? site
        // Read first, so that what happens meanwhile is news at the next look.
        const mark = await hallMark(tx, now)
        return mark === hall.mark ? undefined : { mark, view: await hallOf(tx, now) }
      })
      if (!news) return
      hall.mark = news.mark
      hall.view = news.view
      for (const listen of listeners) tell(listen, news.view)
    }
    const watching = wakeUps.watch({ authority: authorityKey, topic: site.id }, look)
    return hall
  }

  function tell(listen: Listener, view: HallView): void {
    try {
      listen(view)
    } catch (error) {
      onError(error)
    }
  }

  return {
    follow(authority, site, listen) {
      const key = `${authority.key} ${site.id}`
      const hall = halls.get(key) ?? watch(authority.key, site)
      halls.set(key, hall)
      hall.listeners.add(listen)
      const stop = () => {
        if (!hall.listeners.delete(listen) || hall.listeners.size > 0) return
        hall.stop()
        halls.delete(key)
      }
      try {
        if (hall.view) listen(hall.view)
        else wakeUps.lookNow({ authority: authority.key, topic: site.id })
      } catch (error) {
        stop()
        throw error
      }
      return { stop }
    },
    present: (authority, site) => halls.get(`${authority.key} ${site.id}`)?.view,
    async read(tx, site) {
      const kept = halls.get(`${tx.authority.key} ${site.id}`)
      const [view, mark] = [kept?.view, kept?.mark]
      const isTrue = view && mark === (await hallMark(tx, site)) && (await hasCountersOf(tx, site, view))
      return isTrue ? view : hallOf(tx, site)
    },
    visit: (authority, id) => database.withAuthority(authority, (tx) => loadVisit(tx, id)),
    watchers: () => [...halls.values()].reduce((sum, hall) => sum + hall.listeners.size, 0),
  }
}

/** Counters and what they can do have no entry in the journal; what is read of them is the same until they change. */
async function hasCountersOf(tx: Tx, site: Site, { counters }: HallView): Promise<boolean> {
  const known = new Set(counters.map(({ counter }) => counter))
  return (await listCounters(tx, site.id)).every((counter) => known.has(counter))
}

function warn(error: unknown): void {
  process.emitWarning(error instanceof Error ? error : String(error))
}
