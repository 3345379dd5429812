import { existsSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Child, startChild } from '#apps/bench/streams.ts'
import { type Ground, openGround } from './ground.ts'
import { letLoose, setLimits } from './swarm.ts'

// Attack A-24 in full: 200 contacts that belong to 10 people, 2,000 requests a second for a minute or as many as are answered, against
// 50 people on 100 times, who come one after another within half a minute.
const FULL = {
  contacts: 200,
  belongTo: 10,
  people: 50,
  times: 100,
  seconds: 60,
  patience: 240,
  tenMinutes: 4,
  atOnce: Number(process.env.SWARM_AT_ONCE ?? 64),
  offered: 2_000,
}

let ground: Ground
let node: Child
beforeAll(async () => {
  ground = await openGround()
  await setLimits(ground, { open: 1, names: 6 })
  // A node as it runs, in a process of its own.
  node = await startChild('./node.ts', { APP_URL: ground.city.appUrl, SECRET: ground.city.secret })
})
afterAll(async () => {
  node?.stop()
  await ground?.close()
})

test('of 100 freed times a swarm of 10 people gets at most 10, and the p95 of the others is below a second', async () => {
  const before = processorOf(node)
  const outcome = await letLoose(ground, FULL, node.port)
  const serving = (processorOf(node) - before) / outcome.requests
  const { rate, busy, sending, peopleP95, codes } = outcome
  console.log(
    `${FULL.offered} requests of the swarm offered and ${Math.round(rate)} answered per second, ${serving.toFixed(2)} ms of a processor to answer one and ${sending.toFixed(2)} ms to send it, the machine at work ${Math.round(100 * busy)} % of the time; p95 of the others ${Math.round(peopleP95)} ms`,
    codes,
  )
  expect(outcome.swarm).toBeLessThanOrEqual(FULL.belongTo)
  expect(outcome.people).toBe(FULL.people)
  expect(peopleP95).toBeLessThan(1_000)
  // Where fewer come through, it is not because of whoever sends them: that process has time left.
  expect((rate * sending) / 1_000).toBeLessThan(0.9)
  expect(rate).toBeGreaterThan(100)
}, 300_000)

/** Processor time that a node has had, where the system says it (Linux); else 0. Milliseconds, in steps of 10. */
function processorOf({ process: { pid } }: Child): number {
  const file = `/proc/${pid}/stat`
  if (!existsSync(file)) return 0
  // Behind the name: user and system time are the 12th and 13th field.
  const fields = readFileSync(file, 'utf8').split(') ').at(-1)?.split(' ') ?? []
  return 10 * (Number(fields[11]) + Number(fields[12]))
}
