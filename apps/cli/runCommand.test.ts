import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { commands } from './commands.ts'
import { runCommand } from './runCommand.ts'

// The first look at a command reads all that it does: on a busy machine that takes a while.
const PATIENCE = 120_000

let said: string[]
beforeEach(() => {
  said = []
  const say = (line: string) => void said.push(line)
  vi.spyOn(console, 'log').mockImplementation(say)
  vi.spyOn(console, 'error').mockImplementation(say)
})
afterEach(() => vi.restoreAllMocks())

test.each(['--help', '-h', 'help'])('%s lists every command with what it does', async (asked) => {
  expect(await runCommand([asked])).toBe(0)
  const lines = said.join('\n').split('\n')
  for (const { name, summary } of commands)
    expect(lines.filter((line) => line.startsWith(`  ${name} `) && line.endsWith(summary))).toHaveLength(1)
})

test('without a command it lists them too, and says by its exit code that nothing was done', async () => {
  expect(await runCommand([])).toBe(2)
  expect(said.join()).toContain('Usage: ./dran COMMAND')
})

test('every file of a command is listed, and nothing else', () => {
  const files = readdirSync(join(import.meta.dirname, 'commands')).filter(
    (file) => file.endsWith('.ts') && !file.endsWith('.test.ts'),
  )
  expect(commands.map(({ name }) => `${name}.ts`).sort()).toEqual(files.sort())
})

describe.each(commands.map(({ name }) => name))('%s', (name) => {
  test.each(['--help', '-h'])(
    'tells with %s how it is used, and does nothing',
    async (asked) => {
      expect(await runCommand([name, asked])).toBe(0)
      expect(said).toHaveLength(1)
      const [usage = ''] = said
      expect(usage.startsWith(`Usage: ./dran ${name}`)).toBe(true)
      // More than the line of its arguments: what it does.
      expect(usage.split('\n').length).toBeGreaterThan(2)
    },
    PATIENCE,
  )

  test(
    'tells what it does not know, and where the help is',
    async () => {
      expect(await runCommand([name, '--nonsense'])).toBe(2)
      expect(said.join()).toContain(`./dran ${name} --help`)
    },
    PATIENCE,
  )
})

test('a command that does not exist is told, with the way to those that do (control)', async () => {
  expect(await runCommand(['nonsense', '--help'])).toBe(2)
  expect(said.join()).toContain('there is no command "nonsense"')
})
