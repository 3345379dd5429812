import { dirname } from 'node:path'
import { parseArgs } from 'node:util'
import { homeDirectory, papersPlace, readServerConfiguration } from '#apps/server/configuration.ts'
import { openVault } from '#apps/server/papers.ts'
import { verifyDeletion } from '#features/papers/actions.ts'
import { openDatabase } from '#platform/db/database.ts'
import { systemClock } from '#platform/time/clock.ts'
import { type Command, usageProblem } from '../command.ts'
import { openBeside } from '../openBeside.ts'

/** The search of one table, which reads every row; a page would have been given up long before. */
const LONGEST_SEARCH_SECONDS = 3_600

/** The command `./dran privacy`. */
export const command: Command = {
  usage: `Usage: ./dran privacy verify [FOLDER…]

Proves for each city that deleting a paper deletes it: plants one with a random marker, sealed as papers are, destroys the
key of its day, and looks for the marker in all files of the folders of papers, keys and DRAN_HOME, and of those named
(exports, backups); and the row of one, in a transaction that is undone, whose name is looked for in every table before and
after it is destroyed. Both searches must also find what is there, and what cannot be read or is packed (gzip, ZIP …) is no
proof. Of the papers of people it looks at what should be gone: keys of days that are over, contents that belong to no
paper. Exit code 1 if anything does not hold.

Uses DATABASE_URL, else the trial database in .dran/.`,
  run: async (args) => {
    const { positionals } = parseArgs({ args: [...args], allowPositionals: true, options: {} })
    const [what, ...named] = positionals
    if (what !== 'verify') throw usageProblem('say what to do: verify')
    const place = papersPlace(readServerConfiguration())
    const folders = [place.folder, place.keysFolder, dirname(place.masterFile), homeDirectory(), ...named]
    const environment = await openBeside((line) => console.error(line))
    const database = openDatabase({
      url: environment.appUrl,
      connections: 1,
      statementSeconds: LONGEST_SEARCH_SECONDS,
    })
    try {
      let all = true
      for (const authority of await environment.migrator.authorities()) {
        console.log(authority.key)
        const looked = [...new Set(folders)]
        const now = systemClock.now()
        const findings = await verifyDeletion(database, authority, openVault(place), looked, now)
        for (const { what: found, holds } of findings) console.log(`  ${holds ? 'yes' : 'NO '}  ${found}`)
        all &&= findings.every(({ holds }) => holds)
      }
      return all ? 0 : 1
    } finally {
      await database.close()
      await environment.close()
    }
  },
}
