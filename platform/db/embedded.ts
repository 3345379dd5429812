import { existsSync, mkdirSync, readFileSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import { ensureCluster, OWNER, ownerPassword } from './embedded/cluster.ts'
import { type Holder, takeLock } from './embedded/lock.ts'
import { dataIn, findPlace } from './embedded/place.ts'
import { type Server, type Settings, startServer } from './embedded/server.ts'
import { makeSocketDirectory, removeSocketDirectory } from './embedded/socket.ts'

export type EmbeddedOptions = {
  /** A folder for this database alone; made if it does not exist. */
  readonly directory: string
  /** Told of what takes long or is unusual, one line each. Silent if absent. */
  readonly log?: (line: string) => void
  /** Settings of PostgreSQL that differ from ours, e.g. { fsync: 'off' } for a database that is thrown away. */
  readonly settings?: Settings
}

/** A running PostgreSQL of our own. */
export type Embedded = {
  /** Connection string of the superuser on the database `postgres`, over a Unix socket. Holds a password. */
  readonly ownerUrl: string
  /** The folder that holds data, password and log; not the given one if PostgreSQL's user cannot enter that. */
  readonly home: string
  /** The postmaster's process id; changes when the database had to be started again. */
  readonly processId: () => number
  /** Leaves word for a second start in the same directory, e.g. the server's address. Any JSON. */
  readonly announce: (info: unknown) => void
  /** Resolves if the database ended by itself and could not be started again. */
  readonly lost: Promise<Error>
  /** Fast shutdown; returns when PostgreSQL has ended. Safe to call twice. */
  readonly stop: () => Promise<void>
}

/** What came of a start. Somebody else already running there is an expected outcome, not an error. */
export type EmbeddedStart =
  | { readonly state: 'started'; readonly embedded: Embedded }
  | { readonly state: 'already_running'; readonly holder: Holder }

/**
 * Starts the PostgreSQL that npm brought, as a child process on a data directory of its own: Unix socket only,
 * fsync on, data checksums, C locale, UTF-8. A cluster that does not exist yet is made (some seconds); later starts
 * take less than a second. If the process is killed the database ends too, or is ended by the next start; if the
 * database is killed it is started again under the same address.
 * Throws if this machine has no such package, or if PostgreSQL does not start.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedStart> {
  const log = options.log ?? (() => undefined)
  const settings = options.settings ?? {}
  mkdirSync(options.directory, { recursive: true, mode: 0o700 })
  const lock = takeLock(join(realpathSync(options.directory), 'server.lock'))
  if ('heldBy' in lock) return { state: 'already_running', holder: lock.heldBy }
  try {
    const place = findPlace(options.directory, log)
    await ensureCluster(place, settings.fsync !== 'off', log)
    const socketDirectory = makeSocketDirectory(place)
    const start = () => startServer(place, socketDirectory, settings, log)
    const close = () => {
      removeSocketDirectory(socketDirectory)
      lock.release()
    }
    const supervised = supervise(await start(), start, close, log)
    const ownerUrl = urlFor(socketDirectory, ownerPassword(place))
    return {
      state: 'started',
      embedded: { ownerUrl, home: place.home, announce: lock.announce, ...supervised },
    }
  } catch (error) {
    lock.release()
    throw error
  }
}

/**
 * The connection string of a PostgreSQL that another process has started on this directory; undefined when none runs.
 * For commands beside a running server; whoever started it may stop it at any time.
 */
export function findRunningEmbedded(directory: string): string | undefined {
  if (!existsSync(directory)) return undefined
  const place = findPlace(directory, () => undefined)
  const file = join(dataIn(place.home), 'postmaster.pid')
  // The fifth line is the socket's directory (PostgreSQL's miscadmin.h).
  const socketDirectory = existsSync(file) ? readFileSync(file, 'utf8').split('\n')[4] : undefined
  return socketDirectory ? urlFor(socketDirectory, ownerPassword(place)) : undefined
}

/** Host stands in the query, where a path is allowed, so that `new URL` reads the whole and can change the database. */
function urlFor(socketDirectory: string, password: string): string {
  const host = encodeURIComponent(socketDirectory)
  return `postgresql://${OWNER}:${password}@localhost/postgres?host=${host}`
}

/** How often the database may end by itself within a minute before we give up. */
const MAX_RESTARTS = 5

function supervise(
  first: Server,
  start: () => Promise<Server>,
  close: () => void,
  log: (line: string) => void,
): Pick<Embedded, 'processId' | 'lost' | 'stop'> {
  let server = first
  let stopping = false
  const watching = watch()
  return {
    processId: () => server.processId,
    lost: watching.then((error) => error ?? new Promise<never>(() => undefined)),
    stop: async () => {
      stopping = true
      await server.stop()
      await watching
      close()
    },
  }

  async function watch(): Promise<Error | undefined> {
    const falls: number[] = []
    for (;;) {
      await server.ended
      if (stopping) return undefined
      const now = performance.now()
      falls.push(now)
      if (falls.filter((at) => now - at < 60_000).length > MAX_RESTARTS) {
        return new Error('PostgreSQL ended again and again and was not started any more.')
      }
      log('PostgreSQL ended by itself; starting it again …')
      try {
        server = await start()
      } catch (error) {
        return error instanceof Error ? error : new Error(String(error))
      }
      if (stopping) await server.stop()
    }
  }
}
