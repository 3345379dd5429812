import { createHash, randomBytes } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { type Authority, appRoleName, quoteIdentifier, roleName, schemaName } from './authority.ts'
import { readAuthorities } from './database.ts'
import { columnTypes } from './types.ts'

/** One file of db/migrations: forward only, naming no schema. */
export type Migration = {
  readonly version: number
  readonly name: string
  readonly text: string
  readonly checksum: string
}

const FOLDER = fileURLToPath(new URL('../../db/', import.meta.url))
/** One migrator at a time in a database; the number only has to be the same everywhere. */
const ADVISORY_LOCK = 7_266_001

/** Reads db/migrations in order. Throws when a number is missing or used twice. */
export async function readMigrations(): Promise<Migration[]> {
  const names = (await readdir(`${FOLDER}migrations`)).filter((name) => name.endsWith('.sql')).sort()
  return Promise.all(
    names.map(async (name, index) => {
      const version = Number(name.slice(0, 4))
      if (version !== index + 1) throw new Error(`migrations are numbered without gap: ${name}`)
      const text = await readFile(`${FOLDER}migrations/${name}`, 'utf8')
      return { version, name, text, checksum: createHash('sha256').update(text).digest('hex') }
    }),
  )
}

/** What a new authority is made from. */
export type NewAuthority = {
  readonly key: string
  readonly hostnames: readonly string[]
  readonly demo: boolean
}

/** The owner's side of the database: set-up, migration and the directory. Not for requests. */
export type Migrator = {
  /** Makes schemas `shared` and `ext`, the installation's key and the server's login role; the server's URL. */
  prepare(appPassword: string): Promise<string>
  /**
   * Creates schema and role of an authority and runs all migrations; an existing one gets its host names anew.
   * Throws when another authority answers to one of them.
   */
  createAuthority(authority: NewAuthority): Promise<Authority>
  /** Brings every authority to the newest version, one transaction for each file; returns what was applied. */
  migrateAll(progress?: (authorityKey: string, name: string) => void): Promise<number>
  authorities(): Promise<Authority[]>
  /** Sets the demo clock of a demo authority, in milliseconds beside the database's time. */
  setDemoOffset(authorityKey: string, milliseconds: number): Promise<void>
  /** Removes a demo authority with all its data; refused for a real one. */
  dropDemoAuthority(authorityKey: string): Promise<void>
  close(): Promise<void>
}

/** Connects as the owner role (CREATEROLE, and CREATE on the database). */
export async function openMigrator(ownerUrl: string): Promise<Migrator> {
  const client = new pg.Client({ connectionString: ownerUrl, types: columnTypes, options: '-c TimeZone=UTC' })
  client.on('error', () => undefined)
  await client.connect()
  const migrations = await readMigrations()
  const locked = async <T>(work: () => Promise<T>): Promise<T> => {
    await client.query('SELECT pg_advisory_lock($1)', [ADVISORY_LOCK])
    try {
      return await work()
    } finally {
      await client.query('SELECT pg_advisory_unlock($1)', [ADVISORY_LOCK])
    }
  }
  const authorities = () => readAuthorities((text) => client.query(text))
  const find = async (key: string) => (await authorities()).find((authority) => authority.key === key)

  return {
    prepare: (appPassword) => locked(() => prepare(client, ownerUrl, appPassword)),
    createAuthority: (wanted) =>
      locked(async () => {
        await ensureAuthority(client, wanted)
        const authority = await find(wanted.key)
        if (!authority) throw new Error('the authority was not created')
        await migrateOne(client, authority, migrations)
        return { ...authority, version: migrations.length }
      }),
    migrateAll: (progress) =>
      locked(async () => {
        let applied = 0
        for (const authority of await authorities()) {
          applied += await migrateOne(client, authority, migrations, progress)
        }
        return applied
      }),
    authorities,
    async setDemoOffset(key, milliseconds) {
      await client.query('UPDATE shared.authority SET demo_offset_ms = $2 WHERE key = $1 AND demo', [
        key,
        milliseconds,
      ])
    },
    dropDemoAuthority: (key) =>
      locked(async () => {
        const authority = await find(key)
        if (!authority) return
        if (!authority.demo) throw new Error('only a demo authority can be dropped')
        await inTransaction(client, () => dropAuthority(client, authority))
        // Another database of the cluster may still use the role, e.g. a copy made for a test.
        await client.query(`DROP ROLE IF EXISTS ${quoteIdentifier(authority.role)}`).catch(() => undefined)
      }),
    close: () => client.end(),
  }
}

async function inTransaction(client: pg.Client, work: () => Promise<void>): Promise<void> {
  await client.query('BEGIN')
  try {
    await work()
    await client.query('COMMIT')
  } catch (error) {
    await client.query('ROLLBACK')
    throw error
  }
}

async function installationKey(client: pg.Client): Promise<string> {
  const { rows } = await client.query<{ key: string }>('SELECT key FROM shared.installation')
  if (!rows[0]) throw new Error('the database is not prepared')
  return rows[0].key
}

async function prepare(client: pg.Client, ownerUrl: string, appPassword: string): Promise<string> {
  const { rows } = await client.query<{ server_version_num: string }>('SHOW server_version_num')
  if (Number(rows[0]?.server_version_num) < 150_000) throw new Error('PostgreSQL 15 or newer is needed')
  await inTransaction(client, async () => {
    await client.query(await readFile(`${FOLDER}shared.sql`, 'utf8'))
    await client.query(
      'INSERT INTO shared.installation (key, created_at) VALUES ($1, now()) ON CONFLICT DO NOTHING',
      [randomBytes(4).toString('hex')],
    )
    const app = quoteIdentifier(appRoleName(await installationKey(client)))
    const { rowCount } = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [app.slice(1, -1)])
    const verb = rowCount ? 'ALTER' : 'CREATE'
    await client.query(`${verb} ROLE ${app} LOGIN NOINHERIT PASSWORD ${pg.escapeLiteral(appPassword)}`)
    const { rows: names } = await client.query<{ name: string }>('SELECT current_database() AS name')
    const database = pg.escapeIdentifier(names[0]?.name ?? '')
    await client.query(
      `REVOKE ALL ON SCHEMA public FROM PUBLIC; REVOKE TEMPORARY ON DATABASE ${database} FROM PUBLIC`,
    )
    await client.query(`GRANT USAGE ON SCHEMA shared, ext TO ${app}`)
    await client.query(`GRANT SELECT ON ALL TABLES IN SCHEMA shared TO ${app}`)
  })
  return appUrl(ownerUrl, appRoleName(await installationKey(client)), appPassword)
}

/** The owner's URL with the server's login in place of the owner's. */
function appUrl(ownerUrl: string, role: string, password: string): string {
  const url = new URL(ownerUrl)
  if (url.searchParams.has('user')) url.searchParams.set('user', role)
  if (url.searchParams.has('password')) url.searchParams.set('password', password)
  if (url.host || !url.searchParams.has('user')) {
    url.username = role
    url.password = password
  }
  return url.toString()
}

async function ensureAuthority(client: pg.Client, wanted: NewAuthority): Promise<void> {
  const installation = await installationKey(client)
  const schema = schemaName(wanted.key)
  const role = roleName(installation, wanted.key)
  const app = quoteIdentifier(appRoleName(installation))
  await inTransaction(client, async () => {
    await refuseTakenHostnames(client, wanted)
    await client.query(
      `INSERT INTO shared.authority (key, schema_name, role_name, hostnames, demo, created_at)
       VALUES ($1, $2, $3, $4, $5, now()) ON CONFLICT (key) DO UPDATE SET hostnames = excluded.hostnames`,
      [wanted.key, schema, role, wanted.hostnames, wanted.demo],
    )
    await client.query(`CREATE SCHEMA IF NOT EXISTS ${quoteIdentifier(schema)}`)
    const { rowCount } = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [role])
    if (!rowCount) await client.query(`CREATE ROLE ${quoteIdentifier(role)} NOLOGIN NOINHERIT`)
    await client.query(`GRANT ${quoteIdentifier(role)} TO ${app}`)
    await client.query(`GRANT USAGE ON SCHEMA ${quoteIdentifier(schema)}, ext TO ${quoteIdentifier(role)}`)
  })
}

/** Migrators wait for one another, so that nobody else gives a name away until this transaction has ended. */
async function refuseTakenHostnames(client: pg.Client, wanted: NewAuthority): Promise<void> {
  const { rows } = await client.query<{ key: string; name: string }>(
    `SELECT a.key, taken.name FROM shared.authority a, unnest(a.hostnames) AS taken (name)
     WHERE a.key <> $1 AND lower(taken.name) = ANY (SELECT lower(name) FROM unnest($2::text[]) AS name)
     ORDER BY taken.name LIMIT 1`,
    [wanted.key, wanted.hostnames],
  )
  const [taken] = rows
  if (taken) throw new Error(`the host name ${taken.name} belongs to the authority ${taken.key} already`)
}

/** The role itself goes afterwards: it cannot be dropped while another database of the cluster uses it. */
async function dropAuthority(client: pg.Client, { key, schema, role }: Authority): Promise<void> {
  await client.query(`DROP SCHEMA IF EXISTS ${quoteIdentifier(schema)} CASCADE`)
  const { rowCount } = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [role])
  if (rowCount) await client.query(`REVOKE ALL ON SCHEMA ext FROM ${quoteIdentifier(role)}`)
  await client.query('DELETE FROM shared.authority WHERE key = $1', [key])
}

async function migrateOne(
  client: pg.Client,
  authority: Authority,
  migrations: readonly Migration[],
  progress?: (authorityKey: string, name: string) => void,
): Promise<number> {
  const { rows: applied } = await client.query<{ version: number; checksum: string }>(
    'SELECT version, checksum FROM shared.migration WHERE authority_key = $1',
    [authority.key],
  )
  const known = new Map(applied.map((row) => [row.version, row.checksum]))
  let count = 0
  for (const migration of migrations) {
    const checksum = known.get(migration.version)
    if (checksum === migration.checksum) continue
    if (checksum !== undefined) throw new Error(`${migration.name} was changed after it had been applied`)
    progress?.(authority.key, migration.name)
    await inTransaction(client, () => applyMigration(client, authority, migration))
    count++
  }
  return count
}

async function applyMigration(client: pg.Client, authority: Authority, migration: Migration): Promise<void> {
  const schema = quoteIdentifier(authority.schema)
  const role = quoteIdentifier(authority.role)
  await client.query(`SET LOCAL search_path TO ${schema}, ext, pg_temp; SET LOCAL lock_timeout TO '5s'`)
  await client.query(migration.text)
  await client.query(`GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${schema} TO ${role}`)
  for (const table of await appendOnlyTables(client, authority.schema)) {
    await client.query(`REVOKE UPDATE, DELETE, TRUNCATE ON ${schema}.${quoteIdentifier(table)} FROM ${role}`)
  }
  await client.query(
    'INSERT INTO shared.migration (authority_key, version, name, checksum, applied_at) VALUES ($1, $2, $3, $4, now())',
    [authority.key, migration.version, migration.name, migration.checksum],
  )
}

/** A migration marks a table that only grows by COMMENT ON TABLE … IS 'append-only'. */
async function appendOnlyTables(client: pg.Client, schema: string): Promise<string[]> {
  const { rows } = await client.query<{ relname: string }>(
    `SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = $1 AND c.relkind = 'r' AND obj_description(c.oid, 'pg_class') = 'append-only'`,
    [schema],
  )
  return rows.map((row) => row.relname)
}
