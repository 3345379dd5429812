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
  {
    name: 'start',
    summary: 'start Dran here and print its addresses',
    load: () => import('./commands/start.ts'),
  },
  {
    name: 'agent',
    summary: 'print the tickets of a kiosk at its terminal',
    load: () => import('./commands/agent.ts'),
  },
  {
    name: 'migrate',
    summary: 'bring the database to the newest version',
    load: () => import('./commands/migrate.ts'),
  },
  {
    name: 'import',
    summary: 'make an authority what the files of a folder say',
    load: () => import('./commands/import.ts'),
  },
  {
    name: 'password',
    summary: 'give somebody who works here a new password',
    load: () => import('./commands/password.ts'),
  },
  {
    name: 'papers',
    summary: 'say how many papers wait, are there or were refused',
    load: () => import('./commands/papers.ts'),
  },
  {
    name: 'privacy',
    summary: 'prove that deleted papers are gone',
    load: () => import('./commands/privacy.ts'),
  },
  {
    name: 'generate',
    summary: 'write the files that are made from others',
    load: () => import('./commands/generate.ts'),
  },
  {
    name: 'build',
    summary: 'build style sheets, fonts and scripts; fails when pages grow too heavy',
    load: () => import('./commands/build.ts'),
  },
  {
    name: 'bench',
    summary: 'measure figures beside their baselines',
    load: () => import('./commands/bench.ts'),
  },
  {
    name: 'replay',
    summary: 'foresee the waits of real records, beside simple formulas',
    load: () => import('./commands/replay.ts'),
  },
  { name: 'demo', summary: 'begin the demo city anew', load: () => import('./commands/demo.ts') },
  { name: 'test', summary: 'run everything that must hold', load: () => import('./commands/test.ts') },
]
