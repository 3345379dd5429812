import pg from 'pg'
import type { Instant } from '#kernel/instant.ts'
import type { Authority } from './authority.ts'
import { openConnections } from './connections.ts'
import { isLockTimeout, isRetryable } from './failure.ts'
import { type MemoryStore, openTransaction, type ReferenceStore, type Tx } from './transaction.ts'
import { columnTypes } from './types.ts'

/** Connections are retired after this many authorities, because PostgreSQL keeps a catalogue cache for each. */
const AUTHORITIES_PER_CONNECTION = 50
const TRIES = 3
/** Tries of a transaction that gives up waiting for a lock by itself, so that nobody waits for it meanwhile. */
const LOCK_TRIES = 12

/** What is asked outside any city has a connection of its own like a city; no city has an empty key. */
const OF_NO_CITY = ''

/** How a transaction is opened; `at` sets its time and is refused for an authority that is no demo. */
export type TransactionOptions = { readonly at?: Instant }

/** The database as the application sees it: transactions of one authority each, the directory, and wake-ups. */
export type Database = {
  /**
   * Runs `work` in one transaction of one authority: committed when it returns, rolled back when it throws.
   * Tried again when PostgreSQL asks for it (deadlock, serialization failure), so `work` must not act outside; most
   * patiently where `work` has set a `lock_timeout`, as one that changes many rows beside many who change one.
   */
  withAuthority<T>(
    authority: Authority,
    work: (tx: Tx) => Promise<T>,
    options?: TransactionOptions,
  ): Promise<T>
  /** All authorities of this installation, read now. */
  authorities(): Promise<Authority[]>
  /** Calls `hear` after each commit for every topic that the transaction touched. */
  onTouched(hear: (authority: Authority, topic: string) => void): void
  /** Calls `hear` for every NOTIFY on a channel until `stop`; reconnects by itself and then calls `again`. */
  listen(channel: string, hear: (payload: string) => void, again: () => void): { stop(): Promise<void> }
  /** Sends NOTIFY outside any transaction of an authority. */
  notify(channel: string, payloads: readonly string[]): Promise<void>
  /** Connections now in use and open. */
  connections(): { readonly used: number; readonly open: number; readonly waiting: number }
  close(): Promise<void>
}

/** Whoever waits for a page has given up by then; the answer is "busy" (isOverloaded). */
const STATEMENT_SECONDS = 15

/**
 * Opens a pool as the server's role, which owns nothing and reads no city until a transaction is opened. A statement is
 * given up after so many seconds. With `mayLose` a commit does not wait for the disk: if the machine fails, the last
 * moments before it are lost, none of them in part. For what is made anew then.
 */
export function openDatabase(options: {
  url: string
  connections?: number
  statementSeconds?: number
  mayLose?: boolean
}): Database {
  const limit = Math.round((options.statementSeconds ?? STATEMENT_SECONDS) * 1_000)
  const settings = {
    connectionString: options.url,
    types: columnTypes,
    options: `-c TimeZone=UTC -c DateStyle=ISO -c statement_timeout=${limit} -c idle_in_transaction_session_timeout=${Math.max(30_000, 2 * limit)}${options.mayLose ? ' -c synchronous_commit=off' : ''}`,
    // Statements may be sent before the one ahead of them is answered.
    pipeline: true,
    application_name: 'dran',
  }
  const connections = openConnections(settings, options.connections ?? 16)
  const touched = new Set<(authority: Authority, topic: string) => void>()
  const references: ReferenceStore = new Map()
  const memories: MemoryStore = new Map()
  const served = new WeakMap<pg.PoolClient, Set<string>>()

  async function once<T>(
    authority: Authority,
    work: (tx: Tx) => Promise<T>,
    attempt: number,
    at?: Instant,
  ): Promise<T> {
    const { client, giveBack } = await connections.take(authority.key)
    let broken: Error | undefined
    try {
      const stores = { references, memories }
      const { tx, commit, close } = await openTransaction(client, authority, stores, attempt, at)
      try {
        const value = await work(tx)
        for (const topic of await commit()) for (const hear of touched) hear(authority, topic)
        return value
      } finally {
        close()
      }
    } catch (error) {
      await client.query('ROLLBACK').catch((failure: Error) => {
        broken = failure
      })
      throw error
    } finally {
      giveBack(broken ?? isWorn(client, authority))
    }
  }

  function isWorn(client: pg.PoolClient, authority: Authority): boolean {
    const keys = served.get(client) ?? new Set()
    keys.add(authority.key)
    served.set(client, keys)
    return keys.size >= AUTHORITIES_PER_CONNECTION
  }

  async function outside<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
    const { client, giveBack } = await connections.take(OF_NO_CITY)
    let broken: Error | undefined
    try {
      return await work(client)
    } catch (error) {
      broken = error instanceof Error ? error : new Error(String(error))
      throw error
    } finally {
      giveBack(broken ?? false)
    }
  }

  return {
    async withAuthority(authority, work, { at } = {}) {
      if (at !== undefined && !authority.demo) throw new Error('only a demo authority has a clock of its own')
      for (let attempt = 1; ; attempt++) {
        try {
          return await once(authority, work, attempt, at)
        } catch (error) {
          if (attempt >= (isLockTimeout(error) ? LOCK_TRIES : TRIES) || !isRetryable(error)) throw error
        }
      }
    },
    authorities: () => outside((client) => readAuthorities((text) => client.query(text))),
    onTouched: (hear) => void touched.add(hear),
    listen: (channel, hear, again) =>
      listenOn({ ...settings, options: '-c TimeZone=UTC' }, channel, hear, again),
    async notify(channel, payloads) {
      await outside((client) =>
        client.query('SELECT pg_notify($1, payload) FROM unnest($2::text[]) AS payload', [channel, payloads]),
      )
    },
    connections: connections.counts,
    close: connections.close,
  }
}

type AuthorityRow = {
  key: string
  schema_name: string
  role_name: string
  hostnames: string[]
  demo: boolean
  demo_offset_ms: number
  created_at: Instant
  version: number
}

/** Reads the directory of authorities with the newest migration of each. */
export async function readAuthorities(
  query: (text: string) => Promise<{ rows: AuthorityRow[] }>,
): Promise<Authority[]> {
  const { rows } = await query(
    `SELECT a.*, coalesce((SELECT max(m.version) FROM shared.migration m WHERE m.authority_key = a.key), 0) AS version
     FROM shared.authority a ORDER BY a.created_at, a.key`,
  )
  return rows.map((row) => ({
    key: row.key,
    schema: row.schema_name,
    role: row.role_name,
    hostnames: row.hostnames,
    demo: row.demo,
    demoOffset: row.demo_offset_ms,
    createdAt: row.created_at,
    version: row.version,
  }))
}

const RECONNECT_MS = 500

function listenOn(
  settings: pg.ClientConfig,
  channel: string,
  hear: (payload: string) => void,
  again: () => void,
) {
  let stopped = false
  let client: pg.Client | undefined
  let timer: NodeJS.Timeout | undefined
  const retry = () => {
    client = undefined
    if (!stopped) timer = setTimeout(connect, RECONNECT_MS)
  }
  const connect = async () => {
    const next = new pg.Client(settings)
    client = next
    next.on('notification', (message) => hear(message.payload ?? ''))
    next.on('error', () => next.end().catch(() => undefined))
    next.once('end', retry)
    try {
      await next.connect()
      await next.query(`LISTEN ${pg.escapeIdentifier(channel)}`)
      again()
    } catch {
      // 'end' follows a connection that never stood, too; the poll once a second covers the gap.
      await next.end().catch(() => undefined)
    }
  }
  void connect()
  return {
    async stop() {
      stopped = true
      clearTimeout(timer)
      client?.removeAllListeners('end')
      await client?.end().catch(() => undefined)
    },
  }
}
