import { parseArgs } from 'node:util'
import { ConfigurationError } from '#apps/server/configuration.ts'
import type { Command } from '../command.ts'
import { openBeside } from '../openBeside.ts'

/** The command `./dran migrate`. */
export const command: Command = {
  usage: `Usage: ./dran migrate

Prepares the database (PostgreSQL 15 or newer) and brings every authority to the newest version: one transaction for
each migration and authority. May be run again at any time, also beside a running server.
Uses DATABASE_URL, else the trial database in .dran/.`,
  run: async (args) => {
    parseArgs({ args: [...args], options: {} })
    try {
      return await migrate()
    } catch (error) {
      if (!(error instanceof ConfigurationError)) throw error
      for (const line of error.lines) console.error(line)
      return 2
    }
  },
}

async function migrate(): Promise<number> {
  const environment = await openBeside((line) => console.log(line))
  try {
    const { migrator } = environment
    const applied = await migrator.migrateAll((authority, name) => console.log(`${authority}: ${name}`))
    const authorities = await migrator.authorities()
    if (authorities.length === 0) console.log('There is no authority yet; ./dran import makes one.')
    for (const { key, version } of authorities) console.log(`${key} stands at version ${version}.`)
    console.log(applied === 0 ? 'Nothing to do.' : `${applied} migrations applied.`)
    return 0
  } finally {
    await environment.close()
  }
}
