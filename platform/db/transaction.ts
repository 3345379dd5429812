import { sql } from 'kysely'
import type { PoolClient } from 'pg'
import { type Instant, instant } from '#kernel/instant.ts'
import { type Authority, quoteIdentifier } from './authority.ts'
import { type Statement, sendTogether } from './batch.ts'
import { preparedName, type Query, raw } from './query.ts'

declare const txBrand: unique symbol

/**
 * The only way to SQL: bound to one authority and one transaction, made by `withAuthority` alone,
 * and throwing when used after its end.
 */
export type Tx = {
  readonly [txBrand]: true
  readonly authority: Authority
  /** 1 when the work runs for the first time; more when it is tried again (see `withAuthority`). */
  readonly attempt: number
  /** The database's time at the start of the transaction, plus the authority's demo offset. */
  readonly now: Instant
  /** The same object for everybody who works in this transaction, whatever time it is for them: to keep things by. */
  readonly transaction: object
  /** All rows of a query. */
  rows<Row>(query: Query<Row>): Promise<Row[]>
  /** The first row or undefined. */
  first<Row>(query: Query<Row>): Promise<Row | undefined>
  /** The only row; throws unless there is exactly one. */
  one<Row>(query: Query<Row>): Promise<Row>
  /** Runs a query for its effect; the number of rows it touched. */
  run(query: Query<unknown>): Promise<number>
  /**
   * Gives a statement along with the next one or with the commit, so that it costs no way to the database of its own.
   * For statements that must succeed and fail by themselves when they do not do all they should: nobody waits for
   * their answer. A failure undoes the transaction and is thrown by the next statement or the commit, as `explain`
   * sees it.
   */
  sendAlong(query: Query<unknown>, explain?: (failure: unknown) => unknown): void
  /**
   * Data that change rarely (settings, catalogue, counters), kept in memory by name until somebody says that they
   * changed, on whichever node. Shared by all transactions: never to be written to. Loaded anew inside a
   * transaction that changes them.
   */
  reference<T>(name: string, load: () => Promise<T>): Promise<T>
  /**
   * What this node keeps for the authority beside the database, by name: the same object in all its transactions, also
   * after reference data have changed; made when it is first asked for, forgotten when nobody asked for some time.
   * Whoever changes it must cope with transactions that run at the same time.
   */
  memory<T extends object>(name: string, make: () => T): T
  /** To be called before reference data are written: this transaction reads them anew, the others after its commit. */
  changeReference(): Promise<void>
  /**
   * Runs just before the commit, in the order of registration; once for each key. What locks rows that everybody
   * needs is `last`, behind all others, so that all transactions lock such rows in one order.
   */
  beforeCommit(key: string, action: () => Promise<void>, when?: 'last'): void
  /** Says that watchers of a topic (e.g. a site's id) may find something new; told after the commit. */
  touch(topic: string): void
}

/** A transaction that is open: what `withAuthority` needs to end it. */
export type OpenTransaction = {
  readonly tx: Tx
  /** Runs what was kept for the end and commits; the topics that were touched. From now on the handle throws. */
  commit(): Promise<ReadonlySet<string>>
  /** From now on the handle throws. */
  close(): void
}

/** Reference data of all authorities as one node keeps them, for one version of each authority. */
export type ReferenceStore = Map<
  string,
  { readonly version: number; readonly values: Map<string, Promise<unknown>> }
>

/** What a node keeps for authorities beside the database: the objects of one of them, and when they were last used. */
export type MemoryStore = Map<string, { readonly values: Map<string, object>; usedAt: number }>

/** Milliseconds after which what is kept for an authority goes when no transaction of it was opened. */
const MEMORY_KEPT_MS = 15 * 60_000

/** The memory of an authority; one that was removed and made again under the same key begins anew. */
export function memoryOf(
  store: MemoryStore,
  { key, createdAt }: Authority,
  now: number,
): Map<string, object> {
  const name = `${key} ${createdAt}`
  const known = store.get(name) ?? { values: new Map(), usedAt: now }
  known.usedAt = now
  if (!store.has(name)) {
    store.set(name, known)
    for (const [other, { usedAt }] of store) if (now - usedAt > MEMORY_KEPT_MS) store.delete(other)
  }
  return known.values
}

/**
 * Opens a transaction as the authority's role with its schema on the path, in one round trip.
 * `at` replaces the time, which only demo authorities may ask for.
 */
export async function openTransaction(
  client: PoolClient,
  authority: Authority,
  stores: { readonly references: ReferenceStore; readonly memories: MemoryStore },
  attempt: number,
  at?: Instant,
): Promise<OpenTransaction> {
  const opened: unknown = await client.query(
    `BEGIN; SET LOCAL ROLE ${quoteIdentifier(authority.role)}; ` +
      `SET LOCAL search_path TO ${quoteIdentifier(authority.schema)}, ext, pg_temp; ` +
      `SELECT (extract(epoch FROM now()) * 1000)::bigint AS now, version FROM reference_version`,
  )
  const opening = readOpening(opened)
  const now = at ?? instant(opening.now + authority.demoOffset)
  const shared = referencesOf(stores.references, authority, opening.version)
  const memory = memoryOf(stores.memories, authority, performance.now())
  return bind(client, authority, attempt, now, shared, memory)
}

function referencesOf(
  store: ReferenceStore,
  authority: Authority,
  version: number,
): Map<string, Promise<unknown>> {
  const known = store.get(authority.key)
  if (known?.version === version) return known.values
  const values = new Map<string, Promise<unknown>>()
  // A transaction that was opened before the last change must not bring the old data back.
  if (!known || known.version < version) store.set(authority.key, { version, values })
  return values
}

function readOpening(results: unknown): { now: number; version: number } {
  const last: unknown = Array.isArray(results) ? results.at(-1) : undefined
  const rows: unknown = last && typeof last === 'object' && 'rows' in last ? last.rows : undefined
  const row: unknown = Array.isArray(rows) ? rows[0] : undefined
  if (row && typeof row === 'object' && 'now' in row && 'version' in row) {
    return { now: Number(row.now), version: Number(row.version) }
  }
  throw new Error('the database did not tell its time')
}

function bind(
  client: PoolClient,
  authority: Authority,
  attempt: number,
  now: Instant,
  shared: Map<string, Promise<unknown>>,
  memory: Map<string, object>,
): OpenTransaction {
  let open = true
  let changesReference = false
  const topics = new Set<string>()
  const atEnd = new Map<string, { readonly action: () => Promise<void>; readonly last: boolean }>()
  const channel = openChannel(client, authority)
  const execute = async <Row>(query: Query<Row>) => {
    if (!open) throw new Error('this transaction has ended')
    return channel.ask(query)
  }
  const tx = {
    authority,
    attempt,
    now,
    transaction: {},
    rows: async <Row>(query: Query<Row>) => (await execute(query)).rows,
    first: async <Row>(query: Query<Row>) => (await execute(query)).rows[0],
    one: async <Row>(query: Query<Row>) => {
      const { rows } = await execute(query)
      const [row] = rows
      if (row === undefined || rows.length !== 1) throw new Error(`expected one row, found ${rows.length}`)
      return row
    },
    run: async (query: Query<unknown>) => (await execute(query)).count,
    sendAlong: (query: Query<unknown>, explain = (failure: unknown) => failure) => {
      if (!open) throw new Error('this transaction has ended')
      channel.sendAlong(query, explain)
    },
    reference: <T>(name: string, load: () => Promise<T>): Promise<T> => {
      if (changesReference) return load()
      // Whoever asks first loads, the others wait for the same promise; a failure is forgotten.
      const known = shared.get(name)
      // The name stands for one loader, so the kept value has its type.
      if (known) return known as Promise<T>
      const loading = load()
      shared.set(name, loading)
      loading.catch(() => shared.delete(name))
      return loading
    },
    memory: <T extends object>(name: string, make: () => T): T => {
      // The name stands for one maker, so the kept object has its type.
      const kept = (memory.get(name) ?? make()) as T
      memory.set(name, kept)
      return kept
    },
    changeReference: async () => {
      changesReference = true
      await execute(raw(sql`UPDATE reference_version SET version = version + 1`))
    },
    beforeCommit: (key: string, action: () => Promise<void>, when?: 'last') => {
      if (!atEnd.has(key)) atEnd.set(key, { action, last: when === 'last' })
    },
    touch: (topic: string) => void topics.add(topic),
  } as Tx
  return {
    tx,
    commit: async () => {
      const kept = [...atEnd.values()]
      for (const { action, last } of kept) if (!last) await action()
      for (const { action, last } of kept) if (last) await action()
      open = false
      const { command } = await channel.commit()
      // Of a transaction with a failed statement PostgreSQL keeps nothing and answers ROLLBACK, without an error.
      if (command !== 'COMMIT') throw new Error('nothing was kept: a statement had failed unnoticed')
      return topics
    },
    close: () => {
      open = false
    },
  }
}

const COMMIT: Statement = { sql: 'COMMIT', parameters: [] }

/**
 * A prepared statement's name holds the authority: under one name for all, each change of the path on a connection
 * would have PostgreSQL plan it anew.
 */
function compiled(query: Query<unknown>, { key }: Authority): Statement {
  const { sql: text, parameters } = 'compile' in query ? query.compile() : query
  const name = preparedName(query)
  return { sql: text, parameters, ...(name === undefined ? {} : { name: `${key}:${name}` }) }
}

/**
 * The way of one transaction's statements to the database. Statements sent along wait here for the next one that is
 * asked, and all go out together.
 */
function openChannel(client: PoolClient, authority: Authority) {
  let waiting: { statement: Statement; explain: (failure: unknown) => unknown }[] = []
  let failed: { readonly why: unknown } | undefined
  /** Sends a statement behind those that wait; throws the first failure of them all. */
  const askFor = async <Row>(statement: Statement) => {
    const ahead = waiting
    waiting = []
    const end = await sendTogether(client, [...ahead.map((each) => each.statement), statement])
    if (end.ok && !failed) {
      // Kysely's phantom Row type is the row's shape; the database cannot know it.
      return { ...end.answer, rows: end.answer.rows as Row[] }
    }
    // Of a transaction with a failed statement only the commit has no error of its own.
    const error = end.ok ? undefined : end.error
    const along = end.ok ? undefined : ahead[end.index]
    if (along) failed ??= { why: along.explain(error) }
    throw failed ? failed.why : error
  }
  return {
    sendAlong: (query: Query<unknown>, explain: (failure: unknown) => unknown) => {
      waiting.push({ statement: compiled(query, authority), explain })
    },
    ask: <Row>(query: Query<Row>) => askFor<Row>(compiled(query, authority)),
    commit: () => askFor(COMMIT),
  }
}
