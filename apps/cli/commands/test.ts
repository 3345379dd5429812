import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { type Command, usageProblem } from '../command.ts'
import { failedRun, readReport, type Tally } from './test/report.ts'

const ROOT = fileURLToPath(new URL('../../../', import.meta.url))
const PROJECTS = ['unit', 'database', 'browser'] as const
const BUILD = new URL('./build.ts', import.meta.url)

export const command: Command = {
  usage: `
Usage: ./dran test [NAME…] [--only PROJECT]… [--long]

Runs everything that must hold: format and lint (biome), types (tsc), the build, and the tests. The last line
is "N passed, N failed"; the exit code is 1 if anything failed.

  NAME            only test files whose path contains NAME, without the checks before
  --only PROJECT  only unit, database, browser or long tests, without the checks before; may be repeated
  --long          also the long tests (*.long.test.ts); at most an hour

Database tests start a PostgreSQL of their own; with DATABASE_URL they run on that server (15 or newer; the
user must be allowed to create databases and roles). Browser tests take the Chromium that CHROMIUM names,
else the one from npm (Linux x64), else the system's.
`,
  run,
}

async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      long: { type: 'boolean', default: false },
      only: { type: 'string', multiple: true, default: [] },
    },
  })
  for (const name of values.only) {
    if (name !== 'long' && !PROJECTS.some((project) => project === name)) {
      throw usageProblem(`there are no tests of the kind "${name}"`)
    }
  }
  const projects = [...(values.only.length > 0 ? values.only : PROJECTS), ...(values.long ? ['long'] : [])]
  // test/propertySeed.ts: the long run asks new questions.
  if (values.long) process.env.DRAN_LONG = 'yes'
  const whole = positionals.length === 0 && values.only.length === 0
  const tallies = [...(whole ? await runChecks() : []), await runTests([...new Set(projects)], positionals)]
  return close(tallies)
}

/** Every check counts as one, passed or failed; a failed one does not keep the others from running. */
async function runChecks(): Promise<Tally[]> {
  const bin = (path: string) => join(ROOT, 'node_modules', path)
  // Left to itself, biome colours even a file.
  const colour = process.stdout.isTTY ? 'force' : 'off'
  const checks: [string, () => Promise<boolean>][] = [
    [
      'format and lint (biome)',
      () => succeeds([bin('@biomejs/biome/bin/biome'), 'ci', `--colors=${colour}`, '.']),
    ],
    ['types (tsc)', () => succeeds([bin('typescript/bin/tsc'), '--noEmit', '-p', '.'])],
  ]
  if (existsSync(BUILD)) checks.push(['build', buildSucceeds])
  const tallies: Tally[] = []
  for (const [title, check] of checks) {
    const passed = await timed(title, check)
    tallies.push({ passed: passed ? 1 : 0, skipped: 0, failures: passed ? [] : [title] })
  }
  return tallies
}

async function runTests(projects: readonly string[], names: readonly string[]): Promise<Tally> {
  const folder = mkdtempSync(join(tmpdir(), 'dran-report-'))
  const report = join(folder, 'report.json')
  try {
    const passed = await timed(`tests (${projects.join(', ')})`, () =>
      succeeds([
        join(ROOT, 'node_modules/vitest/vitest.mjs'),
        'run',
        // Database tests are two projects: those that share processes, and those that are alone (vitest.config.ts).
        ...projects.flatMap((project) => ['--project', `${project}*`]),
        '--reporter=default',
        '--reporter=json',
        `--outputFile.json=${report}`,
        ...names,
      ]),
    )
    const tally = existsSync(report) ? readReport(readFileSync(report, 'utf8'), ROOT) : failedRun()
    // Errors outside of any test (an unhandled rejection, a set-up that fails) make Vitest fail without a failed test.
    return passed || tally.failures.length > 0
      ? tally
      : { ...tally, failures: ['tests: an error outside of any test, or no tests found (see above)'] }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function close(tallies: readonly Tally[]): number {
  const failures = tallies.flatMap((tally) => tally.failures)
  const sum = (count: (tally: Tally) => number) => tallies.reduce((total, tally) => total + count(tally), 0)
  const skipped = sum((tally) => tally.skipped)
  if (failures.length > 0) console.log(`\nFailed:\n${failures.map((failure) => `  ${failure}`).join('\n')}`)
  const passed = sum((tally) => tally.passed)
  console.log(`\n${passed} passed, ${failures.length} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`)
  return failures.length > 0 ? 1 : 0
}

async function timed(title: string, work: () => Promise<boolean>): Promise<boolean> {
  console.log(`\n── ${title}`)
  const start = performance.now()
  const passed = await work()
  console.log(
    `── ${title}: ${passed ? 'ok' : 'FAILED'}, ${((performance.now() - start) / 1000).toFixed(1)} s`,
  )
  return passed
}

async function buildSucceeds(): Promise<boolean> {
  try {
    const module: { readonly build?: () => Promise<void> } = await import(BUILD.href)
    await module.build?.()
    return true
  } catch (error) {
    console.error(error)
    return false
  }
}

/** Runs a script under our own Node, from the root. Signals that end us end it first. */
function succeeds(args: readonly string[]): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, {
      cwd: ROOT,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: {
        ...process.env,
        // What the start of this command has set is not meant for tests.
        NODE_ENV: 'test',
        PATH: `${dirname(process.execPath)}${delimiter}${process.env.PATH ?? ''}`,
      },
    })
    // Ctrl-C reaches the child as well, which cleans up and ends; we wait for it.
    const wait = () => undefined
    const forward = () => child.kill('SIGTERM')
    process.on('SIGINT', wait).on('SIGTERM', forward)
    const done = (passed: boolean) => {
      process.off('SIGINT', wait).off('SIGTERM', forward)
      resolve(passed)
    }
    child.on('error', () => done(false))
    child.on('close', (code) => done(code === 0))
  })
}
