import pg from 'pg'
import { type Authority, appRoleName, quoteIdentifier } from '#platform/db/authority.ts'
import { type Database, openDatabase } from '#platform/db/database.ts'
import { freshDatabase } from './database.ts'
import { TEST_SECRET } from './fixtures.ts'
import { appPassword } from './template.ts'

/** A database of its own with the two authorities of fixtures.ts, open as the server opens it. */
export type City = {
  readonly database: Database
  /** Neuwalden: the one to work in. */
  readonly authority: Authority
  /** Zweitstadt: the one that must never notice. */
  readonly other: Authority
  /** Connection strings of the server's login and of the owner, and the secret, for tests that start a server. */
  readonly appUrl: string
  readonly ownerUrl: string
  readonly secret: string
  /** Throws with the names of the tables of the other authority that changed since the city was opened. */
  unchanged(): Promise<void>
  drop(): Promise<void>
}

/**
 * Opens a city in beforeAll; `drop` it in afterAll. Every database test ends by asking for the other authority:
 * @example afterEach(() => city.unchanged())
 */
export async function openCity(options: { connections?: number } = {}): Promise<City> {
  const { ownerUrl, drop } = await freshDatabase()
  const appUrl = await appUrlOf(ownerUrl)
  const database = openDatabase({ url: appUrl, connections: options.connections ?? 4 })
  const authorities = await database.authorities()
  const named = (key: string) => {
    const found = authorities.find((authority) => authority.key === key)
    if (!found) throw new Error(`the template has no authority ${key}`)
    return found
  }
  const other = named('zweitstadt')
  const before = await digestTables(ownerUrl, other)
  return {
    database,
    authority: named('neuwalden'),
    other,
    appUrl,
    ownerUrl,
    secret: TEST_SECRET,
    async unchanged() {
      const after = await digestTables(ownerUrl, other)
      const changed = [...after].filter(([table, digest]) => before.get(table) !== digest)
      if (changed.length > 0)
        throw new Error(`${other.key} changed: ${changed.map(([table]) => table).join(', ')}`)
    },
    async drop() {
      await database.close()
      await drop()
    },
  }
}

/**
 * A digest of the rows of every table of an authority, read as the owner. Without the version of reference data, which
 * also a release that finds nothing to do counts up.
 */
export async function digestTables(
  ownerUrl: string,
  authority: Authority,
): Promise<ReadonlyMap<string, string>> {
  return asOwner(ownerUrl, async (client) => {
    const { rows: tables } = await client.query<{ name: string }>(
      `SELECT tablename AS name FROM pg_tables
       WHERE schemaname = $1 AND tablename <> 'reference_version' ORDER BY tablename`,
      [authority.schema],
    )
    const digests = tables.map(
      ({ name }) =>
        `SELECT '${name}' AS name, md5(coalesce(string_agg(t::text, chr(10) ORDER BY t::text), '')) AS digest
         FROM ${quoteIdentifier(authority.schema)}.${quoteIdentifier(name)} t`,
    )
    const { rows } = await client.query<{ name: string; digest: string }>(digests.join(' UNION ALL '))
    return new Map(rows.map(({ name, digest }) => [name, digest]))
  })
}

/** Runs work on a connection of the owner, for looking behind the scenes. */
export async function asOwner<T>(ownerUrl: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: ownerUrl })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

/**
 * The login is that of the template: preparing each copy anew would have test files alter one role at once. Rights on
 * the database itself are not copied, so that one is taken away again.
 */
async function appUrlOf(ownerUrl: string): Promise<string> {
  const url = new URL(ownerUrl)
  const key = await asOwner(ownerUrl, async (client) => {
    await client.query(`REVOKE TEMPORARY ON DATABASE ${quoteIdentifier(url.pathname.slice(1))} FROM PUBLIC`)
    const { rows } = await client.query<{ key: string }>('SELECT key FROM shared.installation')
    return rows[0]?.key ?? ''
  })
  url.username = appRoleName(key)
  url.password = appPassword()
  return url.href
}
