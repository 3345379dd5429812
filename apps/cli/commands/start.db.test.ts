import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ROOT } from '#apps/server/configuration.ts'
import { openMigrator } from '#platform/db/migrate.ts'
import { type FreshDatabase, freshDatabase } from '#test/database.ts'
import { TEST_SECRET } from '#test/fixtures.ts'

const home = mkdtempSync(join(tmpdir(), 'dran-start-'))
let fresh: FreshDatabase
let server: ChildProcess | undefined

beforeAll(async () => {
  fresh = await freshDatabase()
  const migrator = await openMigrator(fresh.ownerUrl)
  for (const { key } of await migrator.authorities()) await migrator.dropDemoAuthority(key)
  await migrator.createAuthority({ key: 'realstadt', hostnames: ['realstadt.example'], demo: false })
  await migrator.close()
})
afterAll(async () => {
  server?.kill('SIGKILL')
  await fresh.drop()
  rmSync(home, { recursive: true, force: true })
})

test('a server of real authorities keeps no connection of the owner, has no mailbox, and stops in order', async () => {
  const loader = `file://${join(ROOT, 'platform/jsx/register.mjs')}`
  server = spawn(process.execPath, ['--import', loader, join(ROOT, 'apps/cli/main.ts'), 'start'], {
    env: {
      ...process.env,
      DRAN_HOME: home,
      DATABASE_URL: fresh.ownerUrl,
      DRAN_SECRET: TEST_SECRET,
      PORT: '0',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const { stdout } = server
  let said = ''
  await new Promise<void>((resolve) => {
    stdout?.setEncoding('utf8').on('data', (chunk: string) => {
      said += chunk
      if (said.includes('/console')) resolve()
    })
    stdout?.on('end', resolve)
  })
  expect(said).toContain('http://realstadt.example:')
  expect(said).not.toContain('/demo')
  const client = new pg.Client({ connectionString: fresh.ownerUrl })
  await client.connect()
  const { rows } = await client.query(
    `SELECT usename, application_name FROM pg_stat_activity
     WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()`,
  )
  await client.end()
  expect(rows).toEqual([])
  const ended = once(server, 'exit')
  server.kill('SIGTERM')
  expect(await ended).toEqual([0, null])
})
