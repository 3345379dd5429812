import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const run = promisify(execFile)
const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** As ./dran starts Node. */
const NAME = 'MALLOC_MMAP_THRESHOLD_'
const [, threshold = ''] = new RegExp(`${NAME}:-(\\d+)`).exec(readFileSync(here('../../dran'), 'utf8')) ?? []

const SIGN_INS = `
  import { hashPassword } from ${JSON.stringify(here('./password.ts'))}
  const before = process.memoryUsage.rss()
  for (let round = 0; round < 2; round++)
    await Promise.all(Array.from({ length: 4 }, () => hashPassword('measured, not guessed')))
  console.log((process.memoryUsage.rss() - before) / 2 ** 20)`

/** By how much a process has grown after eight sign-ins, four at a time. MiB. */
async function growth(environment: Readonly<Record<string, string>>): Promise<number> {
  const { [NAME]: _, ...others } = process.env
  const env = { ...others, ...environment }
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', SIGN_INS], { env })
  return Number(stdout)
}

test('what the hash of a password took is given back, as ./dran sets it, and without that it is not (control)', async () => {
  expect(Number(threshold)).toBeGreaterThan(0)
  expect(await growth({ [NAME]: threshold })).toBeLessThan(30)
  expect(await growth({})).toBeGreaterThan(50)
})
