import { isUsageProblem } from './command.ts'
import { commands } from './commands.ts'
import { troubleLine } from './trouble.ts'

/**
 * Does what the arguments after `./dran` ask for and tells the exit code: 2 for arguments that make no sense. Throws what
 * is no fault of the caller.
 */
export async function runCommand(args: readonly string[]): Promise<number> {
  const [name, ...rest] = args
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    console.log(overview())
    return name === undefined ? 2 : 0
  }
  const entry = commands.find((command) => command.name === name)
  if (entry === undefined) {
    console.error(`dran: there is no command "${name}". ./dran --help lists them all.`)
    return 2
  }
  const { command } = await entry.load()
  if (rest.includes('--help') || rest.includes('-h')) {
    console.log(command.usage.trim())
    return 0
  }
  try {
    return await command.run(rest)
  } catch (error) {
    const trouble = troubleLine(error)
    if (trouble) {
      console.error(`dran ${name}: ${trouble}`)
      return 1
    }
    if (!isUsageProblem(error)) throw error
    console.error(`dran ${name}: ${error.message}\nSee ./dran ${name} --help.`)
    return 2
  }
}

function overview(): string {
  const width = Math.max(...commands.map((command) => command.name.length))
  const lines = commands.map((command) => `  ${command.name.padEnd(width)}  ${command.summary}`)
  return [
    'Dran, the open customer centre of a city.',
    '',
    'Usage: ./dran COMMAND [OPTIONS]',
    '',
    ...lines,
    '',
    './dran COMMAND --help tells more about one.',
  ].join('\n')
}
