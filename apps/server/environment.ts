import { join } from 'node:path'
import { secretFrom } from '#platform/crypto/token.ts'
import { type Embedded, startEmbedded } from '#platform/db/embedded.ts'
import { type Migrator, openMigrator } from '#platform/db/migrate.ts'
import { homeDirectory, installationSecret, type ServerConfiguration } from './configuration.ts'

/** Another process of this folder holds the trial database. `info` is what it left word of, e.g. its address. */
export class AlreadyRunning extends Error {
  readonly processId: number
  readonly info: unknown
  constructor(processId: number, info: unknown) {
    super(`already running in this folder (process ${processId})`)
    this.processId = processId
    this.info = info
  }
}

/** A database that is prepared: roles made, URL of the server's own role known. */
export type Environment = {
  readonly ownerUrl: string
  readonly appUrl: string
  readonly secret: string
  readonly migrator: Migrator
  /** The trial database, if it is one. */
  readonly embedded: Embedded | undefined
  close(): Promise<void>
}

/**
 * Opens the database that the configuration names, or starts the trial database of this folder. Throws
 * AlreadyRunning when another process holds it.
 */
export async function openEnvironment(
  configuration: ServerConfiguration,
  log: (line: string) => void = () => undefined,
): Promise<Environment> {
  const secret = installationSecret(configuration)
  const embedded = configuration.DATABASE_URL ? undefined : await startTrialDatabase(log)
  const ownerUrl = configuration.DATABASE_URL ?? embedded?.ownerUrl ?? ''
  try {
    const migrator = await openMigrator(ownerUrl)
    const appUrl = await migrator.prepare(secretFrom(secret, 'database app role').toString('base64url'))
    return {
      ownerUrl,
      appUrl,
      secret,
      migrator,
      embedded,
      async close() {
        await migrator.close().catch(() => undefined)
        await embedded?.stop()
      },
    }
  } catch (error) {
    await embedded?.stop()
    throw error
  }
}

async function startTrialDatabase(log: (line: string) => void): Promise<Embedded> {
  const started = await startEmbedded({ directory: join(homeDirectory(), 'postgres'), log })
  if (started.state === 'already_running')
    throw new AlreadyRunning(started.holder.processId, started.holder.info)
  return started.embedded
}
