import pg from 'pg'
import { TryAgain } from './failure.ts'
import { columnTypes } from './types.ts'

/** A statement as it goes to the database. */
export type Statement = {
  readonly sql: string
  readonly parameters: readonly unknown[]
  /** Under which it is prepared once on a connection; it stands for one text. Without a name it is planned each time. */
  readonly name?: string
}

/** What the last statement of a batch brought. */
export type Answer = { readonly rows: object[]; readonly count: number; readonly command: string }

/** How a batch ended; `index` says which statement failed. */
export type BatchEnd =
  | { readonly ok: true; readonly answer: Answer }
  | { readonly ok: false; readonly index: number; readonly error: unknown }

type Field = { readonly name: string; readonly dataTypeID: number }
type Connection = Parameters<pg.Query['submit']>[0]

/** The names under which statements are prepared, for each connection. */
const prepared = new WeakMap<pg.PoolClient, Set<string>>()

/**
 * Sends statements in one write, with one point of synchronisation behind the last: PostgreSQL works through them in
 * their order, refuses all behind a failed one, and answers them all at once. pg's own pipeline synchronises behind
 * each, which costs a write of PostgreSQL and a read of the node each time.
 */
export function sendTogether(client: pg.PoolClient, statements: readonly Statement[]): Promise<BatchEnd> {
  const names = prepared.get(client) ?? new Set()
  prepared.set(client, names)
  return new Promise((resolve) => {
    client.query(new Batch(statements, names, resolve))
  })
}

/** A query of pg that is several: the client calls its handlers with the messages of the database. */
class Batch extends pg.Query {
  readonly #statements: readonly Statement[]
  readonly #names: Set<string>
  readonly #end: (end: BatchEnd) => void
  /** Statements of this batch that an earlier one prepared. */
  readonly #used = new Set<Statement>()
  #done = 0
  #fields: { readonly name: string; readonly read: (text: string) => unknown }[] = []
  #rows: object[] = []
  #tag = ''

  constructor(statements: readonly Statement[], names: Set<string>, end: (end: BatchEnd) => void) {
    super({ text: '' })
    this.#statements = statements
    this.#names = names
    this.#end = end
  }

  override submit = (connection: Connection) => {
    connection.stream.cork()
    try {
      for (const statement of this.#statements) this.#send(connection, statement)
    } finally {
      connection.sync()
      connection.stream.uncork()
    }
  }

  #send(connection: Connection, statement: Statement) {
    const { sql, parameters, name = '' } = statement
    if (name !== '' && this.#names.has(name)) this.#used.add(statement)
    else this.#prepare(connection, name, sql)
    connection.bind({ statement: name, values: parameters.map(asWritten) }, true)
    connection.describe({ type: 'P', name: '' }, true)
    connection.execute(null, true)
  }

  #prepare(connection: Connection, name: string, text: string) {
    if (name !== '') {
      // One that failed may be there or not; to close what is not there is no error.
      connection.close({ type: 'S', name }, true)
      this.#names.add(name)
    }
    connection.parse({ name, text, types: [] }, true)
  }

  handleRowDescription({ fields }: { readonly fields: readonly Field[] }) {
    this.#fields = fields.map(({ name, dataTypeID }) => ({
      name,
      read: columnTypes.getTypeParser(dataTypeID, 'text'),
    }))
  }

  handleDataRow({ fields }: { readonly fields: readonly (string | null)[] }) {
    const row: Record<string, unknown> = {}
    for (const [index, { name, read }] of this.#fields.entries()) {
      const value = fields[index]
      row[name] = value == null ? null : read(value)
    }
    this.#rows.push(row)
  }

  handleCommandComplete({ text }: { readonly text: string }) {
    this.#done++
    if (this.#done < this.#statements.length) this.#rows = []
    this.#tag = text
  }

  handleEmptyQuery() {
    this.#done++
  }

  handleError(error: unknown) {
    const rest = this.#statements.slice(this.#done)
    // What came behind was not prepared, and this one's plan may be to blame.
    for (const { name } of rest) if (name !== undefined) this.#names.delete(name)
    const outdated = rest[0] !== undefined && this.#used.has(rest[0]) && isOutdated(error)
    const failure = outdated
      ? new TryAgain('a prepared statement has gone out of date', { cause: error })
      : error
    this.#end({ ok: false, index: this.#done, error: failure })
  }

  handleReadyForQuery() {
    const [command = ''] = this.#tag.split(' ', 1)
    const count = Number(this.#tag.slice(this.#tag.lastIndexOf(' ') + 1)) || 0
    this.#end({ ok: true, answer: { rows: this.#rows, count, command } })
  }
}

/** SQLSTATE classes of what a statement meets when tables have changed since it was prepared, or it is gone. */
const OUTDATED = ['0A', '26', '42']

function isOutdated(error: unknown): boolean {
  return error instanceof pg.DatabaseError && OUTDATED.includes(error.code?.slice(0, 2) ?? '')
}

/** A value as the database reads it. */
function asWritten(value: unknown): string | Buffer | null {
  if (value === null || value === undefined) return null
  if (typeof value === 'string') return value
  if (Buffer.isBuffer(value)) return value
  if (Array.isArray(value)) return `{${value.map(inArray).join(',')}}`
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

function inArray(value: unknown): string {
  if (Array.isArray(value)) return `{${value.map(inArray).join(',')}}`
  const written = asWritten(value)
  if (written === null) return 'NULL'
  const text = typeof written === 'string' ? written : `\\x${written.toString('hex')}`
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
}
