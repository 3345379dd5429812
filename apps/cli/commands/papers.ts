import { parseArgs } from 'node:util'
import { fileCounts } from '#features/papers/actions.ts'
import { DAY, plus } from '#kernel/instant.ts'
import { openDatabase } from '#platform/db/database.ts'
import { hasBubblewrap } from '#platform/files/flatten.ts'
import type { Command } from '../command.ts'
import { openBeside } from '../openBeside.ts'

/** How far back it is told. */
const DAYS = 30

/** The command `./dran papers`. */
export const command: Command = {
  usage: `Usage: ./dran papers

Says how many files of papers came in the last ${DAYS} days, by city and by how far they are: what waits, what is there, and
what was refused and why. No names, no visits. Also whether the process that reads files is cut off from the network.

Uses DATABASE_URL, else the trial database in .dran/.`,
  run: async (args) => {
    parseArgs({ args: [...args], options: {} })
    const environment = await openBeside((line) => console.error(line))
    const database = openDatabase({ url: environment.appUrl, connections: 1 })
    try {
      for (const authority of await environment.migrator.authorities()) {
        const counts = await database.withAuthority(authority, (tx) =>
          fileCounts(tx, plus(tx.now, -DAYS * DAY)),
        )
        console.log(`${authority.key}${counts.length === 0 ? ': nothing was handed in' : ''}`)
        for (const { state, reason, count } of counts)
          console.log(`  ${String(count).padStart(6)}  ${reason === null ? state : `${state}: ${reason}`}`)
      }
      console.log(
        hasBubblewrap()
          ? 'Files are read without network (bubblewrap).'
          : 'Files are read in a process that may read, write and start nothing, but bubblewrap is not here to cut its network off.',
      )
      return 0
    } finally {
      await database.close()
      await environment.close()
    }
  },
}
