import { randomBytes } from 'node:crypto'
import { accessSync, constants, existsSync, mkdtempSync, readdirSync, rmSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import type { ProvidedContext } from 'vitest'
import type { TestProject } from 'vitest/node'
import { appRoleName, schemaName } from '#platform/db/authority.ts'
import { takeLock } from '#platform/db/embedded/lock.ts'
import { startEmbedded } from '#platform/db/embedded.ts'
import { type Digests, digestSchema } from './digest.ts'
import { OTHER_AUTHORITY } from './fixtures.ts'
import { prepareTemplate } from './template.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** Where freshDatabase makes its copies: a server, the template there, and a prefix for their names. */
    databaseServer: {
      readonly ownerUrl: string
      readonly template: string
      readonly prefix: string
      /** How PostgreSQL copies: file by file is faster where nothing waits for a disk. */
      readonly strategy: 'wal_log' | 'file_copy'
      /** The server's login in all copies. */
      readonly appRole: string
      /** What the tables of the other authority hold in the template. */
      readonly otherDigests: Digests
    }
  }
}

type Server = { readonly ownerUrl: string; readonly stop: () => Promise<void> }
type Prepared = Server & { readonly provided: ProvidedContext['databaseServer'] }
type Facts = Pick<ProvidedContext['databaseServer'], 'appRole' | 'otherDigests'>
type Shared = { users: number; readonly prepared: Promise<Prepared> }

/** How the folders of test databases begin. */
const FOLDER = 'dran-test-'
/** Where Linux keeps files in memory. */
const MEMORY = '/dev/shm'
/** A run needs less than half a gigabyte there; on machines with little memory its databases lie on the disk. */
const ROOM = { folder: 2 * 1024 ** 3, memory: 4 * 1024 ** 3 }

/** Each project loads this file anew, but one server and one template serve them all. */
const SHARED = Symbol.for('dran.test.postgres')
const shelf: typeof globalThis & { [SHARED]?: Shared | undefined } = globalThis

/** Vitest's global set-up: one PostgreSQL per run, with a template from which every test file gets its database. */
export async function setup(project: TestProject): Promise<void> {
  const shared = shelf[SHARED] ?? { users: 0, prepared: prepare() }
  shelf[SHARED] = shared
  shared.users += 1
  const { provided } = await shared.prepared
  project.provide('databaseServer', provided)
}

/** The last project that used the server stops it. */
export async function teardown(): Promise<void> {
  const shared = shelf[SHARED]
  if (shared === undefined) return
  shared.users -= 1
  if (shared.users > 0) return
  shelf[SHARED] = undefined
  const { stop } = await shared.prepared
  await stop()
}

async function prepare(): Promise<Prepared> {
  const named = process.env.DATABASE_URL
  const server = named ? { ownerUrl: named, stop: async () => undefined } : await startOwn()
  const prefix = `dran_test_${randomBytes(4).toString('hex')}`
  const template = `${prefix}_template`
  let facts: Facts
  try {
    await withClient(server.ownerUrl, (client) =>
      client.query(`CREATE DATABASE ${template} TEMPLATE template0`),
    )
    const templateUrl = new URL(server.ownerUrl)
    templateUrl.pathname = `/${template}`
    await prepareTemplate(templateUrl.href)
    facts = await withClient(templateUrl.href, readFacts)
  } catch (error) {
    await server.stop()
    throw error
  }
  const stop = async () => {
    if (named) await dropAll(server.ownerUrl, prefix)
    await server.stop()
  }
  const strategy = named ? 'wal_log' : 'file_copy'
  return { ...server, stop, provided: { ownerUrl: server.ownerUrl, template, prefix, strategy, ...facts } }
}

/** What is the same in all copies is read once. */
async function readFacts(client: pg.Client): Promise<Facts> {
  const { rows } = await client.query<{ key: string }>('SELECT key FROM shared.installation')
  const otherDigests = await digestSchema(client, schemaName(OTHER_AUTHORITY))
  return { appRole: appRoleName(rows[0]?.key ?? ''), otherDigests }
}

/**
 * Each test file copies a database of more than a thousand files, and many tests do: in memory that takes a tenth of the
 * time. Long tests write too much for it.
 */
function folderOfData(): string {
  if (process.env.DRAN_LONG || process.availableMemory() < ROOM.memory) return tmpdir()
  try {
    const { bavail, bsize } = statfsSync(MEMORY)
    accessSync(MEMORY, constants.W_OK)
    return bavail * bsize < ROOM.folder ? tmpdir() : MEMORY
  } catch {
    return tmpdir()
  }
}

async function startOwn(): Promise<Server> {
  removeLeftovers()
  const directory = mkdtempSync(join(folderOfData(), FOLDER))
  const start = await startEmbedded({
    directory,
    // Thrown away after the run, so nothing needs to reach the disk.
    settings: {
      fsync: 'off',
      full_page_writes: 'off',
      synchronous_commit: 'off',
      shared_buffers: '256MB',
      max_wal_size: '256MB',
      // What is planned for its values works more often than what is planned for any, as the sixth time may be.
      ...(process.env.DRAN_LONG ? {} : { plan_cache_mode: 'force_generic_plan' }),
    },
  })
  if (start.state !== 'started') throw new Error(`a new folder is in use: ${directory}`)
  const { ownerUrl, home, stop } = start.embedded
  return {
    ownerUrl,
    stop: async () => {
      await stop()
      for (const folder of [home, directory]) rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** A run that was broken off leaves its folder, some 60 MB. Whose lock is free, nobody uses any more. */
function removeLeftovers(): void {
  const places = [tmpdir(), MEMORY].filter((place) => existsSync(place))
  const folders = places.flatMap((place) =>
    readdirSync(place).map((name) => ({ name, folder: join(place, name) })),
  )
  for (const { folder } of folders.filter(({ name }) => name.startsWith(FOLDER))) {
    const file = join(folder, 'server.lock')
    try {
      if (existsSync(file) && !('heldBy' in takeLock(file))) rmSync(folder, { recursive: true, force: true })
    } catch {
      // Another user's, or somebody else is removing it: not ours to care for.
    }
  }
}

/** Databases of this run that a killed test file left on a server that is not ours. */
async function dropAll(ownerUrl: string, prefix: string): Promise<void> {
  await withClient(ownerUrl, async (client) => {
    const { rows } = await client.query('SELECT datname FROM pg_database WHERE starts_with(datname, $1)', [
      `${prefix}_`,
    ])
    for (const { datname } of rows) await client.query(`DROP DATABASE IF EXISTS ${datname} WITH (FORCE)`)
  })
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}
