import { existsSync, globSync } from 'node:fs'
import { readdir, readFile, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { ASSETS_DIRECTORY, type Files, gzipSize, hashOfFiles, writeWhole } from '../build/output.ts'
import { buildScript, entryOf, SCRIPTS } from '../build/scripts.ts'
import { buildStylesheets, stylesheetInputs } from '../build/stylesheets.ts'
import type { Command } from '../command.ts'

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../../..')
const STATE = 'build.json'

/** How large a file may be as it travels (gzip, bytes). A citizen's first page loads the first two. */
const BUDGETS: Readonly<Record<string, number>> = {
  'enhance.js': 10_000,
  'citizen.css': 60_000,
  'kiosk.js': 100_000,
  'kioskCodeReader.js': 30_000,
}

/** What is known of one part from the last build. */
type Part = {
  readonly inputs: readonly string[]
  readonly hash: string
  readonly files: Files
  /** Sizes by logical name (gzip, bytes). */
  readonly sizes: Readonly<Record<string, number>>
}
type State = Readonly<Record<string, Part>>

/** The command `./dran build`. */
export const command: Command = {
  usage: `Usage: ./dran build [--force]

Builds style sheets, fonts and scripts into dist/assets and fails when a citizen page would grow too heavy.
What has not changed since the last time is left as it is. ./dran start does this by itself.

  --force   build everything anew`,
  run: async (args) => {
    const { values } = parseArgs({ args: [...args], options: { force: { type: 'boolean', default: false } } })
    const sizes = await buildAssets(values.force)
    for (const [name, size] of Object.entries(sizes)) console.log(sizeLine(name, size))
    const heavy = overBudget(sizes)
    for (const line of heavy) console.error(line)
    return heavy.length > 0 ? 1 : 0
  },
}

/**
 * Builds what has changed. Leaves `manifest.json`, which platform/http/assets.ts reads.
 * Throws if a source does not compile or a file is larger than allowed.
 */
export async function build(): Promise<void> {
  const heavy = overBudget(await buildAssets(false))
  if (heavy.length > 0) throw new Error(heavy.join('\n'))
}

/** Builds what has changed and gives the sizes of the measured files (gzip, bytes). */
async function buildAssets(force: boolean): Promise<Readonly<Record<string, number>>> {
  const before = force ? {} : await readState()
  const always = buildSources()
  const state: Record<string, Part> = {}
  const failures: unknown[] = []
  for (const part of partsToBuild()) {
    const known = before[part.name]
    try {
      state[part.name] = known && (await isFresh(known, part, always)) ? known : await part.make(always)
    } catch (failure) {
      // What does not compile fails the build at its end; until then the others are built and it stays as it was.
      failures.push(failure)
      if (known) state[part.name] = known
    }
  }
  const files = Object.assign({}, ...Object.values(state).map((part) => part.files)) as Files
  const directory = join(ROOT, ASSETS_DIRECTORY)
  await writeWhole(join(directory, 'manifest.json'), `${JSON.stringify(files, null, 2)}\n`)
  await writeWhole(join(directory, STATE), JSON.stringify(state))
  await removeOld(new Set(Object.values(files)))
  if (failures.length > 0) throw failures[0]
  return Object.assign({}, ...Object.values(state).map((part) => part.sizes))
}

/** One line for each file that is larger than allowed. */
export function overBudget(sizes: Readonly<Record<string, number>>): string[] {
  return Object.entries(BUDGETS).flatMap(([name, budget]) => {
    const size = sizes[name] ?? 0
    return size > budget ? [`${name} has ${size} bytes (gzip), allowed are ${budget}.`] : []
  })
}

function sizeLine(name: string, size: number): string {
  const budget = BUDGETS[name]
  const allowed = budget === undefined ? '' : ` of ${(budget / 1000).toFixed(0)} kB`
  return `${name.padEnd(18)} ${(size / 1000).toFixed(1).padStart(7)} kB gzip${allowed}`
}

type PartToBuild = {
  readonly name: string
  /** Sources known before building; those of scripts are known only after. */
  readonly inputs?: readonly string[]
  readonly make: (always: readonly string[]) => Promise<Part>
}

function partsToBuild(): PartToBuild[] {
  const inputs = stylesheetInputs(ROOT)
  const styles: PartToBuild = {
    name: 'styles',
    inputs,
    make: async (always) => {
      const { files, contents } = await buildStylesheets(ROOT)
      return partOf(files, contents, inputs, always)
    },
  }
  const scripts = SCRIPTS.flatMap((script): PartToBuild[] => {
    const entry = entryOf(ROOT, script)
    if (!entry) return []
    return [
      {
        name: script.name,
        make: async (always) => {
          const built = await buildScript(ROOT, script, entry)
          return partOf(built.files, new Map([[script.name, built.content]]), built.inputs, always)
        },
      },
    ]
  })
  return [styles, ...scripts]
}

async function partOf(
  files: Files,
  contents: ReadonlyMap<string, Uint8Array>,
  inputs: readonly string[],
  always: readonly string[],
): Promise<Part> {
  const sizes: Record<string, number> = {}
  for (const [name, content] of contents) sizes[name] = await gzipSize(content)
  // Versions of packages are in the lock file; reading a thousand files of packages would cost the start its speed.
  const own = inputs.filter((path) => !path.startsWith('node_modules/'))
  return { files, sizes, inputs: own, hash: await hashOfFiles(ROOT, [...own, ...always]) }
}

async function isFresh(known: Part, part: PartToBuild, always: readonly string[]): Promise<boolean> {
  const present = Object.values(known.files).every((file) => existsSync(join(ROOT, ASSETS_DIRECTORY, file)))
  const inputs = part.inputs?.filter((path) => !path.startsWith('node_modules/')) ?? known.inputs
  return present && known.hash === (await hashOfFiles(ROOT, [...inputs, ...always]))
}

/** What every part depends on: the build itself, and the versions of packages. */
function buildSources(): string[] {
  return [
    ...globSync('apps/cli/build/*.ts', { cwd: ROOT }),
    'apps/cli/commands/build.ts',
    'package-lock.json',
  ]
}

async function readState(): Promise<State> {
  const text = await readFile(join(ROOT, ASSETS_DIRECTORY, STATE), 'utf8').catch(() => '{}')
  return JSON.parse(text)
}

/** Removes what no name leads to any more. Pages already sent ask for their files within seconds, not days. */
async function removeOld(files: ReadonlySet<string>): Promise<void> {
  const directory = join(ROOT, ASSETS_DIRECTORY)
  for (const name of await readdir(directory)) {
    const plain = name.replace(/\.(gz|br)$/, '')
    const keep = files.has(plain) || name === 'manifest.json' || name === STATE || name.endsWith('.tmp')
    if (!keep) await rm(join(directory, name), { force: true })
  }
}
