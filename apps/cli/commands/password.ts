import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { parseArgs } from 'node:util'
import { ConfigurationError } from '#apps/server/configuration.ts'
import { setPassword } from '#features/staff/actions.ts'
import { hashPassword, PASSWORD_MOST_CHARACTERS } from '#platform/crypto/password.ts'
import { openDatabase } from '#platform/db/database.ts'
import { type Command, usageProblem } from '../command.ts'
import { openBeside } from '../openBeside.ts'

/** Long enough that a guess at the rate that sign-in allows never arrives. */
const LEAST_CHARACTERS = 12

/** The command `./dran password`. */
export const command: Command = {
  usage: `Usage: ./dran password LOGIN --authority KEY

Gives somebody who works here a new password, which ends all their sessions. Asks for it without showing it,
or reads one line from standard input. At least ${LEAST_CHARACTERS} characters.

  --authority KEY   the authority whose staff it is; may be left out where there is only one

Uses DATABASE_URL, else the trial database in .dran/.`,
  run: async (args) => {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { authority: { type: 'string' } },
    })
    const [login] = positionals
    if (login === undefined || positionals.length > 1) throw usageProblem('name one login')
    const password = await ask(`New password of ${login}: `)
    const length = [...password].length
    if (length < LEAST_CHARACTERS || length > PASSWORD_MOST_CHARACTERS) {
      throw usageProblem(`a password has ${LEAST_CHARACTERS} to ${PASSWORD_MOST_CHARACTERS} characters`)
    }
    try {
      return await change(login, password, values.authority)
    } catch (error) {
      if (!(error instanceof ConfigurationError)) throw error
      for (const line of error.lines) console.error(line)
      return 2
    }
  },
}

/** One line from the terminal, without showing it, or from standard input. */
async function ask(question: string): Promise<string> {
  const { stdin, stdout } = process
  if (stdin.isTTY) stdout.write(question)
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() })
  const lines = createInterface({ input: stdin, output: silent, terminal: stdin.isTTY })
  try {
    for await (const line of lines) return line
    return ''
  } finally {
    lines.close()
    if (stdin.isTTY) stdout.write('\n')
  }
}

async function change(login: string, password: string, key: string | undefined): Promise<number> {
  const environment = await openBeside((line) => console.error(line))
  try {
    const authorities = await environment.migrator.authorities()
    const chosen = authorities.filter((authority) => key === undefined || authority.key === key)
    const [authority] = chosen
    if (authority === undefined || chosen.length > 1) {
      throw usageProblem(
        `name the authority: ${authorities.map((one) => one.key).join(', ') || 'there is none yet'}`,
      )
    }
    const hash = await hashPassword(password)
    const database = openDatabase({ url: environment.appUrl, connections: 1 })
    try {
      const changed = await database.withAuthority(authority, (tx) => setPassword(tx, login, hash))
      if (changed.ok) console.log(`${login} has a new password.`)
      else console.error(`Nobody in "${authority.key}" has the login "${login}".`)
      return changed.ok ? 0 : 1
    } finally {
      await database.close()
    }
  } finally {
    await environment.close()
  }
}
