import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { defineConfig } from 'vitest/config'
import { SoakFirst } from './test/soakFirst.ts'

const everything = ['{kernel,platform,ui,features,apps,test,db}/**/*.test.{ts,tsx}']
const database = ['**/*.db.test.{ts,tsx}']
const browser = ['**/*.browser.test.{ts,tsx}']
const long = ['**/*.long.test.{ts,tsx}']
const never = ['**/node_modules/**', '**/dist/**', '**/.dran/**']

/**
 * Tests share their processes: reading everything anew for each file was half of the work of unit tests, and a third of
 * that of database tests. What one file puts in place of a module would reach the others, so such files are alone.
 */
const SHARED = { isolate: false }
const replaces = (path: string) =>
  /\bvi\.(?:mock|doMock)\(/.test(readFileSync(join(import.meta.dirname, path), 'utf8'))
const replacing = globSync(everything, { cwd: import.meta.dirname }).filter(replaces)
const alone = replacing.filter((path) => /\.db\.test\.tsx?$/.test(path))
const misplaced = replacing.filter((path) => !/\.(db|long)\.test\.tsx?$/.test(path))
if (misplaced.length > 0)
  throw new Error(`only database tests may replace modules, not ${misplaced.join(', ')}`)

/** A limit ends what hangs and says nothing about speed: a borrowed machine was five times slower than another day. */
const DATABASE = {
  globalSetup: './test/postgres.ts',
  testTimeout: 180_000,
  hookTimeout: 180_000,
  sequence: { groupOrder: 1 },
}

// #… imports are resolved from package.json, as Node does. Which projects run is ./dran test's choice.
export default defineConfig({
  oxc: { jsx: { runtime: 'automatic' } },
  test: {
    pool: 'forks',
    // For a machine with two cores: with as many processes a third of their time went by in waiting for a browser, a
    // server that was killed, or a clock.
    maxWorkers: 3,
    setupFiles: './test/propertySeed.ts',
    // One after another: while a browser is busy, times measured beside it mean nothing.
    sequence: { groupOrder: 0, sequencer: SoakFirst },
    projects: [
      {
        extends: true,
        test: {
          ...SHARED,
          name: 'unit',
          include: everything,
          exclude: [...never, ...database, ...browser, ...long],
          testTimeout: 60_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          ...SHARED,
          ...DATABASE,
          name: 'database',
          include: database,
          exclude: [...never, ...alone],
        },
      },
      {
        extends: true,
        test: { ...DATABASE, name: 'database, alone', include: alone, exclude: never },
      },
      {
        extends: true,
        test: {
          ...SHARED,
          name: 'browser',
          include: browser,
          exclude: never,
          globalSetup: './test/postgres.ts',
          testTimeout: 300_000,
          hookTimeout: 300_000,
          // As long as Playwright waits in a page (test/chromium.ts); vitest's own is one second.
          expect: { poll: { timeout: 60_000 } },
          // Chromium itself died once in some hundred runs (a fault in its own memory): that says nothing about a page.
          retry: { count: 1, condition: /(?:Target|Page) crashed/ },
          sequence: { groupOrder: 2 },
        },
      },
      {
        extends: true,
        // As the server is started: in React's development form pages cost twice as much, and loads say less.
        oxc: { jsx: { runtime: 'automatic', development: false } },
        test: {
          name: 'long',
          env: { NODE_ENV: 'production' },
          include: long,
          exclude: never,
          globalSetup: './test/postgres.ts',
          // A history of a million operations takes hours.
          testTimeout: 6 * 3_600_000,
          hookTimeout: 300_000,
          sequence: { groupOrder: 3 },
        },
      },
    ],
  },
})
