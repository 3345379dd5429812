import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { homeDirectory, readServerConfiguration } from '#apps/server/configuration.ts'
import { AlreadyRunning, openEnvironment } from '#apps/server/environment.ts'
import { type Command, usageProblem } from '../command.ts'

/** The command `./dran demo`. */
export const command: Command = {
  usage: `Usage: ./dran demo reset

Removes the demo cities with everything that happened in them; the next ./dran start makes them anew.
Real authorities stay as they are. Dran must not be running in this folder.`,
  run: async ([action, ...rest]) => {
    if (action !== 'reset' || rest.length > 0) throw usageProblem('say what: ./dran demo reset')
    try {
      return await reset()
    } catch (error) {
      if (!(error instanceof AlreadyRunning)) throw error
      console.error(
        `Dran is running in ${homeDirectory()} (process ${error.processId}): stop it first (Ctrl-C).`,
      )
      return 1
    }
  },
}

async function reset(): Promise<number> {
  const environment = await openEnvironment(readServerConfiguration(), (line) => console.log(line))
  try {
    const demo = (await environment.migrator.authorities()).filter((authority) => authority.demo)
    for (const { key } of demo) {
      await environment.migrator.dropDemoAuthority(key)
      await rm(join(homeDirectory(), 'mail', key), { recursive: true, force: true })
      console.log(`Removed ${key}.`)
    }
    console.log(demo.length > 0 ? './dran start makes the demo anew.' : 'There is no demo city here.')
  } finally {
    await environment.close()
  }
  return 0
}
