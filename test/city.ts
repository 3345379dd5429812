import pg from 'pg'
import { inject } from 'vitest'
import type { Authority } from '#platform/db/authority.ts'
import { type Database, openDatabase } from '#platform/db/database.ts'
import { freshDatabase } from './database.ts'
import { digestSchema } from './digest.ts'
import { OTHER_AUTHORITY, TEST_SECRET } from './fixtures.ts'

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
  /** Throws with the names of the tables of the other authority that are not as in the template. */
  unchanged(): Promise<void>
  drop(): Promise<void>
}

/**
 * Opens a city in beforeAll; `drop` it in afterAll. Every database test ends by asking for the other authority:
 * @example afterEach(() => city.unchanged())
 */
export async function openCity(options: { connections?: number } = {}): Promise<City> {
  const { ownerUrl, appUrl, drop } = await freshDatabase()
  const database = openDatabase({ url: appUrl, connections: options.connections ?? 4 })
  const authorities = await database.authorities()
  const named = (key: string) => {
    const found = authorities.find((authority) => authority.key === key)
    if (!found) throw new Error(`the template has no authority ${key}`)
    return found
  }
  const other = named(OTHER_AUTHORITY)
  // As in the template: a copy that was opened just now is like it.
  const { otherDigests: before } = inject('databaseServer')
  // Kept open, because reading so many tables for the first time is most of the work.
  let watcher: pg.Client | undefined
  return {
    database,
    authority: named('neuwalden'),
    other,
    appUrl,
    ownerUrl,
    secret: TEST_SECRET,
    async unchanged() {
      watcher ??= await connect(ownerUrl)
      const after = Object.entries(await digestSchema(watcher, other.schema))
      const changed = after.filter(([table, digest]) => before[table] !== digest)
      if (changed.length > 0)
        throw new Error(`${other.key} changed: ${changed.map(([table]) => table).join(', ')}`)
    },
    async drop() {
      await watcher?.end()
      await database.close()
      await drop()
    },
  }
}

/** A digest of the rows of every table of an authority, read as the owner. */
export async function digestTables(
  ownerUrl: string,
  authority: Authority,
): Promise<ReadonlyMap<string, string>> {
  const digests = await asOwner(ownerUrl, (client) => digestSchema(client, authority.schema))
  return new Map(Object.entries(digests))
}

/** Runs work on a connection of the owner, for looking behind the scenes. */
export async function asOwner<T>(ownerUrl: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = await connect(ownerUrl)
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

async function connect(url: string): Promise<pg.Client> {
  // Of a hundred tables without statistics PostgreSQL expects so much that it would start further processes for each look.
  const client = new pg.Client({ connectionString: url, options: '-c max_parallel_workers_per_gather=0' })
  await client.connect()
  return client
}
