import pg from 'pg'
import { inject } from 'vitest'

/** A database of its own for one test file, copied from the migrated template. */
export type FreshDatabase = {
  /** Connection string of the owner (migrations, set-up, looking behind the scenes). */
  readonly ownerUrl: string
  /** Ends whoever is still connected and removes the database. */
  readonly drop: () => Promise<void>
}

let count = 0

/** Makes a database. Call it in beforeAll, and drop it in afterAll. Takes 50 to 300 ms. */
export async function freshDatabase(): Promise<FreshDatabase> {
  const server = inject('databaseServer')
  count += 1
  // Test files run in processes of their own, at the same time.
  const name = `${server.prefix}_${process.pid}_${count}`
  await asOwner(server.ownerUrl, (client) =>
    client.query(`CREATE DATABASE ${name} TEMPLATE ${server.template}`),
  )
  const url = new URL(server.ownerUrl)
  url.pathname = `/${name}`
  return {
    ownerUrl: url.href,
    drop: () =>
      asOwner(server.ownerUrl, (client) => client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)),
  }
}

async function asOwner(url: string, work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await work(client)
  } finally {
    await client.end()
  }
}
