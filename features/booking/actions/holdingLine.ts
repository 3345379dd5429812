import type { Authority } from '#platform/db/authority.ts'
import { limitKey } from '#platform/http/address.ts'
import { LimitReached } from '#platform/http/limits.ts'
import { monotonic } from '#platform/time/clock.ts'
import {
  ADDRESS_LIMIT,
  type Asker,
  admit,
  emptyLine,
  join,
  LINE_LIMIT,
  type Line,
  placeOf,
  retrySeconds,
  served,
} from '../model/line.ts'

/** A request waits so long for its turn before it is told its place. */
const PATIENCE_MS = 400
/** Where many people share few addresses, so many times as many; as with all limits. */
const SHARED_FACTOR = 20
/** What came of it waits so long for somebody who was told a place. */
const KEPT_MS = 120_000

/** Either what came of it, or the place in line and when to ask again. */
export type Turn<T> =
  | { readonly state: 'over'; readonly outcome: T }
  | { readonly state: 'waiting'; readonly place: number; readonly retrySeconds: number }

/**
 * Where everybody stands who wants to hold a time, first come first served, for each authority at this node. Memory
 * only: after a restart whoever waited presses again. `T` is what comes of it, the same for all keys of a kind.
 */
export type HoldingLine = {
  /**
   * Joins the line with what is to be done when the turn comes, and waits a moment. Whoever waits already keeps the
   * place for the new wish; with `again` it is the same wish, and what is under way or came of it is told instead.
   * Throws LimitReached when the line is full.
   */
  enter<T>(authority: Authority, asker: Asker, work: () => Promise<T>, again?: boolean): Promise<Turn<T>>
  /** How it stands for somebody who has entered; undefined for whoever has not. */
  look<T>(authority: Authority, key: string): Promise<Turn<T>> | undefined
  /** Does somebody wait under this key, or has something come of it? */
  knows(authority: Authority, key: string): boolean
}

type Entry = {
  readonly work: () => Promise<unknown>
  readonly done: Promise<unknown>
  readonly resolve: (outcome: unknown) => void
  readonly reject: (error: unknown) => void
  /** Somebody was told a place and comes back for the outcome. */
  awaited: boolean
  /** When it was over. Monotonic milliseconds. */
  overAt: number | undefined
}

type Standing = { readonly line: Line; readonly entries: Map<string, Entry> }

/**
 * How the line knows who asks: a page by its browser, so that a second press keeps the place; a program by its command,
 * so that the same one sent again finds it.
 */
export function keyInLine(kind: 'page' | 'api', name: string): string {
  return `${kind} ${name}`
}

/** Somebody who asks, counted with the network of the address. */
export function askerOf(
  { isShared }: { readonly isShared: (address: string) => boolean },
  kind: 'page' | 'api',
  name: string,
  address: string,
): Asker {
  return {
    key: keyInLine(kind, name),
    address: limitKey(address),
    addressLimit: ADDRESS_LIMIT * (isShared(address) ? SHARED_FACTOR : 1),
  }
}

/** Opens the lines of a node. */
export function createHoldingLine(): HoldingLine {
  const standings = new Map<string, Standing>()

  function standingOf(authority: Authority): Standing {
    const known = standings.get(authority.key)
    if (known) return known
    const opened: Standing = { line: emptyLine(), entries: new Map() }
    standings.set(authority.key, opened)
    return opened
  }

  async function serve(standing: Standing, key: string, entry: Entry): Promise<void> {
    const begun = monotonic()
    try {
      entry.resolve(await entry.work())
    } catch (error) {
      entry.reject(error)
      // Whoever comes back after a failure shall be able to try again.
      entry.awaited = false
    }
    entry.overAt = monotonic()
    served(standing.line, entry.overAt - begun)
    if (standing.entries.get(key) === entry && !entry.awaited) standing.entries.delete(key)
    serveNext(standing)
  }

  function serveNext(standing: Standing): void {
    for (let key = admit(standing.line); key !== undefined; key = admit(standing.line)) {
      const entry = standing.entries.get(key)
      if (entry) void serve(standing, key, entry)
      else served(standing.line, 0)
    }
  }

  async function turnOf<T>(standing: Standing, key: string, entry: Entry): Promise<Turn<T>> {
    const { line } = standing
    const later = Symbol('later')
    const outcome = await Promise.race([entry.done, pause(PATIENCE_MS, later)])
    // What stands under a key was made by the one kind of caller that uses such keys.
    if (outcome !== later) return { state: 'over', outcome: outcome as T }
    entry.awaited = true
    // Somebody who is being served right now has no place any more.
    const place = placeOf(line, key) ?? 0
    return { state: 'waiting', place, retrySeconds: retrySeconds(line, place) }
  }

  return {
    async enter<T>(authority: Authority, asker: Asker, work: () => Promise<T>, again = false) {
      const standing = standingOf(authority)
      const { line, entries } = standing
      forgetOld(entries)
      const known = entries.get(asker.key)
      if (known && again) {
        const turn = await turnOf<T>(standing, asker.key, known)
        // Told once: a refusal may be tried again.
        if (turn.state === 'over') entries.delete(asker.key)
        return turn
      }
      const joined = join(line, asker)
      if (!joined.ok) throw new LimitReached('rate_limited', retrySeconds(line, line.waiting.size))
      const entry = newEntry(work)
      entries.delete(asker.key)
      entries.set(asker.key, entry)
      serveNext(standing)
      return turnOf(standing, asker.key, entry)
    },
    look(authority, key) {
      const standing = standings.get(authority.key)
      const entry = standing?.entries.get(key)
      return standing && entry && turnOf(standing, key, entry)
    },
    knows: (authority, key) => standings.get(authority.key)?.entries.has(key) ?? false,
  }
}

function newEntry(work: () => Promise<unknown>): Entry {
  const { promise: done, resolve, reject } = Promise.withResolvers<unknown>()
  // Nobody may be there to hear of a failure.
  done.catch(() => undefined)
  return { work, done, resolve, reject, awaited: false, overAt: undefined }
}

/** Outcomes that nobody came back for. The longest known stand first. */
function forgetOld(entries: Map<string, Entry>): void {
  for (const [key, { overAt }] of entries) {
    const isOld = overAt !== undefined && monotonic() - overAt > KEPT_MS
    if (!isOld && entries.size <= 2 * LINE_LIMIT) return
    if (overAt !== undefined) entries.delete(key)
  }
}

function pause<T>(milliseconds: number, value: T): Promise<T> {
  return new Promise((resolve) => setTimeout(() => resolve(value), milliseconds))
}
