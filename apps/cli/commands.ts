import type { Command } from './command.ts'

type Entry = {
  readonly name: string
  readonly summary: string
  readonly load: () => Promise<{ readonly command: Command }>
}

/**
 * Every command of ./dran, in the order of the help. To add one: write commands/NAME.ts, which exports
 * `command` with `usage` (begins with "Usage: ./dran NAME …") and `run(args)` (parse with node:util parseArgs,
 * answer the exit code), and add one line here. Files are loaded only when their command runs.
 */
export const commands: readonly Entry[] = [
  { name: 'test', summary: 'run everything that must hold', load: () => import('./commands/test.ts') },
]
