import { join } from 'node:path'
import { homeDirectory, readServerConfiguration } from '#apps/server/configuration.ts'
import { AlreadyRunning, type Environment, openEnvironment } from '#apps/server/environment.ts'
import { findRunningEmbedded } from '#platform/db/embedded.ts'

/**
 * The prepared database for a command: the one that DATABASE_URL names, the trial database of a server that runs in
 * this folder, or else the trial database, started for as long as the command runs.
 */
export async function openBeside(log: (line: string) => void): Promise<Environment> {
  const configuration = readServerConfiguration()
  try {
    return await openEnvironment(configuration, log)
  } catch (error) {
    const url =
      error instanceof AlreadyRunning ? findRunningEmbedded(join(homeDirectory(), 'postgres')) : undefined
    if (url === undefined) throw error
    return openEnvironment({ ...configuration, DATABASE_URL: url }, log)
  }
}
