import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type Child, startChild } from '#apps/bench/streams.ts'
import { others } from '#test/siege.ts'
import { type Ground, openGround } from './ground.ts'
import type { IdleHeld, IdleOrder } from './idleSockets.ts'

/**
 * Attack A-27 in full: nearly 20,000 connections from 50 addresses that say nothing and come back when they are ended. A
 * process may have 20,000 files open here, the server needs some of its own, and one besieger must stay below it, too.
 */
const SIEGES = [
  { count: 9_750, firstAddress: 5_000_000, perAddress: 400 },
  { count: 9_750, firstAddress: 5_000_100, perAddress: 400 },
]
const NEARLY_ALL = 19_000
const PEOPLE = { people: 20, milliseconds: 15_000, pause: 50 }
const COUNTED_EVERY_MS = 100
const PAGES = ['/', '/services/identity-card', '/healthz']

let ground: Ground
let node: Child
const besiegers: ChildProcess[] = []

beforeAll(async () => {
  ground = await openGround()
  node = await startChild('./node.ts', { APP_URL: ground.city.appUrl, SECRET: ground.city.secret })
})
afterAll(async () => {
  for (const besieger of besiegers) besieger.kill()
  node?.stop()
  await ground?.close()
})

test('others are answered while 20,000 connections say nothing (A-27)', async () => {
  await others(node.port, PAGES, { ...PEOPLE, milliseconds: 3_000 })
  const quiet = await others(node.port, PAGES, PEOPLE)
  const held = SIEGES.map((siege) => begin({ ...siege, port: node.port }))
  const open = () => held.reduce((sum, count) => sum + count(), 0)
  await vi.waitFor(() => expect(open()).toBeGreaterThan(NEARLY_ALL), { timeout: 120_000, interval: 200 })
  // The server ends the silent ones in waves, and they come back in waves.
  const counts: number[] = []
  const counting = setInterval(() => counts.push(open()), COUNTED_EVERY_MS)
  const beset = await others(node.port, PAGES, PEOPLE)
  clearInterval(counting)
  const mean = Math.round(counts.reduce((sum, count) => sum + count, 0) / counts.length)
  console.log(
    `p99 ${Math.round(beset.p99)} ms of ${beset.count} pages beside ${mean} idle connections on average, ${Math.round(quiet.p99)} ms of ${quiet.count} without`,
  )
  expect([...beset.statuses]).toEqual([200])
  expect(mean).toBeGreaterThan(NEARLY_ALL / 2)
  expect(beset.p99).toBeLessThan(Math.max(500, 20 * quiet.p99))
}, 300_000)

/** Lets a besieger loose; how many connections it holds. */
function begin(order: IdleOrder): () => number {
  const besieger = fork(fileURLToPath(new URL('./idleSockets.ts', import.meta.url)), { execArgv: [] })
  besiegers.push(besieger)
  let open = 0
  besieger.on('message', (said: 'ready' | IdleHeld) => {
    if (said === 'ready') besieger.send(order)
    else open = said.open
  })
  return () => open
}
