import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type AuthorityData, readAuthorityFolder } from '#apps/import/files.ts'
import { importData } from '#apps/import/importAuthority.ts'
import type { Authority } from '#platform/db/authority.ts'
import { type Database, openDatabase } from '#platform/db/database.ts'
import { startEmbedded } from '#platform/db/embedded.ts'
import { openMigrator } from '#platform/db/migrate.ts'
import { startWakeUps } from '#platform/events/wakeUps.ts'

/** A city of the demo's size on a PostgreSQL of its own, with fsync on, that is thrown away afterwards. */
export type BenchCity = {
  readonly authority: Authority
  readonly appUrl: string
  /** The superuser's. */
  readonly ownerUrl: string
  readonly secret: string
  /** The application's database with 16 connections. */
  readonly database: Database
  close(): Promise<void>
}

const DEMO = fileURLToPath(new URL('../../demo/neuwalden', import.meta.url))
const CONNECTIONS = 16

/** Starts the database and imports the demo city, or what is made of it; no history. */
export async function openBenchCity(
  change: (demo: AuthorityData) => AuthorityData = (demo) => demo,
): Promise<BenchCity> {
  const directory = mkdtempSync(join(tmpdir(), 'dran-bench-'))
  const started = await startEmbedded({ directory })
  if (started.state !== 'started') throw new Error('a new folder is in use')
  const { embedded } = started
  const secret = randomBytes(32).toString('base64url')
  const migrator = await openMigrator(embedded.ownerUrl)
  const appUrl = await migrator.prepare(secret)
  const authority = await migrator.createAuthority({ key: 'neuwalden', hostnames: ['127.0.0.1'], demo: true })
  await migrator.close()
  const database = openDatabase({ url: appUrl, connections: CONNECTIONS })
  // Without it commits of this process would reach other nodes by their poll only.
  const wakeUps = startWakeUps(database, (error) => console.error(error))
  const reading = await readAuthorityFolder(DEMO)
  const outcome = reading.ok ? await importData(database, authority, change(reading.data)) : reading
  if (!outcome.ok) throw new Error(outcome.faults.map((fault) => fault.message).join('\n'))
  return {
    authority,
    appUrl,
    ownerUrl: embedded.ownerUrl,
    secret,
    database,
    async close() {
      await wakeUps.stop()
      await database.close()
      await embedded.stop()
      rmSync(embedded.home, { recursive: true, force: true })
      rmSync(directory, { recursive: true, force: true })
    },
  }
}
