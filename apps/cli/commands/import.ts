import { parseArgs } from 'node:util'
import { type AuthorityData, FILES, faultLine, readAuthorityFolder } from '#apps/import/files.ts'
import { importData, reportLines } from '#apps/import/importAuthority.ts'
import { ConfigurationError } from '#apps/server/configuration.ts'
import type { Environment } from '#apps/server/environment.ts'
import type { Fault } from '#features/authority/contract/import.ts'
import { openDatabase } from '#platform/db/database.ts'
import { type Command, usageProblem } from '../command.ts'
import { openBeside } from '../openBeside.ts'

/** The command `./dran import`. */
export const command: Command = {
  usage: `Usage: ./dran import FOLDER [--authority KEY] [--check]

Makes an authority what the files of a folder say: ${Object.values(FILES).join(', ')}.
The folders below demo/ are examples. Everything is checked first; if anything is wrong, every wrong place is
listed and nothing is changed. Can be repeated: keys tell what is the same. What is no longer in the files goes,
and stays inactive where somebody came for it before. An authority that does not exist yet is created.

  --authority KEY   refuse files of any other authority
  --check           only check the files

Uses DATABASE_URL, else the trial database in .dran/. Passwords are not imported; see ./dran password --help.`,
  run: async (args) => {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { authority: { type: 'string' }, check: { type: 'boolean', default: false } },
    })
    const [folder] = positionals
    if (folder === undefined || positionals.length > 1) throw usageProblem('name one folder')
    const reading = await readAuthorityFolder(folder)
    if (!reading.ok) return sayFaults(reading.faults)
    const { key } = reading.data.authority
    if (values.authority !== undefined && values.authority !== key) {
      throw usageProblem(`the files are those of "${key}"`)
    }
    if (values.check) {
      console.log('The files can be imported.')
      return 0
    }
    try {
      return await runImport(reading.data)
    } catch (error) {
      if (!(error instanceof ConfigurationError)) throw error
      for (const line of error.lines) console.error(line)
      return 2
    }
  },
}

function sayFaults(faults: readonly Fault[]): number {
  for (const fault of faults) console.error(faultLine(fault))
  console.error(`${faults.length} wrong ${faults.length === 1 ? 'place' : 'places'}. Nothing was imported.`)
  return 1
}

async function runImport(data: AuthorityData): Promise<number> {
  const environment = await openBeside((line) => console.log(line))
  try {
    const faults = await directoryFaults(environment, data)
    if (faults.length > 0) return sayFaults(faults)
    const { key, hostnames, demo } = data.authority
    const isNew = !(await environment.migrator.authorities()).some((authority) => authority.key === key)
    const authority = await environment.migrator.createAuthority({ key, hostnames, demo })
    const database = openDatabase({ url: environment.appUrl, connections: 2 })
    try {
      const outcome = await importData(database, authority, data)
      if (!outcome.ok) return sayFaults(outcome.faults)
      if (isNew) console.log(`The authority "${key}" was created.`)
      const lines = reportLines(outcome.report)
      for (const line of lines) console.log(line)
      console.log(lines.length === 0 ? 'Nothing had changed.' : 'Imported.')
      return 0
    } finally {
      await database.close()
    }
  } finally {
    await environment.close()
  }
}

/** What lies between this authority and the others of the installation. */
async function directoryFaults({ migrator }: Environment, data: AuthorityData): Promise<Fault[]> {
  const { key, hostnames, demo } = data.authority
  const authorities = await migrator.authorities()
  const fault = (path: Fault['path'], message: string) => [{ file: FILES.authority, path, message }]
  const self = authorities.find((authority) => authority.key === key)
  return [
    ...(self && self.demo !== demo ? fault(['demo'], 'cannot be changed once the authority exists') : []),
    ...hostnames.flatMap((hostname, index) => {
      const other = authorities.find((one) => one.key !== key && one.hostnames.includes(hostname))
      return other ? fault(['hostnames', index], `"${hostname}" belongs to "${other.key}"`) : []
    }),
  ]
}
