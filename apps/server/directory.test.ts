import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { instant } from '#kernel/instant.ts'
import type { Authority } from '#platform/db/authority.ts'
import { type Database, openDatabase } from '#platform/db/database.ts'
import { openDirectory } from './directory.ts'

const named = (key: string): Authority => ({
  key,
  schema: `city_${key}`,
  role: `role_${key}`,
  hostnames: [`${key}.example`],
  demo: false,
  demoOffset: 0,
  createdAt: instant(0),
  version: 1_000,
})

let database: Database
/** Answers the readings that are under way, in any order. */
let readings: ((authorities: Authority[]) => void)[]

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  readings = []
  // Never connected: only the directory is asked for.
  const unused = openDatabase({ url: 'postgres://127.0.0.1:1/none' })
  database = { ...unused, authorities: () => new Promise((resolve) => readings.push(resolve)) }
})
afterEach(() => vi.useRealTimers())

async function open() {
  const opening = openDirectory(database, () => undefined)
  await vi.waitFor(() => expect(readings).toHaveLength(1))
  readings[0]?.([named('first')])
  return opening
}

test('the directory is read once a second, but never while a reading is under way', async () => {
  const directory = await open()
  vi.advanceTimersByTime(5_000)
  expect(readings).toHaveLength(2)
  readings[1]?.([named('second')])
  await vi.waitFor(() => expect(directory.byKey('second')).toBeDefined())
  vi.advanceTimersByTime(1_000)
  expect(readings).toHaveLength(3)
  directory.stop()
})

test('an older answer that comes late changes nothing', async () => {
  const directory = await open()
  const older = directory.refresh()
  const newer = directory.refresh()
  readings[2]?.([named('newer')])
  await newer
  readings[1]?.([named('older')])
  await older
  expect(directory.all().map(({ key }) => key)).toEqual(['newer'])
  directory.stop()
})
